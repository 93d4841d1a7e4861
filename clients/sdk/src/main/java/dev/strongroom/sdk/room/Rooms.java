package dev.strongroom.sdk.room;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.chain.RoomWriter;
import dev.strongroom.sdk.device.EvidenceFiles;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.server.Server;
import java.util.List;

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
    this.settling = new Settling(server, me, heads, replay);
  }

  /** Opens a room and verifies its newest head. The caller closes it. */
  public Room open(ChainId id) {
    return new Room(server, me, directory, writer, heads, repeating, id);
  }

  /**
   * Signs over commits of somebody whose writing has ended, once each has been verified in full.
   *
   * @return what was built over, oldest first; empty where there was nothing
   */
  public List<Repeating.Repeated> settle(ChainId id) {
    try (RoomDirectory.OpenRoom room = directory.reopen(id)) {
      return settling.settle(room);
    }
  }
}
