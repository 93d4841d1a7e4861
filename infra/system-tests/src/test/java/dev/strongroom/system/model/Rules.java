package dev.strongroom.system.model;

import dev.strongroom.system.model.Model.Grant;
import dev.strongroom.system.model.Model.Group;
import dev.strongroom.system.model.Model.Keys;
import dev.strongroom.system.model.Model.Member;
import dev.strongroom.system.model.Model.Named;
import dev.strongroom.system.model.Model.Role;
import dev.strongroom.system.model.Model.Room;
import java.util.Objects;
import java.util.Optional;

/** What a move must come to, and what it leaves: in the model's own terms. */
final class Rules {
  /** What is demanded of a move. */
  enum Verdict {
    MUST,
    /** Refused or done: others' keys are due first, or somebody has to sign over the head. */
    MAY,
    MUST_NOT
  }

  private final Model model;

  Rules(Model model) {
    this.model = model;
  }

  Verdict judge(Move move) {
    return switch (move) {
      case Move.CreateGroup _, Move.CreateRoom _, Move.Reset _ -> Verdict.MUST;
      case Move.AgentRound _, Move.Rotate _, Move.Compromise _ -> Verdict.MUST;
      case Move.OfGroup ofGroup -> judge(ofGroup);
      case Move.OfRoom ofRoom -> judge(ofRoom);
    };
  }

  private Verdict judge(Move.OfGroup move) {
    Group group = model.group(move.group());
    Keys actor = model.keysOf(move.actor());
    boolean possible =
        switch (move) {
          case Move.CreateGroup _ -> true;
          case Move.LeaveGroup _ -> group.has(actor);
          case Move.RenewGroup _ -> group.managedBy(actor);
          case Move.AddMember(_, _, String person, boolean manager) ->
              group.managedBy(actor)
                  && !Objects.equals(
                      group.members.get(person), new Member(model.named(person), manager));
          case Move.ChangeMember(_, _, String person, boolean manager) ->
              group.managedBy(actor)
                  && Optional.ofNullable(group.members.get(person))
                      .filter(m -> m.manager() != manager)
                      .isPresent();
          case Move.ReadmitMember(_, _, String person) ->
              group.managedBy(actor)
                  && Optional.ofNullable(group.members.get(person))
                      .filter(m -> !m.named().equals(model.named(person)))
                      .isPresent();
          case Move.RemoveMember(_, _, String person) ->
              group.managedBy(actor) && group.members.containsKey(person);
        };
    return possible && leavesAManager(move) ? Verdict.MUST : Verdict.MUST_NOT;
  }

  private boolean leavesAManager(Move.OfGroup move) {
    if (move instanceof Move.CreateGroup) {
      return true;
    }
    Model after = model.copy();
    new Rules(after).apply(move);
    return after.group(move.group()).members.values().stream().anyMatch(Member::manager);
  }

  private Verdict judge(Move.OfRoom move) {
    if (move instanceof Move.CreateRoom) {
      return Verdict.MUST;
    }
    Room room = model.room(move.room());
    Optional<Role> role = model.role(move.room(), model.keysOf(move.actor()));
    boolean manages = role.equals(Optional.of(Role.MANAGER));
    boolean writes = role.filter(Role::writes).isPresent();
    Verdict verdict =
        switch (move) {
          case Move.CreateRoom _ -> Verdict.MUST;
          case Move.GrantPerson(_, _, String person, Role granted) ->
              when(
                  manages
                      && !Objects.equals(
                          room.people.get(person), new Grant(model.named(person), granted)));
          case Move.GrantGroup(_, _, String group, Role granted) ->
              when(manages && room.groups.get(group) != granted);
          case Move.ChangePerson(_, _, String person, Role granted) ->
              when(
                  manages
                      && Optional.ofNullable(room.people.get(person))
                          .filter(g -> g.role() != granted)
                          .isPresent());
          case Move.ChangeGroup(_, _, String group, Role granted) ->
              when(manages && room.groups.containsKey(group) && room.groups.get(group) != granted);
          case Move.ReadmitPerson(_, _, String person) ->
              when(
                  manages
                      && Optional.ofNullable(room.people.get(person))
                          .filter(g -> !g.named().equals(model.named(person)))
                          .isPresent());
          case Move.WithdrawPerson(_, _, String person) ->
              when(manages && room.people.containsKey(person));
          case Move.WithdrawGroup(_, _, String group) ->
              when(manages && room.groups.containsKey(group));
          case Move.LeaveRoom(String actor, _) ->
              when(
                  Optional.ofNullable(room.people.get(actor))
                      .filter(g -> g.named().keys().equals(model.keysOf(actor)))
                      .isPresent());
          case Move.RenewRoom _ -> when(manages);
          case Move.Retire _ -> when(manages && room.author != null);
          case Move.Put _, Move.Adopt _, Move.Rewrap _ -> when(writes);
          case Move.Delete(_, _, String path) -> when(writes && room.files.containsKey(path));
          case Move.Send _ -> when(role.isPresent());
        };
    if (verdict == Verdict.MUST_NOT || !leavesAManager(move)) {
      return Verdict.MUST_NOT;
    }
    return mayBeHeldUp(move, room) ? Verdict.MAY : Verdict.MUST;
  }

  private static Verdict when(boolean possible) {
    return possible ? Verdict.MUST : Verdict.MUST_NOT;
  }

  private boolean mayBeHeldUp(Move.OfRoom move, Room room) {
    boolean othersDue = model.isBlocked(move.room(), move.actor());
    return switch (move) {
      case Move.Send _ ->
          room.due
              || room.groups.entrySet().stream()
                  .anyMatch(e -> e.getValue().reads() && model.group(e.getKey()).due);
      case Move.Put _, Move.Adopt _, Move.Rewrap _, Move.Retire _, Move.Delete _ ->
          othersDue || model.isUnsettled(move.room());
      // Nobody needs a key or a head to go.
      case Move.LeaveRoom _ -> false;
      // An empty commit follows where writing was taken away.
      case Move.WithdrawPerson _, Move.WithdrawGroup _ ->
          othersDue || model.isUnsettled(move.room());
      default -> model.isUnsettled(move.room());
    };
  }

  private boolean leavesAManager(Move.OfRoom move) {
    Model after = model.copy();
    new Rules(after).apply(move);
    return after.isManaged(after.room(move.room()));
  }

  /** What the move leaves when it is done. */
  void apply(Move move) {
    switch (move) {
      case Move.OfGroup ofGroup -> apply(ofGroup);
      case Move.OfRoom ofRoom -> apply(ofRoom);
      case Move.Rotate(String actor) ->
          model.generations.merge(model.keysOf(actor), 1, Integer::sum);
      case Move.Compromise(String actor) -> compromise(actor);
      case Move.Reset(String actor) -> {
        Keys next = new Keys(actor, model.keysOf(actor).line() + 1);
        model.keys.put(actor, next);
        model.generations.put(next, 1);
      }
      case Move.AgentRound(String actor) ->
          model.groups.forEach((name, group) -> {
            if (group.has(model.keysOf(actor)) && group.due) {
              renewed(name, group);
            }
          });
    }
  }

  /** New keys of a group make those of the rooms due that it is granted. */
  private void renewed(String name, Group group) {
    group.due = false;
    model.rooms.values().forEach(room -> room.due |= room.groups.containsKey(name));
  }

  private void compromise(String actor) {
    Keys keys = model.keysOf(actor);
    model.generations.merge(keys, 1, Integer::sum);
    model.groups.forEach((name, group) -> {
      if (group.has(keys)) {
        renewed(name, group);
      }
    });
    model.rooms.values().forEach(room -> room.due |= room.people.containsKey(actor));
  }

  private void apply(Move.OfGroup move) {
    if (move instanceof Move.CreateGroup(String actor, String name)) {
      Group made = new Group();
      made.members.put(actor, new Member(model.named(actor), true));
      model.groups.put(name, made);
      return;
    }
    Group group = model.group(move.group());
    switch (move) {
      case Move.CreateGroup _ -> {}
      case Move.AddMember(_, _, String person, boolean manager) -> {
        Member was = group.members.put(person, new Member(model.named(person), manager));
        if (was != null && !was.named().keys().equals(model.keysOf(person))) {
          renewed(move.group(), group);
        }
      }
      case Move.ChangeMember(_, _, String person, boolean manager) ->
          group.members.computeIfPresent(person, (_, m) -> new Member(m.named(), manager));
      case Move.ReadmitMember(_, _, String person) -> {
        group.members.computeIfPresent(
            person, (_, m) -> new Member(model.named(person), m.manager()));
        renewed(move.group(), group);
      }
      case Move.RemoveMember(_, _, String person) -> {
        group.members.remove(person);
        renewed(move.group(), group);
      }
      case Move.LeaveGroup(String actor, _) -> {
        group.members.remove(actor);
        group.due = true;
      }
      case Move.RenewGroup _ -> renewed(move.group(), group);
    }
  }

  private void apply(Move.OfRoom move) {
    if (move instanceof Move.CreateRoom(String actor, String name)) {
      Room made = new Room();
      made.people.put(actor, new Grant(model.named(actor), Role.MANAGER));
      model.rooms.put(name, made);
      return;
    }
    Room room = model.room(move.room());
    switch (move) {
      case Move.CreateRoom _ -> {}
      case Move.GrantPerson(_, _, String person, Role role) ->
          room.people.put(person, new Grant(model.named(person), role));
      case Move.GrantGroup(_, _, String group, Role role) -> room.groups.put(group, role);
      case Move.ChangePerson(_, _, String person, Role role) ->
          room.people.computeIfPresent(person, (_, g) -> new Grant(g.named(), role));
      case Move.ChangeGroup(_, _, String group, Role role) -> room.groups.put(group, role);
      case Move.ReadmitPerson(_, _, String person) ->
          room.people.computeIfPresent(person, (_, g) -> new Grant(model.named(person), g.role()));
      case Move.WithdrawPerson(_, _, String person) -> room.people.remove(person);
      case Move.WithdrawGroup(_, _, String group) -> room.groups.remove(group);
      case Move.LeaveRoom(String actor, _) -> {
        room.people.remove(actor);
        room.due = true;
      }
      case Move.RenewRoom _, Move.Retire _, Move.Rewrap _ -> room.due = false;
      case Move.Put(String actor, _, String path, String text) -> {
        room.files.put(path, text);
        wrote(room, actor);
      }
      case Move.Delete(String actor, _, String path) -> {
        room.files.remove(path);
        wrote(room, actor);
      }
      case Move.Send(_, _, String path, String text) -> room.waiting.put(path, text);
      case Move.Adopt(String actor, _) -> {
        room.files.putAll(room.waiting);
        if (!room.waiting.isEmpty()) {
          wrote(room, actor);
        }
        room.waiting.clear();
      }
    }
  }

  /** Whoever writes renews first what is due, of the room and of his own groups. */
  private void wrote(Room room, String actor) {
    room.groups.forEach((group, role) -> {
      if (role.reads() && model.group(group).has(model.keysOf(actor))) {
        model.group(group).due = false;
      }
    });
    room.due = false;
    room.author = new Named(model.keysOf(actor), model.generationOf(model.keysOf(actor)));
  }
}
