package dev.strongroom.identity.signon;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;

/** What may be shown once, in all replicas together. */
@ApplicationScoped
class Shown {
  private final EntityManager database;

  @Inject
  Shown(EntityManager database) {
    this.database = database;
  }

  /**
   * Whether this is the first time; counts with the caller's transaction, so that what failed may
   * be shown again.
   *
   * @param until when it is too old to be taken anyway
   */
  @Transactional
  public boolean isFirst(String id, Instant until) {
    return database
            .createNativeQuery(
                "INSERT INTO sign_on_shown (id, expires_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
            .setParameter(1, id)
            .setParameter(2, until)
            .executeUpdate()
        == 1;
  }

  @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @Transactional
  void prune() {
    database
        .createNativeQuery("DELETE FROM sign_on_shown WHERE expires_at < now()")
        .executeUpdate();
  }
}
