package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomPolicy;
import dev.strongroom.protocol.chain.RoomState;
import java.util.List;
import java.util.Optional;

/** What a link of a room is to say. */
record RoomPlan(
    Cause cause,
    List<RoomLink.Change> changes,
    boolean newEpoch,
    long oldestEpoch,
    List<Hash> answering,
    Optional<RoomPolicy> policy) {
  /** A link that answers no proposal and leaves the room's policy as it is. */
  RoomPlan(Cause cause, List<RoomLink.Change> changes, boolean newEpoch, long oldestEpoch) {
    this(cause, changes, newEpoch, oldestEpoch, List.of(), Optional.empty());
  }

  static RoomPlan change(RoomState before, List<RoomLink.Change> changes, boolean newEpoch) {
    return new RoomPlan(Cause.CHANGE, changes, newEpoch, before.oldestEpoch());
  }
}
