package dev.strongroom.kit.inbox;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.problem.Problem;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics from what they still hold of their beginning, beside the service's own consumer. */
@ApplicationScoped
public class TopicReplay {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KitConfig config;
  private final Map<String, Object> broker;

  @Inject
  TopicReplay(KitConfig config, @Identifier("default-kafka-broker") Map<String, Object> broker) {
    this.config = config;
    this.broker = broker;
  }

  /**
   * Gives every event that is there now to {@code each}, those of an aggregate in the order in
   * which they were sent, which may repeat some. What cannot be decoded is left out.
   *
   * @throws Problem {@code unavailable}, if the broker does not answer
   */
  public void forEach(Set<Topic> topics, Consumer<CloudEvent> each) {
    Map<String, Object> settings = new HashMap<>(broker);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream().flatMap(topic -> partitions(consumer, topic).stream()).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      read(consumer, consumer.endOffsets(partitions), each);
    } catch (KafkaException e) {
      throw Problem.unavailable("The broker");
    }
  }

  private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer, Topic topic) {
    String name = config.topicPrefix() + topic.suffix();
    return Optional.ofNullable(consumer.partitionsFor(name)).orElse(List.of()).stream()
        .map(info -> new TopicPartition(name, info.partition()))
        .toList();
  }

  private static void read(
      KafkaConsumer<String, byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Consumer<CloudEvent> each) {
    Instant limit = Instant.now().plus(PATIENCE);
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      if (!records.isEmpty()) {
        limit = Instant.now().plus(PATIENCE);
      } else if (Instant.now().isAfter(limit)) {
        throw Problem.unavailable("The broker");
      }
      for (ConsumerRecord<String, byte[]> record : records) {
        decode(record).ifPresent(each);
      }
    }
  }

  private static Optional<CloudEvent> decode(ConsumerRecord<String, byte[]> record) {
    byte[] value = Objects.requireNonNullElse(record.value(), new byte[0]);
    try {
      return Optional.of(CloudEvent.decode(new String(value, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
