package dev.strongroom.access.request;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells of requests that nobody has answered in time. What they cut is there again from that time
 * on, whether this has run or not.
 */
@ApplicationScoped
class Lapse {
  private static final int AT_ONCE = 500;

  private final Requests requests;

  @Inject
  Lapse(Requests requests) {
    this.requests = requests;
  }

  @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @Transactional
  void closeOverdue() {
    for (RequestEntity row : RequestEntity.overdue(Instant.now(), AT_ONCE)) {
      requests.close(row, State.LAPSED, Optional.empty());
    }
  }
}
