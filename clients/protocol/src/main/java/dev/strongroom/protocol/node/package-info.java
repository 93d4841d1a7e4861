/**
 * Nodes of a room (section 6): change records, their sealed metadata, node keys and their wraps,
 * and where a node lies in the state tree.
 */
@NullMarked
package dev.strongroom.protocol.node;

import org.jspecify.annotations.NullMarked;
