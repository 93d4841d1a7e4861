package dev.strongroom.kit.projection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.http.KitStack;
import dev.strongroom.kit.http.RecordingHandler;
import dev.strongroom.kit.http.Tokens;
import dev.strongroom.kit.inbox.InboxPause;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.local.testing.Waiting;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
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
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A projection that was damaged by hand, and what an operator finds and does. */
@QuarkusTest
@QuarkusTestResource(KitStack.class)
class ProjectionIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Inject Outbox outbox;
  @Inject RecordingHandler handler;
  @Inject InboxPause pause;
  @Inject EntityManager database;
  @Inject KitConfig config;
  @Inject MeterRegistry metrics;

  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> broker;

  @Inject
  @ConfigProperty(name = "kit.test.private-key")
  String privateKey;

  @Test
  void comparison_ofWhatTheEventsSay_isTheSame() throws Exception {
    appendAndAwait("sound-" + UUID.randomUUID(), 3);

    Comparison found = command("seen/comparison").as(Comparison.class);

    assertThat(found.same()).isTrue();
    assertThat(found.live()).isEqualTo(found.replayed()).hasSize(64);
    assertThat(found.events()).isGreaterThanOrEqualTo(3);
  }

  /** As after a publisher's crash: one event comes before its predecessor, and another twice. */
  @Test
  void comparison_ofEventsOutOfOrderAndRepeated_isTheSame() throws Exception {
    String aggregate = "shuffled-" + UUID.randomUUID();
    List<String> events = LongStream.rangeClosed(1, 3).mapToObj(n -> event(aggregate, n)).toList();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            new HashMap<>(broker), new StringSerializer(), new StringSerializer())) {
      for (int place : new int[] {0, 2, 1, 0, 2}) {
        producer
            .send(
                new ProducerRecord<>(
                    config.topicPrefix() + Topic.IDENTITY.suffix(), aggregate, events.get(place)))
            .get(30, TimeUnit.SECONDS);
      }
    }
    Waiting.until(LIMIT, () -> handler.appliedOf(aggregate).size() == 3);

    assertThat(command("seen/comparison").as(Comparison.class).same()).isTrue();
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

  @Test
  void rebuild_ofADamagedTable_namesTheDamageAndMendsIt() throws Exception {
    String aggregate = "damaged-" + UUID.randomUUID();
    appendAndAwait(aggregate, 5);
    String row = "seen WHERE aggregate = '" + aggregate + "' AND sequence = ";
    sql("DELETE FROM " + row + 2);
    sql(
        "UPDATE seen SET aggregate = 'somebody-else' WHERE position = (SELECT position FROM "
            + row
            + "4)");
    sql("INSERT INTO seen (event_id, aggregate, sequence) VALUES (gen_random_uuid(), 'nobody', 1)");

    Comparison found = command("seen/comparison").as(Comparison.class);
    assertThat(found.same()).isFalse();
    assertThat(found.live()).isNotEqualTo(found.replayed());
    assertThat(found.missing()).isEqualTo(1);
    assertThat(found.different()).isEqualTo(1);
    assertThat(found.surplus()).isEqualTo(1);
    assertThat(found.mended()).isFalse();
    assertThat(rows(row + 2)).as("a comparison changes nothing").isZero();

    Comparison mended = command("seen/rebuild").as(Comparison.class);
    assertThat(mended.live()).isEqualTo(found.live());
    assertThat(mended.mended()).isTrue();
    assertThat(rows("seen WHERE aggregate = '" + aggregate + "'")).isEqualTo(5);
    Comparison after = command("seen/comparison").as(Comparison.class);
    assertThat(after.same()).isTrue();
    assertThat(after.live()).isEqualTo(found.replayed());
    appendAndAwait(aggregate, 6);
  }

  @Test
  void rebuild_ofEventsThatTheBrokerHasNot_isRefusedAndNamesTheFirst() throws Exception {
    String damaged = "kept-" + UUID.randomUUID();
    appendAndAwait(damaged, 3);
    sql("DELETE FROM seen WHERE aggregate = '" + damaged + "' AND sequence = 2");
    String lost = "lost-" + UUID.randomUUID();
    sql("INSERT INTO inbox_aggregate VALUES ('/identity', '" + lost + "', 3)");
    try {
      command("seen/rebuild")
          .then()
          .statusCode(409)
          .body("detail", containsString("event 1 of " + lost + " from /identity"));
      // Not the whole table's rows: events of others go on arriving.
      assertThat(rows("seen WHERE aggregate = '" + damaged + "'")).isEqualTo(2);
    } finally {
      sql("DELETE FROM inbox_aggregate WHERE aggregateid = '" + lost + "'");
      command("seen/rebuild");
    }
  }

  @Test
  void events_whileTheInboxIsHeldUp_waitAndAreNotParked() {
    String aggregate = "waiting-" + UUID.randomUUID();
    Counter heldUp = metrics.counter("strongroom.inbox.held.up");
    double before = heldUp.count();
    QuarkusTransaction.requiringNew()
        .run(() -> {
          pause.holdUntilTheEnd();
          append(aggregate, 1);
          Waiting.until(LIMIT, () -> heldUp.count() > before);
          assertThat(handler.appliedOf(aggregate)).isEmpty();
        });

    Waiting.until(LIMIT, () -> handler.appliedOf(aggregate).size() == 1);
    assertThat(rows("inbox_parked WHERE aggregateid = '" + aggregate + "'")).isZero();
  }

  @Test
  void commands_ofOthersOrOnOthers_areRefused() throws Exception {
    String token = Tokens.service(privateKey, "strongroom-storage");
    given()
        .port(config.internalPort())
        .header("Authorization", "Bearer " + token)
        .post("/internal/v1/projections/seen/rebuild")
        .then()
        .statusCode(403);
    command("outbox/rebuild").then().statusCode(404).body("reason", equalTo("not-found"));
  }

  private Response command(String path) throws Exception {
    return given()
        .port(config.internalPort())
        .header("Authorization", "Bearer " + Tokens.service(privateKey, "strongroom-kit"))
        .post("/internal/v1/projections/" + path);
  }

  /** Appends until there are {@code count}, and waits until they are applied. */
  private void appendAndAwait(String aggregate, int count) {
    append(aggregate, count - handler.appliedOf(aggregate).size());
    Waiting.until(LIMIT, () -> handler.appliedOf(aggregate).size() == count);
  }

  private void append(String aggregate, int count) {
    for (int i = 0; i < count; i++) {
      QuarkusTransaction.requiringNew()
          .run(() -> outbox.append(new DomainEvent.UserSeen(aggregate, aggregate)));
    }
  }

  private long rows(String what) {
    return QuarkusTransaction.requiringNew()
        .call(() ->
            ((Number) database.createNativeQuery("SELECT count(*) FROM " + what).getSingleResult())
                .longValue());
  }

  private void sql(String statement) {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeQuery(statement).executeUpdate());
  }
}
