/** A room's history: commits, its state tree, records, wraps. */
@NullMarked
package dev.strongroom.storage.history;

import org.jspecify.annotations.NullMarked;
