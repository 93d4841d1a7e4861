package dev.strongroom.kit.outbox;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.standing.Standings;
import dev.strongroom.kit.trace.Cause;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.Session;

/** Takes events in the transaction of the change that they tell of. */
@ApplicationScoped
public class Outbox {
  /** Each failure means that somebody else's transaction has succeeded. */
  private static final int TRIES = 50;

  private final EntityManager database;
  private final Standings standings;
  private final Clock clock;

  @Inject
  Outbox(EntityManager database, Standings standings) {
    this.standings = standings;
    this.database = database;
    this.clock = Clock.systemUTC();
  }

  /**
   * Appends {@code event} with the next sequence of its aggregate. Needs a transaction, and commits
   * with it.
   *
   * @throws Problem {@code conflict}, if others gave the aggregate's sequences out faster than this
   *     transaction could read them
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void append(DomainEvent event) {
    String kind = event.topic().name().toLowerCase(Locale.ROOT);
    CloudEvent envelope =
        new CloudEvent(
            UUID.randomUUID(),
            event.topic().source(),
            event.type(),
            event.aggregate(),
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            nextSequence(kind, event.aggregate()),
            CloudEvent.data(event),
            Cause.current());
    database
        .createNativeQuery(
            "INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, seq, slot,"
                + " created_at) VALUES (?1, ?2, ?3, ?4, CAST(?5 AS jsonb), ?6, ?7, ?8)")
        .setParameter(1, envelope.id())
        .setParameter(2, kind)
        .setParameter(3, event.aggregate())
        .setParameter(4, event.type())
        .setParameter(5, envelope.encode())
        .setParameter(6, envelope.sequence())
        .setParameter(7, (short) Slots.of(event.aggregate()))
        .setParameter(8, envelope.time().atOffset(ZoneOffset.UTC))
        .executeUpdate();
    standings.keepOwn(List.of(new Standings.Told(event, envelope.sequence(), envelope.time())));
  }

  /**
   * Appends many events at once, each as {@link #append} does; those of one aggregate in their
   * order.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void appendAll(List<? extends DomainEvent> events) {
    if (!events.isEmpty()) {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
      standings.keepOwn(
          database
              .unwrap(Session.class)
              .doReturningWork(connection -> OutboxBatch.append(connection, events, now)));
    }
  }

  /**
   * Reads the last sequence and takes the next, if the last is still what was read: optimistic, and
   * without gaps, for a sequence that is rolled back was never taken. Who comes too late reads
   * again; after the first success the row is this transaction's until it ends, so sequences become
   * visible in their order.
   */
  private long nextSequence(String kind, String aggregate) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      List<?> last =
          database
              .createNativeQuery(
                  "SELECT last_seq FROM outbox_aggregate WHERE aggregatetype = ?1"
                      + " AND aggregateid = ?2")
              .setParameter(1, kind)
              .setParameter(2, aggregate)
              .getResultList();
      long read = last.isEmpty() ? 0 : ((Number) last.getFirst()).longValue();
      if (take(kind, aggregate, read)) {
        return read + 1;
      }
    }
    throw new Problem(Reason.CONFLICT, "Too much happens to this at once: try again in a moment.");
  }

  private boolean take(String kind, String aggregate, long read) {
    String sql =
        read == 0
            ? "INSERT INTO outbox_aggregate (aggregatetype, aggregateid, last_seq)"
                + " VALUES (?1, ?2, ?3 + 1) ON CONFLICT DO NOTHING"
            : "UPDATE outbox_aggregate SET last_seq = ?3 + 1"
                + " WHERE aggregatetype = ?1 AND aggregateid = ?2 AND last_seq = ?3";
    return database
            .createNativeQuery(sql)
            .setParameter(1, kind)
            .setParameter(2, aggregate)
            .setParameter(3, read)
            .executeUpdate()
        == 1;
  }
}
