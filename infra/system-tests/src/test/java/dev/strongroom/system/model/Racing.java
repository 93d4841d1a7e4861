package dev.strongroom.system.model;

import dev.strongroom.sdk.Strongroom;
import dev.strongroom.system.model.Rules.Verdict;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Two at once: it ends as if one of them had come first, and whoever came second was told. */
final class Racing {
  private final Crew crew;
  private final Model model;
  private final Deeds deeds;
  private final Hoard hoard;

  Racing(Crew crew, Model model, Deeds deeds, Hoard hoard) {
    this.crew = crew;
    this.model = model;
    this.deeds = deeds;
    this.hoard = hoard;
  }

  /**
   * @param mayRead is told of the rooms whose readers may still read what is written meanwhile
   */
  String run(Step.Race race, Consumer<String> mayRead) throws Exception {
    model.rooms.keySet().forEach(mayRead);
    String chain =
        switch (race.one()) {
          case Move.OfGroup ofGroup -> ofGroup.group();
          case Move.OfRoom ofRoom -> ofRoom.room();
          default -> throw new IllegalArgumentException("not over a group or room: " + race);
        };
    boolean ofGroup = race.one() instanceof Move.OfGroup;
    long before = hoard.links(crew.chain(chain));
    List<Optional<Exception>> ends = atOnce(race);
    long links = hoard.links(crew.chain(chain)) - before;
    long done = ends.stream().filter(Optional::isEmpty).count();
    String outcome =
        ends.stream().map(e -> e.map(Object::toString).orElse("done")).toList().toString();
    if (ofGroup && links != done) {
      throw new AssertionError(links + " links for " + done + " changes: " + race + outcome);
    }
    Set<String> actual = authority(chain, ofGroup);
    List<Move> order = List.of(race.one(), race.other());
    if (!fits(order, ends, chain, actual)) {
      order = order.reversed();
      ends = ends.reversed();
      if (!fits(order, ends, chain, actual)) {
        throw new AssertionError("in no order: " + race + " ended as " + outcome + " in " + actual);
      }
    }
    Rules rules = new Rules(model);
    for (int i = 0; i < order.size(); i++) {
      if (ends.get(i).isEmpty()) {
        rules.apply(order.get(i));
      }
    }
    return outcome;
  }

  private List<Optional<Exception>> atOnce(Step.Race race) throws Exception {
    List<Move> both = List.of(race.one(), race.other());
    CyclicBarrier start = new CyclicBarrier(both.size());
    List<Callable<Optional<Exception>>> tasks = new ArrayList<>();
    for (Move move : both) {
      Strongroom client = crew.get(move.actor()).fresh();
      tasks.add(() -> {
        start.await();
        try {
          deeds.perform(move, client);
          return Optional.empty();
        } catch (RuntimeException | IOException e) {
          if (!History.isTyped(e, false)) {
            throw e;
          }
          return Optional.of(e);
        }
      });
    }
    List<Optional<Exception>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Optional<Exception>> end : threads.invokeAll(tasks)) {
        ends.add(end.get());
      }
    }
    return ends;
  }

  /** Whether both, one after the other, would have ended so, and left what there is. */
  private boolean fits(
      List<Move> order, List<Optional<Exception>> ends, String chain, Set<String> actual) {
    Model after = model.copy();
    Rules rules = new Rules(after);
    for (int i = 0; i < order.size(); i++) {
      Move move = order.get(i);
      Verdict verdict = rules.judge(move);
      Optional<Exception> end = ends.get(i);
      boolean fits =
          end.isEmpty()
              ? verdict != Verdict.MUST_NOT
              : verdict != Verdict.MUST || end.filter(History::isStale).isPresent();
      if (!fits) {
        return false;
      }
      if (end.isEmpty()) {
        rules.apply(move);
      }
    }
    Set<String> expected =
        order.getFirst() instanceof Move.OfGroup
            ? after.authority(after.group(chain))
            : after.authority(after.room(chain));
    return expected.equals(actual);
  }

  private Set<String> authority(String chain, boolean ofGroup) throws SQLException {
    Map<String, String> names = crew.names();
    Set<String> lines = new TreeSet<>();
    for (String row : hoard.authority(crew.chain(chain), ofGroup)) {
      String[] columns = row.split(" ", -1);
      lines.add(Optional.ofNullable(names.get(columns[0])).orElseThrow() + " " + columns[1]);
    }
    return lines;
  }
}
