package dev.strongroom.system.model;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.people.UnconfirmedException;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.system.Platform;
import dev.strongroom.system.model.Model.Keys;
import dev.strongroom.system.model.Model.Role;
import dev.strongroom.system.model.Rules.Verdict;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** One history: steps, and after each everybody's view of all there is. */
final class History implements AutoCloseable {
  private static final int WHOLE_LOOK = 5;
  private final Random random;
  private final Model model;
  private final Crew crew;
  private final Deeds deeds;
  private final Hoard hoard;
  private final Evidence evidence;
  private final Moves moves;
  private final Forgeries forgeries;
  private final Map<Keys, Thief> owners = new LinkedHashMap<>();
  private final List<Thief> thieves = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private int step;

  History(Platform platform, String prefix, List<String> people, Random random)
      throws IOException, SQLException {
    this.random = random;
    this.model = new Model(people);
    this.crew = new Crew(platform, model, prefix);
    this.deeds = new Deeds(crew);
    this.hoard = new Hoard(platform.stack().settings().port("postgres"));
    this.evidence = new Evidence(crew, hoard);
    this.moves = new Moves(random, model);
    // By numbers of its own: a history is the same with it and without.
    this.forgeries =
        new Forgeries(
            new Random(prefix.hashCode()),
            model,
            crew,
            platform.stack().settings().port("postgres"));
    people.forEach(this::ownsKeys);
  }

  /** Everything that was done so far, a line a step. */
  List<String> told() {
    return told;
  }

  int steps() {
    return step;
  }

  void play(int count) throws Exception {
    for (Step opening : moves.opening()) {
      play(opening);
    }
    while (step < count) {
      play(moves.next());
    }
    new Checks(crew, model).all(model.rooms.keySet());
  }

  private void play(Step one) throws Exception {
    step++;
    told.add(step + ". " + one);
    String outcome =
        switch (one) {
          case Step.One(Move move, boolean fresh) -> one(move, fresh);
          case Step.Crash crash -> crash(crash);
          case Step.Race race -> {
            // Either may come first, and be followed by new keys before the other.
            areIn();
            yield new Racing(crew, model, deeds, hoard).run(race, this::couldRead);
          }
        };
    told.set(told.size() - 1, told.getLast() + " -> " + outcome);
    readAuthors();
    settle();
    model.rooms.keySet().forEach(this::couldRead);
    areIn();
    rob();
    Set<String> touched = new TreeSet<>(touchedBy(one));
    forgeries
        .maybe()
        .ifPresent(forged -> {
          told.add("   " + forged.told());
          touched.addAll(forged.rooms());
        });
    new Checks(crew, model).all(touched);
  }

  /** Every few steps everybody looks at all rooms; in between at those that may have changed. */
  private Set<String> touchedBy(Step one) {
    Move move =
        switch (one) {
          case Step.One(Move single, _) -> single;
          case Step.Crash(Move cut, _, _, _) -> cut;
          case Step.Race(Move first, _) -> first;
        };
    Set<String> all = model.rooms.keySet();
    if (step % WHOLE_LOOK == 0) {
      return all;
    }
    return switch (move) {
      case Move.OfRoom ofRoom -> Set.of(ofRoom.room());
      case Move.OfGroup ofGroup ->
          all.stream()
              .filter(room -> model.room(room).groups.containsKey(ofGroup.group()))
              .collect(Collectors.toSet());
      default -> all;
    };
  }

  private String one(Move move, boolean fresh) throws Exception {
    Verdict verdict = new Rules(model).judge(move);
    String before = evidence.of(move);
    Optional<Thief> copied = stolenBy(move);
    Optional<Exception> refusal = attempt(move, fresh);
    boolean done = refusal.isEmpty();
    boolean inPart = !done && !before.equals(evidence.of(move));
    if (inPart) {
      // The move itself, and not all that follows on it.
      done = true;
    }
    if (!done && !fresh && verdict != Verdict.MUST_NOT) {
      // One that has lain open may not know yet what has changed.
      refusal = attempt(move, true);
      done = refusal.isEmpty() || !before.equals(evidence.of(move));
    }
    if (verdict == Verdict.MUST && refusal.isPresent() && (fresh || !inPart)) {
      throw new AssertionError("refused: " + move, refusal.get());
    }
    if (verdict == Verdict.MUST_NOT && done) {
      throw new AssertionError("done, and must not be: " + move);
    }
    if (done) {
      applied(move, copied);
    }
    return refusal.map(History::text).orElse("done");
  }

  private static String text(Exception refusal) {
    return refusal.getClass().getSimpleName() + ": " + refusal.getMessage();
  }

  private Optional<Exception> attempt(Move move, boolean fresh) throws Exception {
    Somebody actor = crew.get(move.actor());
    try {
      deeds.perform(move, fresh ? actor.fresh() : actor.client());
      return Optional.empty();
    } catch (RuntimeException | IOException e) {
      if (!isTyped(e, false)) {
        throw e;
      }
      return Optional.of(e);
    }
  }

  /** Whether it is one of the answers that callers are promised. */
  static boolean isTyped(Exception e, boolean away) {
    return switch (e) {
      case ServerException refused -> away || refused.status() / 100 == 4;
      case ProtocolException _,
          MembershipException _,
          UnconfirmedException _,
          LockedException _,
          Crew.NotYetSeenException _,
          FileSystemException _ ->
          true;
      default -> false;
    };
  }

  /** Whether only somebody else was first. */
  static boolean isStale(Exception e) {
    return e instanceof StaleException
        || e instanceof ServerException refused
            && (refused.isStale() || refused.reason().equals("epoch-stale"));
  }

  private String crash(Step.Crash crash) throws Exception {
    Move move = crash.move();
    Verdict verdict = new Rules(model).judge(move);
    Somebody actor = crew.get(move.actor());
    String before = evidence.of(move);
    Optional<Thief> copied = stolenBy(move);
    Strongroom client = actor.fresh();
    AtomicBoolean killed = new AtomicBoolean();
    actor
        .edge()
        .cutAt(
            crash.request(),
            crash.delivered(),
            () -> {
              if (!crash.service().isEmpty()) {
                killed.set(true);
                crew.platform().stack().kill(crash.service());
              }
            });
    Optional<Exception> failure = Optional.empty();
    try {
      deeds.perform(move, client);
    } catch (RuntimeException | IOException e) {
      if (!isTyped(e, true)) {
        throw e;
      }
      failure = Optional.of(e);
    } finally {
      if (killed.get()) {
        crew.platform().stack().restart(crash.service());
      }
    }
    boolean cut = actor.edge().mend();
    if (!cut && failure.isPresent() && verdict == Verdict.MUST) {
      throw new AssertionError("refused: " + move, failure.get());
    }
    actor.comeBack();
    if (failure.isEmpty() || !before.equals(evidence.of(move))) {
      applied(move, copied);
      return (cut ? "cut" : "not cut") + ", done";
    }
    return "cut, and not done: " + failure.map(History::text).orElse("");
  }

  private Optional<Thief> stolenBy(Move move) {
    return move instanceof Move.Compromise(String actor)
        ? Optional.of(owner(actor).copy("the thief of " + actor + "'s keys in step " + step))
        : Optional.empty();
  }

  private Thief owner(String person) {
    return owner(model.keysOf(person));
  }

  private Thief owner(Keys keys) {
    return Optional.ofNullable(owners.get(keys)).orElseThrow();
  }

  private void applied(Move move, Optional<Thief> copied) {
    new Rules(model).apply(move);
    copied.ifPresent(thieves::add);
    switch (move) {
      case Move.Rotate(String actor) -> newKeys(actor);
      case Move.Compromise(String actor) -> newKeys(actor);
      case Move.Reset(String actor) -> newKeys(actor);
      default -> {
        // Nobody has other keys.
      }
    }
  }

  private void newKeys(String person) {
    ownsKeys(person);
    crew.has(person, model.named(person));
    Map<ChainId, String> left = crew.get(person).client().leftOfRotation();
    if (!left.isEmpty()) {
      throw new AssertionError("left of " + person + "'s rotation: " + left);
    }
  }

  private void ownsKeys(String person) {
    Somebody somebody = crew.get(person);
    owners
        .computeIfAbsent(
            model.keysOf(person),
            keys -> new Thief(keys.toString(), somebody.organisation(), somebody.user()))
        .keeps(somebody.stolen().kem());
  }

  /**
   * Everybody who reads now; and who is in a group now reads, with the help of a server that kept
   * copies, what was written while it was granted: a group's present and later members.
   */
  private void couldRead(String name) {
    model.readers(name).forEach(keys -> owner(keys).couldRead(crew.chain(name), step));
    Model.Room room = model.room(name);
    room.groups.forEach((group, role) -> {
      if (role.reads()) {
        room.readUntil.put(group, step);
      }
    });
    room.readUntil.forEach((group, until) ->
        model
            .group(group)
            .members
            .values()
            .forEach(m -> owner(m.named().keys()).couldRead(crew.chain(name), until)));
  }

  private void areIn() {
    model.groups.forEach((name, group) ->
        group
            .members
            .values()
            .forEach(member -> owner(member.named().keys()).wasIn(crew.chain(name), step)));
  }

  private void readAuthors() throws SQLException {
    for (Map.Entry<String, Model.Room> room : model.rooms.entrySet()) {
      room.getValue().author =
          hoard.author(crew.chain(room.getKey())).map(crew::keysOf).orElse(null);
    }
  }

  /** Where the newest commit's author may write no more, somebody who may signs over it. */
  private void settle() throws SQLException {
    for (String room : model.rooms.keySet()) {
      if (!model.isUnsettled(room)) {
        continue;
      }
      List<String> able =
          model.keys.keySet().stream()
              .filter(p -> model.role(room, model.keysOf(p)).filter(Role::writes).isPresent())
              .filter(p -> !model.isBlocked(room, p))
              .toList();
      if (!able.isEmpty()) {
        String who = able.get(random.nextInt(able.size()));
        told.add("   " + who + " settles " + room);
        crew.get(who).fresh().settle(crew.chain(room).toString());
      }
    }
    readAuthors();
  }

  /** Nobody opens what was written when he could read no more, whatever keys and copies he has. */
  private void rob() throws SQLException {
    List<ChainId> groups = model.groups.keySet().stream().map(crew::chain).toList();
    List<ChainId> rooms = model.rooms.keySet().stream().map(crew::chain).toList();
    hoard.copy(groups, rooms, step);
    List<Thief> all = new ArrayList<>(owners.values());
    all.addAll(thieves);
    for (Thief thief : all) {
      thief.learn(hoard);
      List<String> loot = new ArrayList<>(thief.loot(hoard));
      loot.addAll(thief.keysOfOthers(hoard));
      if (!loot.isEmpty()) {
        throw new AssertionError(thief.name() + " opens " + loot);
      }
    }
    for (String room : model.rooms.keySet()) {
      for (Keys keys : model.readers(room)) {
        List<String> missing = owner(keys).missing(hoard, crew.chain(room));
        if (!missing.isEmpty()) {
          throw new AssertionError(keys + " has no key in " + room + " for " + missing);
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    crew.close();
    hoard.close();
    forgeries.close();
  }
}
