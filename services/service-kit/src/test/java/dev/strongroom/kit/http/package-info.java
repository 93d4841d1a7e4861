/** The kit in a small application: ports, callers and problems, over HTTP. */
@NullMarked
package dev.strongroom.kit.http;

import org.jspecify.annotations.NullMarked;
