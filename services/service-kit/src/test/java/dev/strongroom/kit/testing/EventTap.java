package dev.strongroom.kit.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.local.StackLease;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

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
        seen.add(valid(one));
      }
    } while (Instant.now().isBefore(limit));
    throw new AssertionError("no such event came; " + seen.size() + " others did: " + seen);
  }

  private static JsonNode valid(ConsumerRecord<String, String> message) {
    try {
      JsonNode event = JSON.readTree(message.value());
      String type = event.path("type").asText();
      assertThat(schema("CloudEvent").validate(event)).as(message.value()).isEmpty();
      assertThat(schema(type.substring(type.lastIndexOf('.') + 1)).validate(event.path("data")))
          .as(message.value())
          .isEmpty();
      assertThat(message.key()).isEqualTo(event.path("subject").asText());
      return event;
    } catch (IOException e) {
      throw new UncheckedIOException("an event that is not JSON", e);
    }
  }

  private static JsonSchema schema(String name) throws IOException {
    try (InputStream in = DomainEvent.class.getResourceAsStream(name + ".schema.json")) {
      assertThat(in).as("schema of " + name).isNotNull();
      return SCHEMAS.getSchema(JSON.readTree(in));
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
