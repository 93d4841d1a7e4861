package dev.strongroom.access.chain;

import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.RoomState;
import java.util.Optional;

/** What a link that verifies makes of its chain. */
sealed interface Step {
  /** For when its transaction is committed. */
  void remember(ChainStates states);

  /** A group's. */
  record OfGroup(Optional<GroupState> before, GroupState after) implements Step {
    boolean newEpoch() {
      return before.map(b -> b.epoch().number() != after.epoch().number()).orElse(true);
    }

    /** Boxes come with a new epoch, and with a new name. */
    boolean newBox() {
      return before.map(b -> !b.epoch().equals(after.epoch())).orElse(true);
    }

    @Override
    public void remember(ChainStates states) {
      states.remember(after);
    }
  }

  /** A room's. */
  record OfRoom(Optional<RoomState> before, RoomState after) implements Step {
    boolean newEpoch() {
      return before.map(b -> b.epoch().number() != after.epoch().number()).orElse(true);
    }

    /** Boxes come with a new epoch, and with a new name. */
    boolean newBox() {
      return before.map(b -> !b.epoch().equals(after.epoch())).orElse(true);
    }

    @Override
    public void remember(ChainStates states) {
      states.remember(after);
    }
  }
}
