package dev.strongroom.sdk.attestation;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.sdk.chain.GroupDirectory;
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

  public Admission(AttestedPeople attested, People people, GroupDirectory groups) {
    this.attested = attested;
    this.people = people;
    this.groups = groups;
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

  /** Whether any room can ask for attestations at all: the policy names attesters. */
  public boolean isPossible() {
    return attested.isPossible();
  }
}
