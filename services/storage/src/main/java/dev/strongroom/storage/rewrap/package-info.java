/**
 * Node-key wraps of older epochs: handed out in batches, wrapped anew by clients, dropped once a
 * room's link has retired their epochs (docs/protocol.md, rewrapping). Tables {@code node_wrap},
 * {@code wrapped_item}, {@code rewrap_round}, {@code rewrap_claim}, {@code rewrap_author} and
 * {@code retirement}. The service cannot tell a good wrap from a worthless one, so it never
 * replaces one by another, and drops nothing before a manager's link has said that it opened the
 * new ones.
 */
@NullMarked
package dev.strongroom.storage.rewrap;

import org.jspecify.annotations.NullMarked;
