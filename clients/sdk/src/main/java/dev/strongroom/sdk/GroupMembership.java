package dev.strongroom.sdk;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.sdk.attestation.Admission;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.GroupWriter;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.room.Rooms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who is in a group, and what a change of that calls for in the rooms that it is granted. */
final class GroupMembership {
  private final People people;
  private final Admission admission;
  private final GroupDirectory groups;
  private final GroupWriter writer;
  private final RoomDirectory directory;
  private final Rooms rooms;

  GroupMembership(
      People people,
      Admission admission,
      GroupDirectory groups,
      GroupWriter writer,
      RoomDirectory directory,
      Rooms rooms) {
    this.people = people;
    this.admission = admission;
    this.groups = groups;
    this.writer = writer;
    this.directory = directory;
    this.rooms = rooms;
  }

  void add(ChainId group, List<Person> members, GroupRole role) {
    members.forEach(people::requireConfirmed);
    put(group, members, role);
  }

  /** Lets somebody whose reset was confirmed stand in the place of his lost identity. */
  void readmit(ChainId group, Person person) {
    people.requireConfirmed(person);
    GroupRole role =
        Optional.ofNullable(groups.newest(group).members().get(person.user()))
            .map(GroupState.Member::role)
            .orElseThrow(MembershipException::notThereBefore);
    put(group, List.of(person), role);
  }

  /** Whom the rooms that the group is granted let in is looked at before each signature. */
  private void put(ChainId group, List<Person> members, GroupRole role) {
    writer.add(
        group,
        members,
        role,
        new GroupWriter.Answering(List.of(), _ -> admission.requireForGroup(group, members)));
  }

  Strongroom.GroupPeople people(ChainId group) {
    Map<UserId, GroupState.Member> all = groups.newest(group).members();
    List<UserId> managers = withRole(all, GroupRole.MANAGER);
    List<UserId> others = withRole(all, GroupRole.MEMBER);
    List<UserId> shown = others.size() > Strongroom.GroupPeople.HANDFUL ? List.of() : others;
    people.load(Stream.concat(managers.stream(), shown.stream()).toList());
    return new Strongroom.GroupPeople(
        people.byId(groups.creator(group)),
        managers.stream().map(people::byId).toList(),
        all.size(),
        shown.stream().map(people::byId).toList());
  }

  private static List<UserId> withRole(Map<UserId, GroupState.Member> all, GroupRole role) {
    return all.entrySet().stream()
        .filter(member -> member.getValue().role() == role)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The removal is done with its link; what the rooms need after it may be left to be done. */
  Strongroom.Removed remove(ChainId group, UserId user) {
    writer.remove(group, List.of(user), GroupWriter.Answering.NOTHING);
    return renewRooms();
  }

  /** After a removal, by a hand or in answer to a request. */
  Strongroom.Removed renewRooms() {
    Attempts attempts = new Attempts();
    int[] renewed = new int[1];
    for (RoomDirectory.Reached reached : directory.reached()) {
      if (!reached.isForSending()) {
        attempts.attempt(
            reached.room(), () -> renewed[0] += rooms.renewWhereDue(reached.room()) ? 1 : 0);
      }
    }
    Map<ChainId, String> left = attempts.left();
    return new Strongroom.Removed(renewed[0], left);
  }
}
