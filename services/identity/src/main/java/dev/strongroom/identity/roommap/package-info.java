/**
 * The map of all rooms' heads (docs/protocol.md, section 7): storage's {@code Committed} events
 * keep {@code room_head}; from time to time, while anything changes, one root over all of them goes
 * into the directory log. Tables {@code room_head}, {@code room_map}, {@code room_map_state},
 * {@code room_map_node}.
 */
@NullMarked
package dev.strongroom.identity.roommap;

import org.jspecify.annotations.NullMarked;
