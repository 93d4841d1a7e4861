package dev.strongroom.sdk.room;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.chain.RoomWriter;
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
  private final RoomWriter writer;

  Settling(Server server, Keyring me, HeadReader heads, HistoryReplay replay, RoomWriter writer) {
    this.server = server;
    this.me = me;
    this.heads = heads;
    this.replay = replay;
    this.writer = writer;
  }

  /**
   * What was built over.
   *
   * @param counted whether the head counted, so that there was nothing to do
   * @param over commits since the last that this client had verified, oldest first; none where it
   *     had verified the head before its author's writing ended
   */
  record Settled(boolean counted, List<Repeating.Repeated> over) {
    Settled {
      over = List.copyOf(over);
    }
  }

  /**
   * Verifies what came since the last commit that counted, and signs over it: an empty commit, or
   * where keys are due before anybody may write, the rekey, which names the head.
   *
   * @throws StaleException {@link ErrorCode#EPOCH_STALE} if one of them came under a retired epoch
   *     whose secret is not at hand: nothing is signed
   */
  Settled settle(RoomDirectory.OpenRoom room) {
    requireWriter(room);
    HeadReader.Unsettled unsettled = heads.unsettled(room);
    return unsettled.counts() ? new Settled(true, List.of()) : signOver(room, unsettled);
  }

  /** The same only if the head that does not count is this user's own, under an earlier key. */
  Settled settleOwn(RoomDirectory.OpenRoom room) {
    requireWriter(room);
    HeadReader.Unsettled unsettled = heads.unsettled(room);
    boolean own =
        unsettled
            .head()
            .commit()
            .filter(head -> head.body().author().user().equals(me.chain().user()))
            .isPresent();
    return unsettled.counts() || !own ? new Settled(true, List.of()) : signOver(room, unsettled);
  }

  private Settled signOver(RoomDirectory.OpenRoom room, HeadReader.Unsettled unsettled) {
    List<HistoryReplay.Replayed> over =
        replay.replay(room, unsettled.last(), unsettled.head().commit().orElseThrow());
    over.forEach(replayed -> requireReadable(room, replayed.commit().body()));
    List<Repeating.Repeated> shown = over.stream().map(Repeating.Repeated::of).toList();
    if (writer.renewsFirst(room)) {
      writer.rekey(room, unsettled.head().ref());
    } else {
      StateReader reader = new StateReader(server, me.organisation(), room, unsettled.head());
      RoomView view = new RoomView(me, room, unsettled.head(), reader);
      new CommitWriter(server, me).commit(view, List.of(), List.of());
    }
    return new Settled(false, shown);
  }

  /**
   * What came under an epoch that was retired without it is wrapped anew by who still holds its
   * secret. Nobody signs over what no present member could ever read: its folder could be listed no
   * more.
   */
  private static void requireReadable(RoomDirectory.OpenRoom room, Commit commit) {
    boolean late =
        room.newest()
            .retirementOf(commit.epoch())
            .filter(retired -> commit.header().sequence() > retired.commit().sequence())
            .isPresent();
    if (late && commit.changeCount() > 0 && !room.secrets().holds(commit.epoch())) {
      throw new StaleException(
          ErrorCode.EPOCH_STALE,
          "a commit under a retired epoch whose keys are gone: the service has to take it back");
    }
  }

  private void requireWriter(RoomDirectory.OpenRoom room) {
    boolean writes =
        room.newest()
            .roleNow(me.chain(), me.identity().hash(), room.groups())
            .filter(Role::writes)
            .isPresent();
    if (!writes) {
      throw new MembershipException(
          MembershipException.Reason.NO_MANAGER,
          "Only who writes to the room can sign over its newest commits. Nothing was changed.");
    }
  }
}
