/**
 * Deposits: files sent into a room by somebody who reads nothing there (section 5). A deposit is a
 * signed statement that waits in the room's inbox until an editor's client adopts it by a commit.
 */
@NullMarked
package dev.strongroom.protocol.deposit;

import org.jspecify.annotations.NullMarked;
