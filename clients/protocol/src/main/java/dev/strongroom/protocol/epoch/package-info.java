/**
 * Epochs of groups and rooms (section 5): the epoch secret and what is derived from it, its wraps
 * to readers, the history box that leads back to earlier epochs, and the boxes that hold a chain's
 * names and a room's index key.
 */
@NullMarked
package dev.strongroom.protocol.epoch;

import org.jspecify.annotations.NullMarked;
