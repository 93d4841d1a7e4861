package dev.strongroom.kit.inbox;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.kit.KitConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/** Reads the topics of the service's handler, applies, and only then acknowledges. */
@ApplicationScoped
public class InboxConsumer {
  private static final Logger LOG = Logger.getLogger(InboxConsumer.class);
  private static final int TRIES = 3;

  private final Inbox inbox;
  private final Instance<EventHandler> handlers;
  private final KitConfig config;
  private final Map<String, Object> broker;
  private volatile boolean stopping;
  private final AtomicReference<KafkaConsumer<String, byte[]>> running =
      new AtomicReference<>();

  @Inject
  InboxConsumer(
      Inbox inbox,
      Instance<EventHandler> handlers,
      KitConfig config,
      @Identifier("default-kafka-broker") Map<String, Object> broker) {
    this.inbox = inbox;
    this.handlers = handlers;
    this.config = config;
    this.broker = broker;
  }

  void start(@Observes StartupEvent event) {
    if (handlers.isResolvable()) {
      Thread.ofPlatform().name("inbox").daemon().start(() -> consume(handlers.get()));
    }
  }

  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    KafkaConsumer<String, byte[]> consumer = running.get();
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  private void consume(EventHandler handler) {
    while (!stopping) {
      try (KafkaConsumer<String, byte[]> consumer = consumer()) {
        running.set(consumer);
        consumer.subscribe(
            handler.topics().stream().map(t -> config.topicPrefix() + t.suffix()).toList());
        while (!stopping) {
          for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
            handle(record, handler);
          }
          consumer.commitSync();
        }
      } catch (WakeupException _) {
        LOG.debug("the consumer was asked to stop");
      } catch (RuntimeException e) {
        // Nothing was acknowledged: the same records come again.
        LOG.error("consuming failed and begins anew", e);
      }
    }
  }

  private void handle(ConsumerRecord<String, byte[]> record, EventHandler handler) {
    CloudEvent event;
    try {
      event = CloudEvent.decode(new String(record.value(), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      inbox.keepUndecodable(record.topic(), record.partition(), record.offset(), record.value());
      return;
    }
    apply(event, handler);
    replayParked(event, handler);
  }

  /** What waited for this event can be applied now; what is still poisonous stays parked. */
  private void replayParked(CloudEvent event, EventHandler handler) {
    try {
      while (inbox.replayNext(event.source(), event.subject(), handler)) {
        LOG.infof("a parked event of %s was applied", event.subject());
      }
    } catch (RuntimeException e) {
      LOG.warnf("aggregate %s stays parked: %s", event.subject(), e.getMessage());
    }
  }

  private void apply(CloudEvent event, EventHandler handler) {
    for (int attempt = 1; ; attempt++) {
      try {
        inbox.apply(event, handler);
        return;
      } catch (RuntimeException e) {
        if (attempt == TRIES) {
          inbox.park(event, String.valueOf(e.getMessage()));
          return;
        }
      }
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>(broker);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.topicPrefix() + config.clientId());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 3000);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
