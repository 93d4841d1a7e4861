/** A room's inbox: what was sent into it, and waits until an editor's commit adopts it. */
@NullMarked
package dev.strongroom.storage.deposit;

import org.jspecify.annotations.NullMarked;
