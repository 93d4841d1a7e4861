package dev.strongroom.cli;

import dev.strongroom.sdk.DeviceEnrolment;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.device.Device;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code strongroom agent run}. What a round ends in is told and ends nothing else: the server
 * comes back, somebody unlocks, what did not verify is put right. What no later round could mend is
 * found before the first.
 */
@Command(
    name = "run",
    description = {
      "Goes over your rooms and groups again and again, until it is stopped.",
      "Whatever a round ends in is told, and the next one begins as if nothing had been. Where your"
          + " unlock has run out it unlocks with this machine's own key slot (device add); where"
          + " there is none, or after strongroom lock, it goes on once you have unlocked.",
      "It does not begin where nobody is enrolled, or the root was only confirmed on the screen."
    })
final class AgentRun extends Action {
  @Option(names = "--once", description = "One round, then end, with its exit code.")
  boolean once;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "Pause between two rounds, 5 to 3600 seconds.")
  int seconds = 30;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private Pause pause = length -> stopped.await(length.toSeconds(), TimeUnit.SECONDS);

  /** What the last round told; what still waits is not told again and again. */
  private Set<AgentEvent> told = Set.of();

  /** What the last round ended in, likewise. */
  private Optional<RoundFailure> failed = Optional.empty();

  /** What is between two rounds. */
  @FunctionalInterface
  interface Pause {
    /** Whether the agent was stopped meanwhile. */
    boolean isEndedWithin(Duration length) throws InterruptedException;
  }

  /** With another pause than the clock's. */
  void pauseBy(Pause given) {
    this.pause = given;
  }

  @Override
  int act() throws Exception {
    if (seconds < 5 || seconds > 3600) {
      throw new IllegalArgumentException("The interval is 5 to 3600 seconds.");
    }
    requireThatItCanRun();
    Thread stop = new Thread(stopped::countDown, "agent-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    do {
      round();
    } while (!once && !isStopped());
    return Exit.OK;
  }

  private void requireThatItCanRun() {
    Device.Membership mine =
        new Enrolment(environment().config())
            .enrolled()
            .orElseThrow(() -> new LockedException("Make your keys first: strongroom enrol"));
    environment()
        .config()
        .roots()
        .source(mine.organisation())
        .requireTrusted("no agent runs under it");
  }

  private boolean isStopped() {
    try {
      return pause.isEndedWithin(Duration.ofSeconds(seconds));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void round() throws Exception {
    try {
      work();
      if (failed.isPresent()) {
        note("The agent goes on.");
      }
      failed = Optional.empty();
    } catch (Exception e) {
      if (once) {
        throw e;
      }
      RoundFailure failure = RoundFailure.of(e).orElseThrow(() -> e);
      if (!failed.equals(Optional.of(failure))) {
        tell(failure);
      }
      failed = Optional.of(failure);
    }
  }

  /** A client for each round: what is new of keys and policy is looked at each time. */
  private void work() throws IOException {
    tellOfRecovery(new DeviceEnrolment(environment().config()).unlockAgain());
    try (Strongroom client = connect()) {
      List<AgentEvent> events =
          client.agent().round(client.groupIds(), () -> stopped.getCount() == 0);
      List<AgentEvent> fresh = events.stream().filter(e -> !told.contains(e)).toList();
      told = Set.copyOf(events);
      if (once || !fresh.isEmpty()) {
        result(fresh.stream().map(AgentRun::json).toList(), text(client, fresh));
      }
    }
  }

  private void tell(RoundFailure failure) throws IOException {
    note(
        "%s: %s The agent tries again."
            .formatted(Printable.line(failure.code()), Printable.line(failure.sentence())));
    if (json) {
      result(
          List.of(Map.of("kind", "failed", "code", failure.code(), "detail", failure.sentence())),
          "");
    }
  }

  private static Map<String, String> json(AgentEvent event) {
    return Map.of(
        "kind", event.kind().name().toLowerCase(Locale.ROOT),
        "chain", event.chain().toString(),
        "detail", event.detail());
  }

  private static String text(Strongroom client, List<AgentEvent> events) {
    StringBuilder text = new StringBuilder();
    for (AgentEvent event : events) {
      text.append(
          Printable.row(
              "%-9s %-28s %s%n",
              event.kind().name().toLowerCase(Locale.ROOT),
              client.pins().names().getOrDefault(event.chain(), event.chain().toString()),
              event.detail()));
    }
    return events.isEmpty() ? "Nothing to do." : text.toString().stripTrailing();
  }
}
