package dev.strongroom.sdk;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.GroupWriter;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.OwnWraps;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.room.Rooms;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be done after this user's keys were renewed: his wraps, and epochs where they leaked.
 */
final class RotationWork {
  private final Server server;
  private final Pins pins;
  private final People people;
  private final Keyring me;
  private final GroupDirectory groups;
  private final GroupWriter groupWriter;
  private final RoomDirectory roomDirectory;
  private final Rooms rooms;
  private final Attempts attempts = new Attempts();

  RotationWork(
      Server server,
      Pins pins,
      People people,
      Keyring me,
      GroupDirectory groups,
      GroupWriter groupWriter,
      RoomDirectory roomDirectory,
      Rooms rooms) {
    this.server = server;
    this.pins = pins;
    this.people = people;
    this.me = me;
    this.groups = groups;
    this.groupWriter = groupWriter;
    this.roomDirectory = roomDirectory;
    this.rooms = rooms;
  }

  /** Groups and rooms of which the work is not done yet, with why. */
  Map<ChainId, String> left() {
    return attempts.left();
  }

  /**
   * What a rotation left to be done, as far as it can be done now: wraps; new epochs wherever the
   * old identity stood and gave its keys up, in groups by any member and in rooms by who writes
   * (section 5); and an own commit signed over that was the newest of its room, for under a
   * replaced key it counts no longer (section 3, rule 4). Groups first, for a room's keys are due
   * once those of a group granted are renewed. What is not due is left alone.
   *
   * @throws ServerException if the server is away
   */
  void finish(Device device, IdentitySecret secret) {
    Set<ChainId> others = renewWraps(device, secret);
    List<ChainId> readable =
        roomDirectory.reached().stream()
            .filter(reached -> !reached.isForSending())
            .map(RoomDirectory.Reached::room)
            .filter(room -> !others.contains(room))
            .toList();
    List<ChainId> mine = groups.mine().stream().filter(group -> !others.contains(group)).toList();
    mine.forEach(group -> attempts.attempt(group, () -> groupWriter.rekeyIfDue(group)));
    readable.forEach(room -> attempts.attempt(room, () -> rooms.afterRotation(room)));
    attempts.requireServer();
    if (attempts.left().isEmpty()) {
      device.forgetRotation();
    }
  }

  /** Returns where he stands under lost keys alone, so that no work is his. */
  private Set<ChainId> renewWraps(Device device, IdentitySecret secret) {
    try (EarlierKeys earlier = EarlierKeys.of(server, device, me.chain(), me.identity(), secret)) {
      List<Keyring> keyrings =
          earlier.newestFirst().stream().map(g -> me.as(g.identity(), g.keys())).toList();
      OwnWraps.Renewed renewed = new OwnWraps(server, pins, people, me, keyrings).renew();
      attempts.leave(renewed.left());
      groups.refresh();
      return renewed.others();
    }
  }
}
