package dev.strongroom.kit.outbox;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Published rows stay for seven days, to be sent again by hand after a disaster of the broker; then
 * they go. The rows that give sequences out stay for ever.
 */
@ApplicationScoped
class OutboxRetention {
  static final Duration KEPT = Duration.ofDays(7);

  private static final int AT_ONCE = 10_000;

  private final EntityManager database;

  @Inject
  OutboxRetention(EntityManager database) {
    this.database = database;
  }

  /** Prunes a batch; what is left then waits for the next time. */
  @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @Transactional
  void prune() {
    database
        .createNativeQuery(
            "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE published_at < ?1"
                + " ORDER BY published_at LIMIT "
                + AT_ONCE
                + " FOR UPDATE SKIP LOCKED)")
        .setParameter(1, OffsetDateTime.now(ZoneOffset.UTC).minus(KEPT))
        .executeUpdate();
  }
}
