/** Worked vectors of docs/protocol.md: made here, kept as resources, held against the code. */
@NullMarked
package dev.strongroom.protocol.vectors;

import org.jspecify.annotations.NullMarked;
