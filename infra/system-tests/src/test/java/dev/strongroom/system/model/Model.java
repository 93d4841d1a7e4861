package dev.strongroom.system.model;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, in sets and maps and without a key: what the test holds everybody's clients and
 * the services against.
 */
final class Model {
  /** Roles in a room, from the least to the most. */
  enum Role {
    DEPOSITOR,
    VIEWER,
    EDITOR,
    MANAGER;

    boolean reads() {
      return this != DEPOSITOR;
    }

    boolean writes() {
      return compareTo(EDITOR) >= 0;
    }

    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Somebody's keys: after a reset they are others, and a rotation leaves them the same.
   *
   * @param line how often all were lost
   */
  record Keys(String person, int line) {}

  /** Keys as a list names them: of which generation makes no difference but for "as before". */
  record Named(Keys keys, int generation) {}

  record Member(Named named, boolean manager) {}

  record Grant(Named named, Role role) {}

  /** A group. */
  static final class Group {
    final Map<String, Member> members = new TreeMap<>();

    /** Somebody who holds its keys should not: whether for certain decides how much is demanded. */
    boolean due;

    Group copy() {
      Group copy = new Group();
      copy.members.putAll(members);
      copy.due = due;
      return copy;
    }

    boolean has(Keys keys) {
      return Optional.ofNullable(members.get(keys.person()))
          .filter(m -> m.named().keys().equals(keys))
          .isPresent();
    }

    boolean managedBy(Keys keys) {
      return has(keys) && java.util.Objects.requireNonNull(members.get(keys.person())).manager();
    }
  }

  /** A room. */
  static final class Room {
    final Map<String, Grant> people = new TreeMap<>();
    final Map<String, Role> groups = new TreeMap<>();
    final Map<String, String> files = new TreeMap<>();

    /** Deposits that wait, by name. */
    final Map<String, String> waiting = new TreeMap<>();

    /** As for a group. */
    boolean due;

    /** The last step at which each group read here. */
    final Map<String, Integer> readUntil = new TreeMap<>();

    /** Whose commit is the newest. */
    @Nullable Named author;

    Room copy() {
      Room copy = new Room();
      copy.people.putAll(people);
      copy.groups.putAll(groups);
      copy.files.putAll(files);
      copy.waiting.putAll(waiting);
      copy.due = due;
      copy.readUntil.putAll(readUntil);
      copy.author = author;
      return copy;
    }
  }

  final Map<String, Keys> keys = new LinkedHashMap<>();
  final Map<Keys, Integer> generations = new HashMap<>();
  final Map<String, Group> groups = new LinkedHashMap<>();
  final Map<String, Room> rooms = new LinkedHashMap<>();

  Model(Iterable<String> people) {
    for (String person : people) {
      keys.put(person, new Keys(person, 1));
      generations.put(new Keys(person, 1), 1);
    }
  }

  private Model(Model other) {
    keys.putAll(other.keys);
    generations.putAll(other.generations);
    other.groups.forEach((name, group) -> groups.put(name, group.copy()));
    other.rooms.forEach((name, room) -> rooms.put(name, room.copy()));
  }

  Model copy() {
    return new Model(this);
  }

  Group group(String name) {
    return Optional.ofNullable(groups.get(name)).orElseThrow();
  }

  Room room(String name) {
    return Optional.ofNullable(rooms.get(name)).orElseThrow();
  }

  Keys keysOf(String person) {
    return Optional.ofNullable(keys.get(person)).orElseThrow();
  }

  Named named(String person) {
    Keys now = keysOf(person);
    return new Named(now, generationOf(now));
  }

  int generationOf(Keys of) {
    return Optional.ofNullable(generations.get(of)).orElseThrow();
  }

  /** The highest role of somebody's keys, in person or through a group. */
  Optional<Role> role(String room, Keys of) {
    return highest(room, of.person(), named -> named.keys().equals(of));
  }

  /** What the services know: they tell people apart, and not their keys. */
  Optional<Role> served(String room, String person) {
    return highest(room, person, _ -> true);
  }

  private Optional<Role> highest(
      String name, String person, java.util.function.Predicate<Named> counts) {
    Room room = room(name);
    Optional<Role> best =
        Optional.ofNullable(room.people.get(person))
            .filter(grant -> counts.test(grant.named()))
            .map(Grant::role);
    for (Map.Entry<String, Role> granted : room.groups.entrySet()) {
      boolean member =
          Optional.ofNullable(group(granted.getKey()).members.get(person))
              .filter(m -> counts.test(m.named()))
              .isPresent();
      if (member && best.filter(b -> b.compareTo(granted.getValue()) >= 0).isEmpty()) {
        best = Optional.of(granted.getValue());
      }
    }
    return best;
  }

  /** All keys that read a room now. */
  Set<Keys> readers(String room) {
    Set<Keys> readers = new LinkedHashSet<>();
    for (Keys one : generations.keySet()) {
      if (role(room, one).filter(Role::reads).isPresent()) {
        readers.add(one);
      }
    }
    return readers;
  }

  /** People whose present keys read a room. */
  Set<String> readingPeople(String room) {
    Set<String> people = new TreeSet<>();
    keys.forEach((person, now) -> {
      if (role(room, now).filter(Role::reads).isPresent()) {
        people.add(person);
      }
    });
    return people;
  }

  boolean isManaged(Room room) {
    return room.people.values().stream().anyMatch(g -> g.role() == Role.MANAGER)
        || room.groups.containsValue(Role.MANAGER);
  }

  /** Whether nobody accepts the newest commit before somebody else has signed over it. */
  boolean isUnsettled(String room) {
    Named author = room(room).author;
    return author != null
        && (generationOf(author.keys()) != author.generation()
            || role(room, author.keys()).filter(Role::writes).isEmpty());
  }

  /** Whether a group's keys are due that {@code person} cannot renew, so that he cannot write. */
  boolean isBlocked(String room, String person) {
    return room(room).groups.entrySet().stream()
        .filter(e -> e.getValue().reads())
        .map(e -> group(e.getKey()))
        .anyMatch(group -> group.due && !group.has(keysOf(person)));
  }

  /** The services' list of a group, as lines. */
  Set<String> authority(Group group) {
    Set<String> lines = new TreeSet<>();
    group.members.forEach(
        (person, member) -> lines.add(person + " " + (member.manager() ? "manager" : "member")));
    return lines;
  }

  /** The services' list of a room, as lines. */
  Set<String> authority(Room room) {
    Set<String> lines = new TreeSet<>();
    room.people.forEach((person, grant) -> lines.add(person + " " + grant.role().text()));
    room.groups.forEach((group, role) -> lines.add(group + " " + role.text()));
    return lines;
  }
}
