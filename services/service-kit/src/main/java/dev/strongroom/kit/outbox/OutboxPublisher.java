package dev.strongroom.kit.outbox;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.KitConfig;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/**
 * Publishes what is unpublished, in the order of each aggregate. It looks at the rows' state and
 * never at ids already seen, for ids are given before their commit. A crash between sending and
 * marking sends again; the inbox applies once.
 */
@Startup
@ApplicationScoped
public class OutboxPublisher {
  private static final Logger LOG = Logger.getLogger(OutboxPublisher.class);
  private static final int BATCH = 500;
  private static final long LOCK = 0x5374726f6e67L;
  private static final Duration KEPT = Duration.ofDays(7);

  private final EntityManager database;
  private final KitConfig config;
  private final Producer<String, String> producer;
  private final Clock clock = Clock.systemUTC();

  @Inject
  OutboxPublisher(
      EntityManager database,
      KitConfig config,
      @Identifier("default-kafka-broker") Map<String, Object> broker) {
    this(database, config, producer(broker));
  }

  OutboxPublisher(EntityManager database, KitConfig config, Producer<String, String> producer) {
    this.database = database;
    this.config = config;
    this.producer = producer;
  }

  private static Producer<String, String> producer(Map<String, Object> broker) {
    return new KafkaProducer<>(
        producerSettings(broker), new StringSerializer(), new StringSerializer());
  }

  /**
   * Idempotent and acknowledged by all in-sync replicas; uncompressed, so that what is kept can be
   * searched.
   */
  static Map<String, Object> producerSettings(Map<String, Object> broker) {
    Map<String, Object> settings = new HashMap<>(broker);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    return settings;
  }

  /** One round. Public so that tests and shutdown can ask for it. */
  @Scheduled(
      every = "${strongroom.outbox-period:250ms}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @Transactional
  public void publish() {
    if (!lock()) {
      return;
    }
    List<Tuple> rows = unpublished();
    if (rows.isEmpty()) {
      return;
    }
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    rows.forEach(row -> sent.add(producer.send(record(row))));
    producer.flush();
    markUpTo(rows, sent);
  }

  /** One publisher at a time for this database; the lock ends with the transaction. */
  private boolean lock() {
    return (boolean)
        database
            .createNativeQuery("SELECT pg_try_advisory_xact_lock(?1)", Boolean.class)
            .setParameter(1, LOCK)
            .getSingleResult();
  }

  @SuppressWarnings("unchecked")
  private List<Tuple> unpublished() {
    return database
        .createNativeQuery(
            "SELECT id, aggregatetype, aggregateid, seq, type, payload, created_at FROM outbox"
                + " WHERE published_at IS NULL ORDER BY aggregateid, seq LIMIT "
                + BATCH,
            Tuple.class)
        .getResultList();
  }

  private ProducerRecord<String, String> record(Tuple row) {
    Topic topic = Topic.valueOf(row.get(1, String.class).toUpperCase(Locale.ROOT));
    String aggregate = row.get(2, String.class);
    CloudEvent event =
        new CloudEvent(
            row.get(0, UUID.class),
            topic.source(),
            row.get(4, String.class),
            aggregate,
            row.get(6, Instant.class),
            row.get(3, Number.class).longValue(),
            row.get(5, String.class));
    return new ProducerRecord<>(config.topicPrefix() + topic.suffix(), aggregate, event.encode());
  }

  /**
   * Marks what the broker has; the first failure ends the round, so no aggregate is published past
   * a hole.
   */
  private void markUpTo(List<Tuple> rows, List<Future<RecordMetadata>> sent) {
    OffsetDateTime now = OffsetDateTime.now(clock);
    for (int i = 0; i < rows.size(); i++) {
      try {
        sent.get(i).get(1, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        LOG.warnf("the broker does not take events: %s", e.getMessage());
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      database
          .createNativeQuery("UPDATE outbox SET published_at = ?1 WHERE id = ?2")
          .setParameter(1, now)
          .setParameter(2, rows.get(i).get(0, UUID.class))
          .executeUpdate();
    }
  }

  @Scheduled(every = "1h")
  @Transactional
  void forgetOld() {
    database
        .createNativeQuery("DELETE FROM outbox WHERE published_at < ?1")
        .setParameter(1, OffsetDateTime.now(clock).minus(KEPT))
        .executeUpdate();
  }

  @PreDestroy
  void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
