/** The internal port: what siblings call, on a port that the edge does not route. */
@NullMarked
package dev.strongroom.kit.internal;

import org.jspecify.annotations.NullMarked;
