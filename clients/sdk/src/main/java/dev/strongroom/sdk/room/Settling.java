package dev.strongroom.sdk.room;

import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.server.Server;
import java.util.List;

/**
 * A room whose newest commits are by somebody who may no longer write: an entitled author verifies
 * each of them in full, is shown what they change, and signs over them (section 3, rule 4; T78). So
 * nobody can stop a room by a commit just before his removal, and nothing unsigned hides in
 * between.
 */
final class Settling {
  private final Server server;
  private final Keyring me;
  private final HeadReader heads;
  private final HistoryReplay replay;

  Settling(Server server, Keyring me, HeadReader heads, HistoryReplay replay) {
    this.server = server;
    this.me = me;
    this.heads = heads;
    this.replay = replay;
  }

  /**
   * Verifies what came since the last commit that counts, and signs an empty commit over it.
   *
   * @return what was built over; empty where the head counts
   */
  List<Repeating.Repeated> settle(RoomDirectory.OpenRoom room) {
    requireWriter(room);
    HeadReader.Unsettled unsettled = heads.unsettled(room);
    if (unsettled.head().commit().isEmpty()
        || unsettled.head().sequence() == unsettled.last().sequence()) {
      return List.of();
    }
    List<Repeating.Repeated> shown =
        replay.replay(room, unsettled.last(), unsettled.head().commit().get()).stream()
            .map(Repeating.Repeated::of)
            .toList();
    StateReader reader = new StateReader(server, me.organisation(), room, unsettled.head());
    RoomView view = new RoomView(me, room, unsettled.head(), reader);
    new CommitWriter(server, me).commit(view, List.of(), List.of());
    return shown;
  }

  private void requireWriter(RoomDirectory.OpenRoom room) {
    boolean writes =
        room.newest()
            .roleNow(me.chain(), me.chain().newest().hash(), room.groups())
            .filter(Role::writes)
            .isPresent();
    if (!writes) {
      throw new MembershipException(
          MembershipException.Reason.NO_MANAGER,
          "Only who writes to the room can sign over its newest commits. Nothing was changed.");
    }
  }
}
