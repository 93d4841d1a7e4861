package dev.strongroom.kit.outbox;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.crash.Parts;
import dev.strongroom.kit.standing.Standings;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;

/**
 * Writes events in transactions of their own, every fifth of which is rolled back and made again.
 */
public final class EventWriter {
  private final EntityManagerFactory databases;

  public EventWriter(EntityManagerFactory databases) {
    this.databases = databases;
  }

  public void write(String aggregate, int count) {
    try (EntityManager database = databases.createEntityManager()) {
      Outbox outbox = new Outbox(database, new Standings(database));
      for (int i = 0; i < count; i++) {
        if (i % 5 == 0) {
          database.getTransaction().begin();
          outbox.append(new DomainEvent.UserSeen(aggregate, "actor"));
          database.getTransaction().rollback();
        }
        Parts.inTransaction(
            database,
            () -> {
              outbox.append(new DomainEvent.UserSeen(aggregate, "actor"));
              return true;
            });
      }
    }
  }
}
