package dev.strongroom.system;

import dev.strongroom.demo.Player;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Somebody's agent, which goes its rounds until it is closed. */
final class RunningAgent implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Player owner;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<AgentEvent> events = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Thread thread;
  private int rounds;

  RunningAgent(Player owner) {
    this.owner = owner;
    this.thread = Thread.ofPlatform().name("agent-of-" + owner.name()).start(this::run);
  }

  private void run() {
    try {
      do {
        round();
      } while (!stopped.await(300, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() {
    List<AgentEvent> found = List.of();
    String failure = "";
    try (Strongroom client = Strongroom.connect(owner.config())) {
      found = client.agent().round(client.groupIds(), () -> stopped.getCount() == 0);
    } catch (RuntimeException e) {
      failure = e.toString();
    }
    synchronized (this) {
      events.addAll(found);
      if (!failure.isEmpty()) {
        failures.add(failure);
      }
      rounds++;
      notifyAll();
    }
  }

  /** Waits until it has gone a whole round that began from now on. */
  synchronized void awaitRound() throws InterruptedException {
    int wanted = rounds + 2;
    Instant limit = Instant.now().plus(LIMIT);
    while (rounds < wanted) {
      long left = Duration.between(Instant.now(), limit).toMillis();
      if (left <= 0) {
        throw new AssertionError("an agent that goes no rounds: " + failures);
      }
      wait(left);
    }
  }

  /** All that it told so far. */
  synchronized List<AgentEvent> events() {
    return List.copyOf(events);
  }

  /** Rounds that ended before their time, and why. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
