package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomPolicy;
import dev.strongroom.protocol.chain.RoomState;
import java.util.List;
import java.util.Optional;

/**
 * What a link of a room is to say.
 *
 * @param box for a rekey: that nothing else calls for it than that the present epoch does not open
 *     to what its link commits to
 */
record RoomPlan(
    Cause cause,
    List<RoomLink.Change> changes,
    boolean newEpoch,
    long oldestEpoch,
    List<Hash> answering,
    Optional<RoomPolicy> policy,
    boolean box) {
  /** A link that answers no proposal and leaves the room's policy as it is. */
  RoomPlan(Cause cause, List<RoomLink.Change> changes, boolean newEpoch, long oldestEpoch) {
    this(cause, changes, newEpoch, oldestEpoch, List.of(), Optional.empty(), false);
  }

  static RoomPlan change(RoomState before, List<RoomLink.Change> changes, boolean newEpoch) {
    return new RoomPlan(Cause.CHANGE, changes, newEpoch, before.oldestEpoch());
  }

  static RoomPlan rekey(RoomState before, boolean box) {
    return new RoomPlan(
        Cause.REKEY, List.of(), true, before.oldestEpoch(), List.of(), Optional.empty(), box);
  }
}
