package dev.strongroom.local.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what will come, and never for a time. */
public final class Waiting {
  private Waiting() {}

  /** Something that is so, or is not yet. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Looks until {@code condition} holds; an assertion fails if it does not within the limit. */
  public static void until(Duration limit, Condition condition) {
    Instant end = Instant.now().plus(limit);
    while (!holds(condition)) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("not so within " + limit);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static boolean holds(Condition condition) {
    try {
      return condition.holds();
    } catch (Exception e) {
      throw new IllegalStateException("what is waited for cannot be looked at", e);
    }
  }
}
