/** Traces, to a file. */
@NullMarked
package dev.strongroom.kit.trace;

import org.jspecify.annotations.NullMarked;
