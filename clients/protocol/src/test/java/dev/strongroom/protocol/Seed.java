package dev.strongroom.protocol;

import java.security.SecureRandom;
import java.util.Random;

/**
 * Seeded randomness for property tests: the seed is in the failure's message, and can be given to
 * run it again.
 */
public final class Seed {
  private Seed() {}

  /** The run's seed: {@code -Dstrongroom.seed=N} repeats one. */
  public static long ofThisRun() {
    return Long.getLong("strongroom.seed", System.nanoTime());
  }

  /** A generator that also serves where the code asks for secure randomness. */
  public static SecureRandom random(long seed) {
    return new Seeded(seed);
  }

  private static final class Seeded extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final Random random;

    Seeded(long seed) {
      super();
      this.random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] bytes) {
      random.nextBytes(bytes);
    }
  }
}
