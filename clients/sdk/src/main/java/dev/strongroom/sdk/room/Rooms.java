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
   * Signs over commits of somebody whose writing has ended, once each has been verified in full.
   *
   * @return what was built over, oldest first; empty where there was nothing that this client had
   *     not verified before
   */
  public List<Repeating.Repeated> settle(ChainId id) {
    try (RoomDirectory.OpenRoom room = directory.reopen(id)) {
      return settling.settle(room).over();
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
        boolean due = room.rekeyDue();
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
      if (!room.rekeyDue() || !writer.mayRekey(room)) {
        return false;
      }
      HeadReader.Unsettled unsettled = heads.unsettled(room);
      Optional<CommitRef> verified =
          unsettled.counts() ? heads.read(room).ref() : unsettled.last().ref();
      writer.rekey(room, later(verified, room.newest().commit()));
      return true;
    }
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
