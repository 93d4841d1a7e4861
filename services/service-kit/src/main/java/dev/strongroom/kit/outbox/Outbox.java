package dev.strongroom.kit.outbox;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;

/** Takes events in the transaction of the change that they tell of. */
@ApplicationScoped
public class Outbox {
  private final EntityManager database;
  private final Clock clock;

  @Inject
  Outbox(EntityManager database) {
    this.database = database;
    this.clock = Clock.systemUTC();
  }

  /**
   * Appends {@code event} with the next sequence of its aggregate. Needs a transaction, and commits
   * with it.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void append(DomainEvent event) {
    long sequence = nextSequence(event.aggregate());
    database
        .createNativeQuery(
            "INSERT INTO outbox (id, aggregatetype, aggregateid, seq, type, payload, created_at)"
                + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        .setParameter(1, UUID.randomUUID())
        .setParameter(2, event.topic().name().toLowerCase(Locale.ROOT))
        .setParameter(3, event.aggregate())
        .setParameter(4, sequence)
        .setParameter(5, event.type())
        .setParameter(6, CloudEvent.data(event))
        .setParameter(7, OffsetDateTime.now(clock))
        .executeUpdate();
  }

  /**
   * Locks the aggregate's row until commit, so that sequences become visible in order and without
   * gaps.
   */
  private long nextSequence(String aggregate) {
    Object next =
        database
            .createNativeQuery(
                "INSERT INTO outbox_aggregate (aggregateid, last_seq) VALUES (?1, 1)"
                    + " ON CONFLICT (aggregateid)"
                    + " DO UPDATE SET last_seq = outbox_aggregate.last_seq + 1"
                    + " RETURNING last_seq")
            .setParameter(1, aggregate)
            .getSingleResult();
    return ((Number) next).longValue();
  }
}
