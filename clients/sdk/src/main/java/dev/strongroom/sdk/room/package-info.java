/** A room's contents: head, listings, reading and writing. */
@NullMarked
package dev.strongroom.sdk.room;

import org.jspecify.annotations.NullMarked;
