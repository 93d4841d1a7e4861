package dev.strongroom.sdk.room;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.chain.RoomWriter;
import dev.strongroom.sdk.device.EvidenceFiles;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.server.Server;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens rooms. */
public final class Rooms {
  private final Server server;
  private final Keyring me;
  private final RoomDirectory directory;
  private final RoomWriter writer;
  private final HeadReader heads;
  private final Repeating repeating;
  private final Settling settling;

  public Rooms(
      Server server,
      Pins pins,
      People people,
      GroupDirectory groups,
      Keyring me,
      RoomDirectory directory,
      RoomWriter writer,
      EvidenceFiles evidence) {
    this.server = server;
    this.me = me;
    this.directory = directory;
    this.writer = writer;
    this.heads = new HeadReader(server, pins, people, groups, me);
    HistoryReplay replay = new HistoryReplay(server, people, groups, me, evidence);
    this.repeating = new Repeating(pins, replay);
    this.settling = new Settling(server, me, heads, replay, writer);
  }

  /** Opens a room and verifies its newest head. The caller closes it. */
  public Room open(ChainId id) {
    return new Room(server, me, directory, writer, heads, repeating, id);
  }

  /**
   * Signs over commits of somebody whose writing has ended, once each has been verified in full;
   * and begins the next epoch where the present one does not open to what its link commits to.
   *
   * @return what was built over, oldest first; empty where there was nothing that this client had
   *     not verified before
   */
  public List<Repeating.Repeated> settle(ChainId id) {
    List<Repeating.Repeated> over;
    try (RoomDirectory.OpenRoom room = directory.reopen(id)) {
      Settling.Settled settled = settling.settle(room);
      if (!settled.counted() || room.broken().isEmpty()) {
        return settled.over();
      }
      over = settled.over();
    }
    renew(id);
    return over;
  }

  /**
   * Begins a room's next epoch as a manager, although no wrap of the present one opens, with what
   * of the earlier ones is at hand. That it does not open proves nothing against who began it: the
   * server may have kept the right wrap back. So it is for who decides it by hand.
   */
  public void rotateDespiteUnopened(ChainId id) {
    try (RoomDirectory.OpenRoom room = directory.reopenDespiteUnopened(id)) {
      writer.rotateDespiteUnopened(room, verified(room));
    }
  }

  /**
   * After this user's own rotation: renews the room's keys where that is due, and signs over his
   * last commit, which is under a key that he has replaced. What he may not do is left to others.
   *
   * @return whether the room has new keys
   */
  public boolean afterRotation(ChainId id) {
    boolean renewed = false;
    try (RoomDirectory.OpenRoom room = directory.reopen(id)) {
      if (writes(room)) {
        boolean due = writer.renewsFirst(room);
        renewed = !settling.settleOwn(room).counted() && due;
      }
    }
    return renewed || renewWhereDue(id);
  }

  /**
   * Renews a room's keys where they are due and this user may. The link names the newest commit
   * that this client has verified and that counted by then: one that does not count is for {@link
   * #settle}, which shows it.
   *
   * @return whether the room has new keys
   */
  public boolean renewWhereDue(ChainId id) {
    try (RoomDirectory.OpenRoom room = directory.reopen(id)) {
      if (!writer.renewsFirst(room) || !writer.mayRekey(room)) {
        return false;
      }
      writer.rekey(room, verified(room));
      return true;
    }
  }

  private void renew(ChainId id) {
    try (RoomDirectory.OpenRoom room = directory.reopen(id)) {
      if (room.broken().isPresent()) {
        writer.rekey(room, verified(room));
      }
    }
  }

  private Optional<CommitRef> verified(RoomDirectory.OpenRoom room) {
    HeadReader.Unsettled unsettled = heads.unsettled(room);
    Optional<CommitRef> verified =
        unsettled.counts() ? heads.read(room).ref() : unsettled.last().ref();
    return later(verified, room.newest().commit());
  }

  private static Optional<CommitRef> later(Optional<CommitRef> one, Optional<CommitRef> other) {
    return Stream.concat(one.stream(), other.stream())
        .max(Comparator.comparingLong(CommitRef::sequence));
  }

  private boolean writes(RoomDirectory.OpenRoom room) {
    return room.newest()
        .roleNow(me.chain(), me.identity().hash(), room.groups())
        .filter(Role::writes)
        .isPresent();
  }
}
