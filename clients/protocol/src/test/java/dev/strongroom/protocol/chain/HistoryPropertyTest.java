package dev.strongroom.protocol.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Signed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a group and of a room that is granted to it, against a plain model of who is
 * in and who may hold which keys: each link is accepted or refused as the model says, and the lists
 * and what is due are the model's after each.
 */
class HistoryPropertyTest {
  private static final int PEOPLE = 7;
  private static final int STEPS = 220;

  private final long seed = Seed.ofThisRun();
  private final Random choice = new Random(seed);
  private final Organisation organisation = new Organisation(Seed.random(seed));
  private final Chains chains = new Chains(organisation);
  private final Map<Boolean, Integer> outcomes = new TreeMap<>();
  private final EnumMap<Cause, Integer> accepted = new EnumMap<>(Cause.class);

  /** One person of the model: his generations, and how many of the oldest were given up. */
  private static final class Person {
    private final List<Organisation.Somebody> generations = new ArrayList<>();
    private int compromised;

    Organisation.Somebody newest() {
      return generations.getLast();
    }

    UserId user() {
      return newest().user();
    }
  }

  /** A key of a person, by its generation. */
  private record Key(int person, int generation) {}

  private final List<Person> people = new ArrayList<>();

  /** Roles by person, for the group and for the room; and who may hold the present epoch's keys. */
  private final Map<Integer, GroupRole> members = new TreeMap<>();

  private final Set<Key> groupKeys = new HashSet<>();
  private final Map<Integer, Role> grants = new TreeMap<>();
  private final Set<Key> roomKeys = new HashSet<>();

  /** How many generations of each person had been given up when the room's epoch began. */
  private final List<Integer> compromisedAtStart = new ArrayList<>(Collections.nCopies(PEOPLE, 0));

  private Role groupGrant = Role.VIEWER;
  private long wrappedToGroupEpoch = 1;

  /** Somebody who left stays a reason for new keys, even if he is back before they are made. */
  private boolean groupLeft;

  private boolean roomLeft;

  HistoryPropertyTest() {
    for (int i = 0; i < PEOPLE; i++) {
      Person person = new Person();
      person.generations.add(organisation.somebody("person-" + i));
      people.add(person);
    }
  }

  private long log(Signed<?> link, DirectoryEntry.Kind kind) {
    return organisation.log(
        new DirectoryEntry(kind, link.hash().value(), choice.nextInt(9), link.hash()));
  }

  private Key newestKey(int person) {
    return new Key(person, people.get(person).generations.size() - 1);
  }

  /** Whether a key is one that a person who should hold keys still trusts. */
  private boolean isGood(Key key, Set<Integer> entitled) {
    return entitled.contains(key.person())
        && key.generation() >= people.get(key.person()).compromised;
  }

  private boolean groupDue() {
    return groupLeft || groupKeys.stream().anyMatch(key -> !isGood(key, members.keySet()));
  }

  private Set<Integer> readers() {
    Set<Integer> readers =
        grants.entrySet().stream()
            .filter(e -> e.getValue().reads())
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(HashSet::new));
    if (groupGrant.reads()) {
      readers.addAll(members.keySet());
    }
    return readers;
  }

  private boolean roomDue(GroupState group) {
    boolean byGroup =
        groupGrant.reads() && (groupDue() || group.epoch().number() > wrappedToGroupEpoch);
    return byGroup || roomLeft || roomKeys.stream().anyMatch(key -> !isGood(key, readers()));
  }

  /** The highest role of a person in the room. */
  private Optional<Role> roleInRoom(int person) {
    Optional<Role> own = Optional.ofNullable(grants.get(person));
    boolean throughGroup =
        members.containsKey(person) && own.filter(r -> r.compareTo(groupGrant) > 0).isEmpty();
    return throughGroup ? Optional.of(groupGrant) : own;
  }

  @Test
  void randomHistory_isAcceptedAndRefusedAsAPlainModelSays() {
    members.put(0, GroupRole.MANAGER);
    groupKeys.add(newestKey(0));
    grants.put(0, Role.MANAGER);
    roomKeys.add(newestKey(0));
    GroupState group = chains.newGroup(organisation.entries().size(), people.get(0).newest());
    organisation.log(DirectoryEntry.group(group.id(), 0, group.head()));
    RoomState room = chains.newRoom(people.get(0).newest());
    room = sharedWith(group, room);
    for (int step = 0; step < STEPS; step++) {
      switch (choice.nextInt(10)) {
        case 0 -> rotate();
        case 1, 2, 3, 4 -> group = groupStep(group);
        default -> room = roomStep(room, group);
      }
      String at = "seed " + seed + ", step " + step;
      requireLists(at, group, room);
      assertThat(group.rekeyDue(organisation, Order.NOW)).as(at).isEqualTo(groupDue());
      assertThat(room.rekeyDue(Map.of(group.id(), group), organisation))
          .as(at)
          .isEqualTo(roomDue(group));
    }
    assertThat(outcomes.get(true)).as("accepted, seed " + seed).isGreaterThan(10);
    assertThat(outcomes.get(false)).as("refused, seed " + seed).isGreaterThan(10);
    assertThat(accepted).as("seed " + seed).containsKeys(Cause.CHANGE, Cause.REKEY);
  }

  private RoomState sharedWith(GroupState group, RoomState room) {
    RoomDraft draft =
        chains
            .on(room, people.get(0).newest())
            .changes(Chains.grant(group.id(), groupGrant))
            .heads(group.asHead());
    Signed<RoomLink> link = draft.sign();
    return chains.roomChain().next(room, link, log(link, DirectoryEntry.Kind.ROOM));
  }

  private void requireLists(String at, GroupState group, RoomState room) {
    Map<UserId, GroupRole> listed = new HashMap<>();
    group.members().forEach((user, member) -> listed.put(user, member.role()));
    Map<UserId, GroupRole> expected = new HashMap<>();
    members.forEach((person, role) -> expected.put(people.get(person).user(), role));
    assertThat(listed).as(at).isEqualTo(expected);
    for (int i = 0; i < PEOPLE; i++) {
      Person person = people.get(i);
      assertThat(
              room.roleNow(
                  organisation.of(person.user()),
                  person.newest().identity().hash(),
                  Map.of(group.id(), group)))
          .as(at)
          .isEqualTo(roleInRoom(i));
    }
  }

  private void rotate() {
    int who = choice.nextInt(PEOPLE);
    Person person = people.get(who);
    boolean compromise = choice.nextBoolean();
    long index =
        organisation.log(
            DirectoryEntry.identity(
                person.user(), person.generations.size(), person.newest().identity().hash()));
    person.generations.add(
        organisation.rotate(
            person.newest(),
            compromise ? Identity.Cause.COMPROMISE : Identity.Cause.ROTATION,
            index));
    if (compromise) {
      person.compromised = person.generations.size() - 1;
    }
  }

  /** Mostly the newest generation, sometimes one that was replaced. */
  private Organisation.Somebody signerOf(int person) {
    List<Organisation.Somebody> generations = people.get(person).generations;
    return choice.nextInt(8) == 0
        ? generations.get(choice.nextInt(generations.size()))
        : generations.getLast();
  }

  private boolean isNewest(Organisation.Somebody signer, int person) {
    return signer.identity().hash().equals(people.get(person).newest().identity().hash());
  }

  private void count(Cause cause, boolean allowed) {
    outcomes.merge(allowed, 1, Integer::sum);
    if (allowed) {
      accepted.merge(cause, 1, Integer::sum);
    }
  }

  /** Mostly somebody who may do something, sometimes anybody. */
  private int oneOf(Set<Integer> likely) {
    return choice.nextInt(4) == 0 || likely.isEmpty()
        ? choice.nextInt(PEOPLE)
        : List.copyOf(likely).get(choice.nextInt(likely.size()));
  }

  private Set<Integer> managing() {
    return members.entrySet().stream()
        .filter(e -> e.getValue() == GroupRole.MANAGER)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private Set<Integer> writing() {
    return grants.entrySet().stream()
        .filter(e -> e.getValue().writes())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private GroupState groupStep(GroupState before) {
    int by = oneOf(choice.nextBoolean() ? managing() : members.keySet());
    int who = choice.nextInt(PEOPLE);
    Organisation.Somebody signer = signerOf(by);
    boolean newEpoch = choice.nextBoolean();
    GroupDraft draft = chains.on(before, signer);
    if (newEpoch) {
      draft.epoch(chains.after(before.epoch()));
    }
    boolean manages = members.get(by) == GroupRole.MANAGER;
    boolean allowed = isNewest(signer, by);
    Map<Integer, GroupRole> after = new TreeMap<>(members);
    Cause cause = Cause.CHANGE;
    switch (choice.nextInt(4)) {
      case 0 -> {
        GroupRole role = choice.nextInt(3) == 0 ? GroupRole.MANAGER : GroupRole.MEMBER;
        draft.put(namedIn(before, who), role);
        after.put(who, role);
        allowed &= manages;
      }
      case 1 -> {
        draft.remove(people.get(who).newest());
        allowed &= manages && newEpoch && after.remove(who) != null;
      }
      case 2 -> {
        cause = Cause.LEAVE;
        draft.cause(cause).remove(people.get(by).newest());
        allowed &= !newEpoch && after.remove(by) != null;
      }
      default -> {
        cause = Cause.REKEY;
        draft.cause(cause);
        allowed &= newEpoch && members.containsKey(by) && groupDue();
      }
    }
    allowed &= after.containsValue(GroupRole.MANAGER);
    Signed<GroupLink> link = draft.sign();
    long at = log(link, DirectoryEntry.Kind.GROUP);
    count(cause, allowed);
    Optional<GroupState> next =
        requireOutcome(allowed, () -> chains.groupChain().next(before, link, at));
    if (next.isEmpty()) {
      return before;
    }
    members.clear();
    members.putAll(after);
    groupLeft = !newEpoch && (groupLeft || cause == Cause.LEAVE);
    if (newEpoch) {
      groupKeys.clear();
      members.keySet().forEach(person -> groupKeys.add(newestKey(person)));
    } else if (cause == Cause.CHANGE) {
      groupKeys.add(newestKey(who));
    }
    return chains.remember(next.get());
  }

  /** Who is in the list stays named as he was; who is new is named by his newest generation. */
  private Organisation.Somebody namedIn(GroupState before, int who) {
    GroupState.Member listed = before.members().get(people.get(who).user());
    return people.get(who).generations.stream()
        .filter(g -> listed != null && g.identity().hash().equals(listed.identity()))
        .findFirst()
        .orElse(people.get(who).newest());
  }

  private Organisation.Somebody namedIn(RoomState before, int who) {
    Grant listed = before.grants().get(new Grantee.User(people.get(who).user()));
    return people.get(who).generations.stream()
        .filter(g -> listed != null && listed.identity().equals(Optional.of(g.identity().hash())))
        .findFirst()
        .orElse(people.get(who).newest());
  }

  private RoomState roomStep(RoomState before, GroupState group) {
    int by = oneOf(writing());
    int who = choice.nextInt(PEOPLE);
    Organisation.Somebody signer = signerOf(by);
    boolean newEpoch = choice.nextBoolean();
    RoomDraft draft = chains.on(before, signer).heads(group.asHead());
    if (newEpoch) {
      draft.epoch(chains.after(before.epoch()));
    }
    Optional<Role> own = roleInRoom(by);
    boolean manages = own.filter(Role::manages).isPresent();
    boolean allowed = isNewest(signer, by);
    Set<Integer> readBefore = readers();
    Set<Integer> dueBefore =
        people().filter(this::isDueInPerson).boxed().collect(Collectors.toSet());
    Map<Integer, Role> after = new TreeMap<>(grants);
    Role groupAfter = groupGrant;
    Cause cause = Cause.CHANGE;
    switch (choice.nextInt(5)) {
      case 0 -> {
        Role role = List.of(Role.values()).get(choice.nextInt(4));
        draft.changes(Chains.grant(namedIn(before, who), role));
        after.put(who, role);
        allowed &= manages;
      }
      case 1 -> {
        draft.remove(people.get(who).newest());
        allowed &= manages && after.remove(who) != null;
      }
      case 2 -> {
        groupAfter = List.of(Role.values()).get(choice.nextInt(3));
        draft.changes(Chains.grant(group.id(), groupAfter));
        allowed &= manages && (newEpoch || groupAfter.reads() || !groupGrant.reads());
      }
      case 3 -> {
        cause = Cause.LEAVE;
        draft.cause(cause).remove(people.get(by).newest());
        allowed &= !newEpoch && after.remove(by) != null;
      }
      default -> {
        cause = Cause.REKEY;
        draft.cause(cause);
        allowed &= newEpoch && roomRekeyHelps(group) && mayRekey(by, own);
      }
    }
    Map<Integer, Role> grantsBefore = new TreeMap<>(grants);
    Role groupBefore = groupGrant;
    grants.clear();
    grants.putAll(after);
    groupGrant = groupAfter;
    boolean takesAway = !readers().containsAll(readBefore);
    allowed &= cause != Cause.CHANGE || newEpoch || !takesAway;
    allowed &= grants.containsValue(Role.MANAGER);
    Signed<RoomLink> link = draft.sign();
    long at = log(link, DirectoryEntry.Kind.ROOM);
    count(cause, allowed);
    Optional<RoomState> next =
        requireOutcome(allowed, () -> chains.roomChain().next(before, link, at));
    if (next.isEmpty()) {
      grants.clear();
      grants.putAll(grantsBefore);
      groupGrant = groupBefore;
      return before;
    }
    boolean dropped = !dueBefore.stream().allMatch(this::isDueInPerson);
    roomLeft = !newEpoch && (roomLeft || takesAway || dropped);
    wrapped(newEpoch, group, cause, who, groupBefore);
    if (!newEpoch && changesGrantOf(link, who)) {
      // Who is named by an older generation counts as one who may hold keys by it, unless it had
      // been given up when the epoch began.
      int named = people.get(who).generations.indexOf(namedIn(next.get(), who));
      roomKeys.add(new Key(who, Math.max(named, compromisedAtStart.get(who))));
    }
    return next.get();
  }

  private boolean changesGrantOf(Signed<RoomLink> link, int who) {
    Grantee person = new Grantee.User(people.get(who).user());
    return grants.getOrDefault(who, Role.DEPOSITOR).reads()
        && link.body().changes().stream().anyMatch(change -> change.grantee().equals(person));
  }

  private void wrapped(boolean newEpoch, GroupState group, Cause cause, int who, Role groupBefore) {
    if (newEpoch) {
      roomKeys.clear();
      compromisedAtStart.clear();
      people.forEach(person -> compromisedAtStart.add(person.compromised));
      grants.forEach((person, role) -> {
        if (role.reads()) {
          roomKeys.add(newestKey(person));
        }
      });
      wrappedToGroupEpoch = group.epoch().number();
    } else if (cause == Cause.CHANGE && grants.getOrDefault(who, Role.DEPOSITOR).reads()) {
      roomKeys.add(newestKey(who));
    }
    if (!newEpoch && groupGrant.reads() && !groupBefore.reads()) {
      wrappedToGroupEpoch = Math.min(wrappedToGroupEpoch, group.epoch().number());
    }
  }

  /**
   * What a rekey of the room itself mends: not what the group must mend first, whose present keys
   * the room's next epoch would be wrapped to.
   */
  private boolean roomRekeyHelps(GroupState group) {
    boolean moved = groupGrant.reads() && group.epoch().number() > wrappedToGroupEpoch;
    return moved || roomLeft || people().anyMatch(this::isDueInPerson);
  }

  private static IntStream people() {
    return IntStream.range(0, PEOPLE);
  }

  /** Granted in person, and with keys that were given up since the epoch began. */
  private boolean isDueInPerson(int person) {
    return grants.getOrDefault(person, Role.DEPOSITOR).reads()
        && roomKeys.stream()
            .anyMatch(
                key -> key.person() == person && key.generation() < people.get(person).compromised);
  }

  private boolean mayRekey(int by, Optional<Role> role) {
    return role.filter(Role::writes).isPresent() || isDueInPerson(by);
  }

  private interface Attempt<S> {
    S run();
  }

  private <S> Optional<S> requireOutcome(boolean allowed, Attempt<S> attempt) {
    try {
      S state = attempt.run();
      assertThat(allowed).as("accepted against the model, seed " + seed).isTrue();
      return Optional.of(state);
    } catch (ProtocolException e) {
      assertThat(allowed).as("refused: " + e.getMessage() + ", seed " + seed).isFalse();
      assertThat(e.code())
          .isIn(ErrorCode.GROUP_CHAIN, ErrorCode.GROUP_ROLE, ErrorCode.LINK_ORDER, ErrorCode.REKEY);
      return Optional.empty();
    }
  }
}
