package dev.strongroom.access.request;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells of requests that nobody has answered in time. What they cut is there again from that time
 * on, whether this has run or not. Whoever may still not sign in is asked out again before that,
 * and his managers are told once more.
 */
@ApplicationScoped
class Lapse {
  private static final int AT_ONCE = 500;

  /** So long before the end of its time a request of the sign-on is made good for longer. */
  private static final Duration AHEAD = Duration.ofHours(1);

  private final Requests requests;
  private final Removals removals;

  @Inject
  Lapse(Requests requests, Removals removals) {
    this.requests = requests;
    this.removals = removals;
  }

  @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @Transactional
  void closeOverdue() {
    removals.renew(RequestEntity.ending(Removals.SIGN_ON, Instant.now().plus(AHEAD), AT_ONCE));
    for (RequestEntity row : RequestEntity.overdue(Instant.now(), AT_ONCE)) {
      requests.close(row, State.LAPSED, Optional.empty());
    }
  }
}
