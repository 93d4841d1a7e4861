/**
 * Groups and rooms as signed chains (sections 3 and 5). A link gets its authority from the one
 * before it: {@link dev.strongroom.protocol.chain.GroupChain} and {@link
 * dev.strongroom.protocol.chain.RoomChain} check links one by one, from the first or from a pinned
 * state, for clients and services alike.
 *
 * <p>Invariants: a state is only ever the result of verified links; lists match the root that the
 * link signs; the epoch moves by one or stays; at least one manager is left.
 */
@NullMarked
package dev.strongroom.protocol.chain;

import org.jspecify.annotations.NullMarked;
