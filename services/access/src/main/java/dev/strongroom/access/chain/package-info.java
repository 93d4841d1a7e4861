/** Groups and rooms: their chains, boxes and wraps. */
@NullMarked
package dev.strongroom.access.chain;

import org.jspecify.annotations.NullMarked;
