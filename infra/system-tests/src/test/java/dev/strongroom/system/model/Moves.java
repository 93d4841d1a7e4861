package dev.strongroom.system.model;

import dev.strongroom.system.model.Model.Role;
import dev.strongroom.system.model.Rules.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws the next step: mostly what can be done, sometimes what must be refused. */
final class Moves {
  private static final int DRAWS = 60;

  /** Of a hundred crashes, how many take a service with them: each costs its start. */
  private static final int KILLS = Integer.getInteger("strongroom.model.kills", 0);

  private final Random random;
  private final Model model;
  private int made;

  Moves(Random random, Model model) {
    this.random = random;
    this.model = model;
  }

  /** A group and a room of the first two people, so that there is something to begin with. */
  List<Step> opening() {
    List<String> people = List.copyOf(model.keys.keySet());
    String first = people.get(0);
    String second = people.get(1);
    return List.of(
        one(new Move.CreateGroup(first, "staff")),
        one(new Move.CreateRoom(first, "ledger")),
        one(new Move.AddMember(first, "staff", second, random.nextBoolean())),
        one(new Move.GrantGroup(first, "ledger", "staff", Role.EDITOR)),
        one(new Move.CreateRoom(second, "mail")),
        one(put(first, "ledger")),
        one(put(second, "mail")));
  }

  private static Step one(Move move) {
    return new Step.One(move, true);
  }

  Step next() {
    int kind = random.nextInt(100);
    if (kind < 12) {
      Move move = possible();
      return isWhole(move)
          ? one(move)
          : new Step.Crash(move, 1 + random.nextInt(3), random.nextBoolean(), killed());
    }
    if (kind < 22) {
      for (int draw = 0; draw < DRAWS; draw++) {
        Step.Race race = race();
        if (race.one().actor().equals(race.other().actor())
            || verdict(race.one()) == Verdict.MUST_NOT
            || verdict(race.other()) == Verdict.MUST_NOT) {
          continue;
        }
        return race;
      }
    }
    Move move = kind < 30 ? any() : possible();
    return new Step.One(move, random.nextInt(3) > 0);
  }

  private String killed() {
    List<String> services = List.of("access", "storage", "identity");
    return random.nextInt(100) < KILLS ? services.get(random.nextInt(services.size())) : "";
  }

  /** What is not cut in its middle. */
  private static boolean isWhole(Move move) {
    return move instanceof Move.CreateGroup
        || move instanceof Move.CreateRoom
        || move instanceof Move.Reset;
  }

  private Verdict verdict(Move move) {
    return new Rules(model).judge(move);
  }

  private Move possible() {
    for (int draw = 0; ; draw++) {
      Move move = any();
      if (verdict(move) != Verdict.MUST_NOT || draw > 10 * DRAWS) {
        return move;
      }
    }
  }

  /** Two managers at once, over the same group or room. */
  private Step.Race race() {
    boolean overGroup = random.nextBoolean();
    String chain = overGroup ? group() : room();
    return new Step.Race(
        overGroup ? ofGroup(chain) : ofRoom(chain), overGroup ? ofGroup(chain) : ofRoom(chain));
  }

  private Move ofGroup(String group) {
    return switch (random.nextInt(6)) {
      case 0 -> new Move.AddMember(person(), group, person(), random.nextBoolean());
      case 1, 2 -> new Move.RemoveMember(person(), group, person());
      case 3 -> new Move.ChangeMember(person(), group, person(), random.nextBoolean());
      case 4 -> new Move.LeaveGroup(person(), group);
      default -> new Move.RenewGroup(person(), group);
    };
  }

  private Move ofRoom(String room) {
    return switch (random.nextInt(7)) {
      case 0 -> new Move.GrantPerson(person(), room, person(), role());
      case 1, 2 -> new Move.WithdrawPerson(person(), room, person());
      case 3 -> new Move.ChangePerson(person(), room, person(), role());
      case 4 -> new Move.LeaveRoom(person(), room);
      case 5 -> put(person(), room);
      default -> new Move.RenewRoom(person(), room);
    };
  }

  private Move any() {
    int kind = random.nextInt(100);
    if (kind < 2 && model.groups.size() < 3) {
      return new Move.CreateGroup(person(), "group" + made++);
    }
    if (kind < 4 && model.rooms.size() < 3) {
      return new Move.CreateRoom(person(), "room" + made++);
    }
    if (kind < 10) {
      return switch (random.nextInt(6)) {
        case 0, 1 -> new Move.Rotate(person());
        case 2, 3 -> new Move.Compromise(person());
        default -> new Move.Reset(person());
      };
    }
    if (kind < 20) {
      return lostAgain();
    }
    if (kind < 24) {
      return new Move.AgentRound(person());
    }
    if (kind < 32) {
      return new Move.AddMember(person(), group(), person(), random.nextBoolean());
    }
    if (kind < 46) {
      return ofGroup(group());
    }
    if (kind < 54) {
      return new Move.GrantPerson(person(), room(), person(), role());
    }
    if (kind < 60) {
      return ofAGrantedGroup();
    }
    if (kind < 72) {
      return ofRoom(room());
    }
    return work();
  }

  private Move lostAgain() {
    List<Move> lost = new ArrayList<>();
    for (String manager : model.keys.keySet()) {
      model.groups.forEach((name, group) ->
          group.members.forEach((person, member) -> {
            if (!member.named().keys().equals(model.keysOf(person))) {
              lost.add(new Move.ReadmitMember(manager, name, person));
            }
          }));
      model.rooms.forEach((name, room) ->
          room.people.forEach((person, grant) -> {
            if (!grant.named().keys().equals(model.keysOf(person))) {
              lost.add(new Move.ReadmitPerson(manager, name, person));
            }
          }));
    }
    return lost.isEmpty() ? work() : lost.get(random.nextInt(lost.size()));
  }

  private Move ofAGrantedGroup() {
    return switch (random.nextInt(3)) {
      case 0 -> new Move.WithdrawGroup(person(), room(), group());
      case 1 -> new Move.ChangeGroup(person(), room(), group(), role());
      default -> {
        String actor = person();
        String group = group();
        // Whoever is in no group knows nothing of it.
        yield model.group(group).has(model.keysOf(actor))
            ? new Move.GrantGroup(actor, room(), group, role())
            : work();
      }
    };
  }

  private Move work() {
    String room = room();
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> put(person(), room);
      case 4 -> new Move.Delete(person(), room, path());
      case 5, 6 -> new Move.Send(person(), room, "sent" + made, "sent " + made++);
      case 7 -> new Move.Adopt(person(), room);
      case 8 -> new Move.Rewrap(person(), room);
      default -> new Move.Retire(person(), room);
    };
  }

  private Move put(String actor, String room) {
    return new Move.Put(actor, room, path(), "text " + made++);
  }

  private String path() {
    return "file" + random.nextInt(4);
  }

  private String person() {
    return pick(model.keys.keySet());
  }

  private String group() {
    return pick(model.groups.keySet());
  }

  private String room() {
    return pick(model.rooms.keySet());
  }

  private Role role() {
    List<Role> roles = List.of(Role.DEPOSITOR, Role.VIEWER, Role.EDITOR, Role.MANAGER);
    return roles.get(random.nextInt(roles.size()));
  }

  private String pick(Iterable<String> from) {
    List<String> all = new ArrayList<>();
    from.forEach(all::add);
    return all.get(random.nextInt(all.size()));
  }
}
