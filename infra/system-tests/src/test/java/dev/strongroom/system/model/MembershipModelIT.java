package dev.strongroom.system.model;

import dev.strongroom.system.Platform;
import java.util.ArrayList;
import java.util.List;
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
 * agree on the chains.
 *
 * <p>{@code -Dstrongroom.model.seed=N} repeats a run; {@code -Dstrongroom.model.histories=N} and
 * {@code -Dstrongroom.model.steps=N} make it longer.
 */
@ExtendWith(Platform.Shared.class)
class MembershipModelIT {
  private static final int HISTORIES = Integer.getInteger("strongroom.model.histories", 1);
  private static final int STEPS = Integer.getInteger("strongroom.model.steps", 30);
  private static final List<String> PEOPLE = List.of("ada", "ben", "cleo", "dora", "emil", "fay");
  private static long seed;
  private static Platform platform;

  @BeforeAll
  static void start(Platform shared) {
    platform = shared;
    seed = Long.getLong("strongroom.model.seed", System.nanoTime() % 1_000_000);
    System.out.println("strongroom.model.seed=" + seed);
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.HOURS)
  void randomHistories_endAsThePlainModelSays() throws Exception {
    for (int i = 0; i < HISTORIES; i++) {
      long ofHistory = seed + i;
      List<String> told = new ArrayList<>();
      long start = System.nanoTime();
      try (History history =
          new History(platform, "m" + ofHistory, PEOPLE, new Random(ofHistory))) {
        told = history.told();
        history.play(STEPS);
      } catch (Throwable e) {
        throw new AssertionError(
            "-Dstrongroom.model.seed=" + ofHistory + "\n" + String.join("\n", told), e);
      }
      System.out.printf(
          "strongroom.model.seed=%d: %d steps held, %.0f s%n%s%n",
          ofHistory, STEPS, (System.nanoTime() - start) / 1e9, String.join("\n", told));
    }
  }
}
