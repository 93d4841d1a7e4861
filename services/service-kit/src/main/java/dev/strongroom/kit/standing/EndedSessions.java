package dev.strongroom.kit.standing;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** Forgets ended sessions once no token of theirs can be in use any more. */
@ApplicationScoped
class EndedSessions {
  private final EntityManager database;

  @Inject
  EndedSessions(EntityManager database) {
    this.database = database;
  }

  /** Thirty days: access tokens live for minutes, and an ended session gives out no further one. */
  @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @Transactional
  void prune() {
    database
        .createNativeQuery("DELETE FROM session_ended WHERE noted_at < now() - INTERVAL '30 days'")
        .executeUpdate();
  }
}
