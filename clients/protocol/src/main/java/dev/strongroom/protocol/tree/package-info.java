/**
 * The compressed sparse Merkle tree of section 6: a room's state, and the lists of members and
 * grants. One implementation for clients, who know a few nodes of it, and services, who keep them
 * all.
 */
@NullMarked
package dev.strongroom.protocol.tree;

import org.jspecify.annotations.NullMarked;
