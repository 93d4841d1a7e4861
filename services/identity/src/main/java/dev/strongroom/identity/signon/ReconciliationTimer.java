package dev.strongroom.identity.signon;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;

/**
 * Compares at the start, each period, and when somebody asks. After a failure it tries again, at
 * first soon and then less often, but within the period.
 */
@ApplicationScoped
class ReconciliationTimer {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

  private final Reconciler reconciler;
  private final SignOnState state;
  private final Duration period;
  private Instant notBefore = Instant.MIN;
  private Duration pause = FIRST_PAUSE;

  @Inject
  ReconciliationTimer(Reconciler reconciler, SignOnState state, KeycloakConfig config) {
    this.reconciler = reconciler;
    this.state = state;
    this.period = config.reconciliationPeriod();
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void tick() throws InterruptedException {
    if (Instant.now().isBefore(notBefore) || !state.isDue(period)) {
      return;
    }
    if (reconciler.run() == Reconciler.Outcome.FAILED) {
      notBefore = Instant.now().plus(pause);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(period) < 0 ? longer : period;
    } else {
      pause = FIRST_PAUSE;
    }
  }
}
