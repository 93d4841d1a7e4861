package dev.strongroom.kit.outbox;

import dev.strongroom.events.Topic;
import dev.strongroom.kit.KitConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/**
 * Publishes what is unpublished, in the order of each aggregate. It looks at the rows' state and
 * never at ids already seen, for ids are given before their commit. A crash between sending and
 * marking sends again; the inbox applies once.
 */
@ApplicationScoped
class OutboxRound {
  /** As many rows as one round takes; fewer were published means that no more were there. */
  static final int BATCH = 500;

  private static final Logger LOG = Logger.getLogger(OutboxRound.class);
  private static final Header STRUCTURED =
      new RecordHeader(
          "content-type", "application/cloudevents+json".getBytes(StandardCharsets.US_ASCII));

  private final EntityManager database;
  private final KitConfig config;
  private final Producer<String, String> producer;

  @Inject
  OutboxRound(
      EntityManager database,
      KitConfig config,
      @Identifier("default-kafka-broker") Map<String, Object> broker) {
    this(database, config, producer(broker));
  }

  OutboxRound(EntityManager database, KitConfig config, Producer<String, String> producer) {
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
   * searched. A round ends before its transaction's time does, also when the broker is away.
   */
  static Map<String, Object> producerSettings(Map<String, Object> broker) {
    Map<String, Object> settings = new HashMap<>(broker);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    return settings;
  }

  /**
   * Publishes a batch of one shard: those of its slots that no other publisher holds.
   *
   * @return how many the broker has taken
   */
  @Transactional
  public int publish(int shard) {
    List<?> slots = lockFree(shard);
    if (slots.isEmpty()) {
      return 0;
    }
    List<Tuple> rows = unpublished(slots);
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (Tuple row : rows) {
      Future<RecordMetadata> sending = producer.send(record(row));
      sent.add(sending);
      if (sending.state() == Future.State.FAILED) {
        break;
      }
    }
    if (sent.isEmpty()) {
      return 0;
    }
    producer.flush();
    return mark(rows, sent);
  }

  /** The locks end with the transaction. */
  private List<?> lockFree(int shard) {
    return database
        .createNativeQuery(
            "SELECT s FROM generate_series(?1, ?2, ?3) s WHERE pg_try_advisory_xact_lock(?4, s)",
            Integer.class)
        .setParameter(1, shard)
        .setParameter(2, Slots.COUNT - 1)
        .setParameter(3, config.outboxShards())
        .setParameter(4, Slots.LOCKS)
        .getResultList();
  }

  @SuppressWarnings("unchecked")
  private List<Tuple> unpublished(List<?> slots) {
    return database
        .createNativeQuery(
            "SELECT id, aggregatetype, aggregateid, CAST(payload AS text) FROM outbox"
                + " WHERE published_at IS NULL AND slot IN (?1)"
                + " ORDER BY aggregateid, seq LIMIT "
                + BATCH,
            Tuple.class)
        .setParameter(1, slots)
        .getResultList();
  }

  private ProducerRecord<String, String> record(Tuple row) {
    Topic topic = Topic.valueOf(row.get(1, String.class).toUpperCase(Locale.ROOT));
    return new ProducerRecord<>(
        config.topicPrefix() + topic.suffix(),
        null,
        row.get(2, String.class),
        row.get(3, String.class),
        List.of(STRUCTURED));
  }

  /**
   * Marks what the broker has; the first failure ends the round, so no aggregate is marked past a
   * hole.
   */
  private int mark(List<Tuple> rows, List<Future<RecordMetadata>> sent) {
    List<UUID> taken = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      if (sent.get(i).state() != Future.State.SUCCESS) {
        LOG.warnf("the broker does not take events: %s", reason(sent.get(i)));
        break;
      }
      taken.add(rows.get(i).get(0, UUID.class));
    }
    if (!taken.isEmpty()) {
      database
          .createNativeQuery("UPDATE outbox SET published_at = ?1 WHERE id IN (?2)")
          .setParameter(1, OffsetDateTime.now(ZoneOffset.UTC))
          .setParameter(2, taken)
          .executeUpdate();
    }
    return taken.size();
  }

  private static String reason(Future<RecordMetadata> sending) {
    return sending.state() == Future.State.FAILED
        ? String.valueOf(sending.exceptionNow().getMessage())
        : "no answer in time";
  }

  @PreDestroy
  void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
