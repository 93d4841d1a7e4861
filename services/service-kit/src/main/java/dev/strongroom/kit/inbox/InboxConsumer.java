package dev.strongroom.kit.inbox;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.standing.Standings;
import dev.strongroom.kit.trace.Cause;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads the topics of the service's handlers, applies, and only then acknowledges. What the
 * identity service says of people's standing is kept by every service.
 */
@ApplicationScoped
public class InboxConsumer {
  private static final Logger LOG = Logger.getLogger(InboxConsumer.class);
  private static final int TRIES = 3;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Of a service that listens to nothing else. */
  private static final EventHandler NOTHING =
      new EventHandler() {
        @Override
        public Set<Topic> topics() {
          return Set.of();
        }

        @Override
        public void apply(CloudEvent event) {
          throw new IllegalStateException("an event of a topic that was not asked for");
        }
      };

  private final Inbox inbox;
  private final Supplier<Optional<EventHandler>> handler;
  private final Consumer<CloudEvent> standings;
  private final KitConfig config;
  private final Map<String, Object> broker;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final AtomicReference<KafkaConsumer<String, byte[]>> running = new AtomicReference<>();

  @Inject
  InboxConsumer(
      Inbox inbox,
      Handlers handlers,
      Standings standings,
      KitConfig config,
      @Identifier("default-kafka-broker") Map<String, Object> broker) {
    this(inbox, handlers::all, standings::keep, config, broker);
  }

  InboxConsumer(
      Inbox inbox,
      Supplier<Optional<EventHandler>> handler,
      Consumer<CloudEvent> standings,
      KitConfig config,
      Map<String, Object> broker) {
    this.inbox = inbox;
    this.handler = handler;
    this.standings = standings;
    this.config = config;
    this.broker = broker;
  }

  void start(@Observes StartupEvent event) {
    EventHandler found = handler.get().orElse(NOTHING);
    Thread.ofPlatform().name("inbox").daemon().start(() -> consume(found));
  }

  void stop(@Observes ShutdownEvent event) {
    stopping.countDown();
    KafkaConsumer<String, byte[]> consumer = running.get();
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  void consume(EventHandler handler) {
    Set<Topic> topics = EnumSet.of(Topic.IDENTITY);
    topics.addAll(handler.topics());
    while (!stopsWithin(Duration.ZERO)) {
      try (KafkaConsumer<String, byte[]> consumer = consumer()) {
        running.set(consumer);
        consumer.subscribe(topics.stream().map(t -> config.topicPrefix() + t.suffix()).toList());
        while (!stopsWithin(Duration.ZERO)) {
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
        if (stopsWithin(PAUSE)) {
          return;
        }
      }
    }
  }

  private boolean stopsWithin(Duration time) {
    try {
      return stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void handle(ConsumerRecord<String, byte[]> record, EventHandler handler) {
    // A tombstone has no value at all, and is no event of ours either.
    byte[] value = Objects.requireNonNullElse(record.value(), new byte[0]);
    CloudEvent event;
    try {
      event = CloudEvent.decode(new String(value, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      inbox.keepUndecodable(record.topic(), record.partition(), record.offset(), value);
      return;
    }
    stand(event);
    if (handler.topics().stream().noneMatch(topic -> topic.source().equals(event.source()))) {
      return;
    }
    Cause.under(
        event.origin().correlationId(),
        () -> {
          whenFree(() -> apply(event, handler));
          whenFree(() -> replayParked(event, handler));
        });
  }

  /** Whatever becomes of the event otherwise: a cut-off waits behind nothing. */
  private void stand(CloudEvent event) {
    try {
      standings.accept(event);
    } catch (IllegalArgumentException e) {
      LOG.errorf("ALARM: event %s of %s does not say whom it cuts off", event.id(), event.type());
    }
  }

  /** An inbox that is held up is no failure of the event: it comes again until it is free. */
  private void whenFree(Runnable work) {
    while (true) {
      try {
        work.run();
        return;
      } catch (InboxPause.HeldUpException _) {
        if (stopsWithin(PAUSE)) {
          throw new WakeupException();
        }
      }
    }
  }

  /** What waited for this event can be applied now; what is still poisonous stays parked. */
  private void replayParked(CloudEvent event, EventHandler handler) {
    try {
      while (inbox.replayNext(event.source(), event.subject(), handler)) {
        LOG.infof("a parked event of %s was applied", event.subject());
      }
    } catch (InboxPause.HeldUpException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warnf("aggregate %s stays parked: %s", event.subject(), e.getMessage());
    }
  }

  private void apply(CloudEvent event, EventHandler handler) {
    for (int attempt = 1; ; attempt++) {
      try {
        inbox.apply(event, handler);
        return;
      } catch (InboxPause.HeldUpException e) {
        throw e;
      } catch (RuntimeException e) {
        if (attempt == TRIES) {
          // The class alone: a message may hold what came with the event.
          inbox.park(event, "its handler failed: " + e.getClass().getSimpleName());
          LOG.debugf(e, "the handler failed on %s", event.id());
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
    // After a crash the partitions are free again this soon.
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
