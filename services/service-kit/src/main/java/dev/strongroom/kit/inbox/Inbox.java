package dev.strongroom.kit.inbox;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.kit.trace.Cause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Applies an event and remembers that it did, in one transaction. An event that cannot be applied
 * parks its aggregate: what follows of it queues behind, everything else goes on.
 */
@ApplicationScoped
public class Inbox {
  private static final Logger LOG = Logger.getLogger(Inbox.class);

  private final EntityManager database;
  private final Tracer tracer;
  private final Counter parked;
  private final Counter undecodable;
  private final Counter heldUp;

  @Inject
  Inbox(EntityManager database, MeterRegistry metrics, Tracer tracer) {
    this.database = database;
    this.tracer = tracer;
    this.parked = metrics.counter("strongroom.inbox.parked");
    this.heldUp = metrics.counter("strongroom.inbox.held.up");
    this.undecodable = metrics.counter("strongroom.inbox.undecodable");
  }

  /**
   * Applies {@code event} unless it was; parks it if its aggregate is parked or something before it
   * is missing.
   */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public void apply(CloudEvent event, EventHandler handler) {
    requireFree();
    if (known(event)) {
      return;
    }
    long last = lastSequence(event);
    if (event.sequence() <= last) {
      return;
    }
    if (isParked(event)) {
      park(event, "queued behind a parked event");
    } else if (event.sequence() != last + 1) {
      park(event, "an event before it is missing");
    } else {
      handle(event, handler);
      remember(event);
    }
  }

  /** Under the event's own cause, which goes on into what the handler makes happen. */
  private void handle(CloudEvent event, EventHandler handler) {
    Span span =
        tracer
            .spanBuilder("inbox " + event.type())
            .setSpanKind(SpanKind.CONSUMER)
            .setParent(Cause.continued(event.origin()))
            .startSpan();
    try (Scope _ = span.makeCurrent()) {
      Cause.under(event.origin().correlationId(), () -> handler.apply(event));
    } catch (RuntimeException e) {
      span.setStatus(StatusCode.ERROR);
      throw e;
    } finally {
      span.end();
    }
  }

  /**
   * Keeps an event whose handler failed; its own transaction, for the other one was rolled back.
   */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public void park(CloudEvent event, String reason) {
    parked.increment();
    LOG.errorf(
        "ALARM: aggregate %s of %s is parked at %d: %s",
        event.subject(), event.source(), event.sequence(), reason);
    database
        .createNativeQuery(
            "INSERT INTO inbox_parked (event_id, source, aggregateid, seq, event, reason, parked_at)"
                + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING")
        .setParameter(1, event.id())
        .setParameter(2, event.source())
        .setParameter(3, event.subject())
        .setParameter(4, event.sequence())
        .setParameter(5, event.encode())
        .setParameter(6, reason)
        .setParameter(7, now())
        .executeUpdate();
  }

  /**
   * Applies the next parked event of an aggregate, if it can be; an operator's command, also tried
   * after each event.
   */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public boolean replayNext(String source, String aggregate, EventHandler handler) {
    requireFree();
    List<?> first =
        database
            .createNativeQuery(
                "SELECT event FROM inbox_parked WHERE source = ?1 AND aggregateid = ?2"
                    + " ORDER BY seq LIMIT 1 FOR UPDATE")
            .setParameter(1, source)
            .setParameter(2, aggregate)
            .getResultList();
    Optional<CloudEvent> next =
        first.stream().findFirst().map(json -> CloudEvent.decode((String) json));
    if (next.isEmpty() || next.get().sequence() != lastSequence(next.get()) + 1) {
      return false;
    }
    handle(next.get(), handler);
    remember(next.get());
    database
        .createNativeQuery("DELETE FROM inbox_parked WHERE event_id = ?1")
        .setParameter(1, next.get().id())
        .executeUpdate();
    return true;
  }

  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public void keepUndecodable(String topic, int partition, long offset, byte[] record) {
    undecodable.increment();
    LOG.errorf("ALARM: %s/%d at %d cannot be decoded", topic, partition, offset);
    database
        .createNativeQuery(
            "INSERT INTO inbox_undecodable (topic, partition, \"offset\", record, kept_at)"
                + " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")
        .setParameter(1, topic)
        .setParameter(2, partition)
        .setParameter(3, offset)
        .setParameter(4, record)
        .setParameter(5, now())
        .executeUpdate();
  }

  /** The sources of an aggregate's parked events. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public List<String> parkedSources(String aggregate) {
    List<?> sources =
        database
            .createNativeQuery(
                "SELECT DISTINCT source FROM inbox_parked WHERE aggregateid = ?1 ORDER BY source")
            .setParameter(1, aggregate)
            .getResultList();
    return sources.stream().map(String.class::cast).toList();
  }

  private void requireFree() {
    try {
      InboxPause.requireFree(database);
    } catch (InboxPause.HeldUpException e) {
      heldUp.increment();
      throw e;
    }
  }

  private boolean known(CloudEvent event) {
    return !database
        .createNativeQuery("SELECT 1 FROM inbox_event WHERE event_id = ?1")
        .setParameter(1, event.id())
        .getResultList()
        .isEmpty();
  }

  private boolean isParked(CloudEvent event) {
    return !database
        .createNativeQuery(
            "SELECT 1 FROM inbox_parked WHERE source = ?1 AND aggregateid = ?2 LIMIT 1")
        .setParameter(1, event.source())
        .setParameter(2, event.subject())
        .getResultList()
        .isEmpty();
  }

  private long lastSequence(CloudEvent event) {
    List<?> last =
        database
            .createNativeQuery(
                "SELECT last_seq FROM inbox_aggregate WHERE source = ?1 AND aggregateid = ?2"
                    + " FOR UPDATE")
            .setParameter(1, event.source())
            .setParameter(2, event.subject())
            .getResultList();
    return last.isEmpty() ? 0 : ((Number) last.getFirst()).longValue();
  }

  private void remember(CloudEvent event) {
    database
        .createNativeQuery("INSERT INTO inbox_event (event_id, applied_at) VALUES (?1, ?2)")
        .setParameter(1, event.id())
        .setParameter(2, now())
        .executeUpdate();
    database
        .createNativeQuery(
            "INSERT INTO inbox_aggregate (source, aggregateid, last_seq) VALUES (?1, ?2, ?3)"
                + " ON CONFLICT (source, aggregateid) DO UPDATE SET last_seq = EXCLUDED.last_seq")
        .setParameter(1, event.source())
        .setParameter(2, event.subject())
        .setParameter(3, event.sequence())
        .executeUpdate();
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }
}
