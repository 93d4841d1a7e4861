package dev.strongroom.kit.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.events.testing.EventContract;
import dev.strongroom.local.StackLease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a service really publishes: every event of a topic, held against its schemas. */
public final class EventTap implements AutoCloseable {
  /** Kept, or its level would be forgotten: a consumer tells its whole configuration otherwise. */
  private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaConsumer<String, String> consumer;
  private final List<JsonNode> seen = new ArrayList<>();

  public EventTap(StackLease lease, Topic topic) {
    KAFKA.setLevel(Level.WARNING);
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                lease.kafkaBootstrap(),
                "group.id",
                lease.topicPrefix() + "tap-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest",
                "metadata.max.age.ms",
                "500"),
            new StringDeserializer(),
            new StringDeserializer());
    consumer.subscribe(List.of(lease.topicPrefix() + topic.suffix()));
  }

  /** Waits for the first event of {@code kind} about {@code subject}. */
  public JsonNode await(Class<? extends DomainEvent> kind, String subject) {
    return await(event ->
        event.path("type").asText().endsWith("." + kind.getSimpleName())
            && event.path("subject").asText().equals(subject));
  }

  /** Waits for the first event that {@code wanted} takes. */
  public JsonNode await(Predicate<JsonNode> wanted) {
    Instant limit = Instant.now().plus(PATIENCE);
    do {
      for (JsonNode event : seen) {
        if (wanted.test(event)) {
          return event;
        }
      }
      for (ConsumerRecord<String, String> one : consumer.poll(Duration.ofMillis(200))) {
        seen.add(EventContract.requireValid(one.key(), one.value()));
      }
    } while (Instant.now().isBefore(limit));
    throw new AssertionError("no such event came; " + seen.size() + " others did: " + seen);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
