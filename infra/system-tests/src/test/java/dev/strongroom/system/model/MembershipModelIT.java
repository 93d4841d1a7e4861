package dev.strongroom.system.model;

import dev.strongroom.system.Platform;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random histories of adds, removals, role changes, leaves, rotations, resets, deposits, uploads,
 * rewraps, crashes and managers at once. After each step those entitled decrypt everything that
 * they should, nobody else decrypts anything that was written after his removal, and all clients
 * agree on the chains; also where a link that breaks a rule was logged in between.
 *
 * <p>Without a seed the same history is played each time. {@code -Dstrongroom.model.seed=N} plays
 * another, or repeats one, and {@code random} one that nobody has seen; {@code
 * -Dstrongroom.model.histories=N} and {@code -Dstrongroom.model.steps=N} make it longer; {@code
 * -Dstrongroom.model.kills=P} has P of a hundred crashing clients take a service with them.
 *
 * <p>That it can fail is tried by hand: it is red where a removal leaves the services' lists as
 * they are (RoomService and GroupService, {@code follow}), where a group's new epoch is wrapped for
 * those removed too (GroupWriter, and KeyStore's {@code requireWraps} with it), and where every
 * second client counts links of those who manage nothing (GroupStep, {@code requireChange}).
 */
@ExtendWith(Platform.Shared.class)
class MembershipModelIT {
  private static final int HISTORIES = Integer.getInteger("strongroom.model.histories", 1);
  private static final int STEPS = Integer.getInteger("strongroom.model.steps", 20);
  private static final List<String> PEOPLE = List.of("ada", "ben", "cleo", "dora", "emil", "fay");

  /** Short, with removals, a leave, a race, crashes, compromises, a reset and deposits. */
  private static final String SEED = "634";

  private static long seed;
  private static Platform platform;

  @BeforeAll
  static void start(Platform shared) {
    platform = shared;
    String given = System.getProperty("strongroom.model.seed", SEED);
    seed = given.equals("random") ? System.nanoTime() % 1_000_000 : Long.parseLong(given);
    System.out.println("strongroom.model.seed=" + seed);
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.HOURS)
  void randomHistories_endAsThePlainModelSays() throws Exception {
    AssertionError failures = new AssertionError("histories that ended otherwise");
    for (int i = 0; i < HISTORIES; i++) {
      play(seed + i).ifPresent(failures::addSuppressed);
    }
    if (failures.getSuppressed().length > 0) {
      throw failures;
    }
  }

  private static Optional<Throwable> play(long seedOfHistory) throws Exception {
    long start = System.nanoTime();
    try (History history =
        new History(platform, "m" + seedOfHistory, PEOPLE, new Random(seedOfHistory))) {
      Optional<Throwable> failure = Optional.empty();
      try {
        history.play(STEPS);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception | AssertionError e) {
        failure =
            Optional.of(
                new AssertionError(
                    "-Dstrongroom.model.seed="
                        + seedOfHistory
                        + "\n"
                        + String.join("\n", history.told()),
                    e));
      }
      System.out.printf(
          "strongroom.model.seed=%d %s after %d steps, %.0f s%n%s%n",
          seedOfHistory,
          failure.isPresent() ? "FAILED" : "held",
          history.steps(),
          (System.nanoTime() - start) / 1e9,
          failure.map(MembershipModelIT::text).orElse(""));
      return failure;
    }
  }

  private static String text(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
