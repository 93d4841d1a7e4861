package dev.strongroom.sdk.attestation;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.KnownRooms;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whom a room lets in that asks for attestations: people who are granted it, and who is in a group
 * that is. This client's own check, before it signs: links do not carry attestations.
 */
public final class Admission {
  private final AttestedPeople attested;
  private final People people;
  private final GroupDirectory groups;
  private final KnownRooms rooms;

  public Admission(
      AttestedPeople attested, People people, GroupDirectory groups, KnownRooms rooms) {
    this.attested = attested;
    this.people = people;
    this.groups = groups;
    this.rooms = rooms;
  }

  /**
   * Requires that nothing stands against letting {@code person} in.
   *
   * @throws AuthenticationException {@link ErrorCode#POLICY}
   */
  public void require(RoomState room, Person person) {
    if (room.policy().attested()) {
      attested.require(person);
    }
  }

  /**
   * Likewise everybody who is in a group.
   *
   * @throws AuthenticationException {@link ErrorCode#POLICY} for the first who is not attested
   */
  public void require(RoomState room, ChainId group) {
    if (room.policy().attested()) {
      Set<UserId> members = groups.newest(group).members().keySet();
      people.load(members);
      members.forEach(member -> attested.require(people.byId(member)));
    }
  }

  /**
   * Requires that nothing stands against taking {@code members} into a group: each room that it is
   * granted and that this client knows has its say. Of the others their own managers know.
   *
   * @throws AuthenticationException {@link ErrorCode#POLICY}; {@link ErrorCode#CHAIN_BODY} where a
   *     room is kept back that may ask
   */
  public void requireForGroup(ChainId group, List<Person> members) {
    if (!attested.isPossible()) {
      return;
    }
    boolean asks =
        rooms.require(group).granted().values().stream().anyMatch(Pins.RoomGroups::attested);
    if (asks) {
      members.forEach(attested::require);
    }
  }

  /** Who reaches the room, in person or through a group, and has no attestation that counts. */
  public List<Person> missing(RoomState room) {
    Set<UserId> all = new LinkedHashSet<>();
    for (Grant grant : room.grants().values()) {
      switch (grant.grantee()) {
        case Grantee.User(UserId user) -> all.add(user);
        case Grantee.Group(ChainId group) -> all.addAll(groups.newest(group).members().keySet());
      }
    }
    people.load(all);
    return all.stream()
        .map(people::byId)
        .filter(person -> attested.of(person).stream().noneMatch(Attested::isGood))
        .toList();
  }
}
