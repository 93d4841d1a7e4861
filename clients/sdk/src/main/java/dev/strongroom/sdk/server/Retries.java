package dev.strongroom.sdk.server;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When a question is asked again: a few times, each time later, never sooner than the server wishes
 * and never for longer than {@link #PATIENCE} in all. Only what changes nothing is asked again.
 */
final class Retries {
  static final int TRIES = 5;
  static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration FIRST = Duration.ofMillis(200);

  private final Clock clock;
  private final DoubleSupplier chance;
  private final Pauses pauses;

  /** Waits. */
  @FunctionalInterface
  interface Pauses {
    void pause(Duration duration) throws InterruptedException;
  }

  /**
   * @param chance from 0 to 1, so that many clients do not come back at once
   */
  Retries(Clock clock, DoubleSupplier chance, Pauses pauses) {
    this.clock = clock;
    this.chance = chance;
    this.pauses = pauses;
  }

  static Retries real() {
    return new Retries(Clock.systemUTC(), Math::random, Thread::sleep);
  }

  /** One question's tries. */
  final class Course {
    private int tried = 1;
    private Duration paused = Duration.ZERO;

    /**
     * Waits for the next try.
     *
     * @param wished what the server put into {@code Retry-After}
     * @return false if there is no next one
     */
    boolean again(Optional<String> wished) throws InterruptedException {
      Duration step = FIRST.multipliedBy(1L << (tried - 1));
      Duration backoff =
          step.multipliedBy(500 + (long) (500 * chance.getAsDouble())).dividedBy(1000);
      Duration pause =
          wished
              .flatMap(Retries.this::parse)
              .filter(wish -> wish.compareTo(backoff) > 0)
              .orElse(backoff);
      if (tried == TRIES || paused.plus(pause).compareTo(PATIENCE) > 0) {
        return false;
      }
      pauses.pause(pause);
      paused = paused.plus(pause);
      tried++;
      return true;
    }
  }

  Course begin() {
    return new Course();
  }

  /** Seconds or a date (RFC 9110, 10.2.3); anything else counts for nothing. */
  private Optional<Duration> parse(String wished) {
    try {
      if (!wished.isEmpty()
          && wished.length() <= 9
          && wished.chars().allMatch(Character::isDigit)) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(wished)));
      }
      Instant then = ZonedDateTime.parse(wished, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(clock.instant(), then));
    } catch (DateTimeException | ArithmeticException | NumberFormatException _) {
      return Optional.empty();
    }
  }
}
