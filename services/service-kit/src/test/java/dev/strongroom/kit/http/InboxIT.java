package dev.strongroom.kit.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.outbox.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From the outbox through the broker to a handler, with what goes wrong on the way. */
@QuarkusTest
@QuarkusTestResource(KitStack.class)
class InboxIT {
  @Inject Outbox outbox;
  @Inject RecordingHandler handler;
  @Inject EntityManager database;
  @Inject KitConfig config;

  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> broker;

  @Inject
  @ConfigProperty(name = "kit.test.private-key")
  String privateKey;

  @Test
  void poison_parksItsAggregateAlone_andReplayAppliesInOrder() throws Exception {
    String poisoned = "poisoned-" + UUID.randomUUID();
    String other = "other-" + UUID.randomUUID();
    handler.poison(poisoned + "#2");
    append(poisoned, 3);
    append(other, 3);

    await(() -> handler.appliedOf(other).size() == 3 && parked(poisoned) == 2);
    assertThat(handler.appliedOf(poisoned)).containsExactly(poisoned + "#1");

    replay(poisoned, 0, true);
    handler.mend(poisoned + "#2");
    replay(poisoned, 2, false);
    assertThat(handler.appliedOf(poisoned))
        .containsExactly(poisoned + "#1", poisoned + "#2", poisoned + "#3");
    assertThat(parked(poisoned)).isZero();
  }

  @Test
  void gap_waitsForWhatIsMissing_andDuplicatesAreSkipped() {
    String aggregate = "gap-" + UUID.randomUUID();
    send(aggregate, event(aggregate, 2));
    await(() -> parked(aggregate) == 1);
    assertThat(handler.appliedOf(aggregate)).isEmpty();

    String first = event(aggregate, 1);
    send(aggregate, first);
    send(aggregate, first);
    send(aggregate, event(aggregate, 3));
    await(() -> handler.appliedOf(aggregate).size() >= 3);
    assertThat(handler.appliedOf(aggregate))
        .containsExactly(aggregate + "#1", aggregate + "#2", aggregate + "#3");
  }

  @Test
  void undecodable_isKept_andOthersFlowOn() {
    String aggregate = "after-junk-" + UUID.randomUUID();
    long before = count("inbox_undecodable");
    send(aggregate, "{\"not\":\"an event\"}");
    send(aggregate, null);
    send(aggregate, event(aggregate, 1));

    await(() -> handler.appliedOf(aggregate).size() == 1);
    assertThat(count("inbox_undecodable")).isEqualTo(before + 2);
  }

  private void append(String aggregate, int count) {
    for (int i = 0; i < count; i++) {
      QuarkusTransaction.requiringNew()
          .run(() -> outbox.append(new DomainEvent.UserSeen(aggregate, aggregate)));
    }
  }

  private static String event(String aggregate, long sequence) {
    DomainEvent event = new DomainEvent.UserSeen(aggregate, aggregate);
    return new CloudEvent(
            UUID.randomUUID(),
            event.topic().source(),
            event.type(),
            aggregate,
            Instant.EPOCH,
            sequence,
            CloudEvent.data(event))
        .encode();
  }

  private void send(String key, @Nullable String value) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            new HashMap<>(broker), new StringSerializer(), new StringSerializer())) {
      producer
          .send(new ProducerRecord<>(config.topicPrefix() + Topic.IDENTITY.suffix(), key, value))
          .get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("the broker took no event", e);
    }
  }

  private void replay(String aggregate, int applied, boolean left) throws Exception {
    given()
        .port(config.internalPort())
        .header("Authorization", "Bearer " + Tokens.service(privateKey, "strongroom-kit"))
        .post("/internal/v1/inbox/" + aggregate + "/replay")
        .then()
        .statusCode(200)
        .body("applied", equalTo(applied))
        .body("parked", equalTo(left));
    given()
        .port(config.internalPort())
        .header("Authorization", "Bearer " + Tokens.service(privateKey, "strongroom-storage"))
        .post("/internal/v1/inbox/" + aggregate + "/replay")
        .then()
        .statusCode(403);
  }

  private long parked(String aggregate) {
    return count("inbox_parked WHERE aggregateid = '" + aggregate + "'");
  }

  private long count(String what) {
    List<?> found =
        QuarkusTransaction.requiringNew()
            .call(() -> database.createNativeQuery("SELECT count(*) FROM " + what).getResultList());
    return ((Number) found.getFirst()).longValue();
  }

  private static void await(BooleanSupplier condition) {
    Instant limit = Instant.now().plus(Duration.ofSeconds(30));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("in time").isBefore(limit);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }
}
