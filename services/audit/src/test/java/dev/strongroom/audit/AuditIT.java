package dev.strongroom.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the others tell is kept once and in order, and shown to auditors alone. */
class AuditIT {
  private static World world;
  private static World.Person auditor;
  private static KafkaProducer<String, String> producer;

  @BeforeAll
  static void start() {
    world = World.start("audit", "identity", "audit").founded();
    auditor = world.enrolled("auditor", "auditor");
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", world.lease().kafkaBootstrap(), "acks", "all"),
            new StringSerializer(),
            new StringSerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    world.close();
  }

  private static String newId() {
    return Bytes.random(new SecureRandom(), 32).toBase64Url();
  }

  private static CloudEvent committed(String room, String actor, long sequence) {
    DomainEvent event = new DomainEvent.Committed(room, actor, sequence, newId(), 1, 10);
    return new CloudEvent(
        UUID.randomUUID(),
        event.topic().source(),
        event.type(),
        room,
        Instant.now(),
        sequence,
        CloudEvent.data(event));
  }

  private static void send(String key, String value) throws Exception {
    producer
        .send(new ProducerRecord<>(world.lease().topicPrefix() + "storage.v1", key, value))
        .get(30, TimeUnit.SECONDS);
  }

  private static void send(CloudEvent event) throws Exception {
    send(event.subject(), event.encode());
  }

  private static List<Integer> sequences(String room) {
    return world
        .as(auditor, "audit")
        .queryParam("object", room)
        .get("/audit/v1/events")
        .then()
        .statusCode(200)
        .extract()
        .path("events.sequence");
  }

  /** Asks until the sequences of a room are these. */
  private static void awaitSequences(String room, Integer... expected) {
    Instant limit = Instant.now().plusSeconds(30);
    List<Integer> seen = List.of();
    while (Instant.now().isBefore(limit)) {
      seen = sequences(room);
      if (seen.equals(List.of(expected))) {
        return;
      }
    }
    assertThat(seen).containsExactly(expected);
  }

  @Test
  void event_sentTwice_isKeptOnce() throws Exception {
    String room = newId();
    CloudEvent first = committed(room, newId(), 1);
    send(first);
    send(first);
    send(committed(room, newId(), 2));
    awaitSequences(room, 1, 2);
  }

  @Test
  void event_aheadOfItsTurn_waitsForTheOnesBeforeIt() throws Exception {
    String room = newId();
    String other = newId();
    send(committed(room, newId(), 3));
    send(committed(room, newId(), 2));
    send(committed(other, newId(), 1));
    awaitSequences(other, 1);
    assertThat(sequences(room)).isEmpty();
    given()
        .baseUri(world.services().managementUrl("audit").toString())
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("parked"));
    send(committed(room, newId(), 1));
    awaitSequences(room, 1, 2, 3);
  }

  @Test
  void record_thatIsNoEvent_isSetAside_andTheNextOnesAreTaken() throws Exception {
    String room = newId();
    send(room, "not an event");
    send(room, "{\"specversion\":\"1.0\"}");
    send(committed(room, newId(), 1));
    awaitSequences(room, 1);
  }

  @Test
  void events_areFoundByActorObjectAndType_andPaged() throws Exception {
    String room = newId();
    String actor = newId();
    for (int sequence = 1; sequence <= 5; sequence++) {
      send(committed(room, sequence % 2 == 0 ? actor : newId(), sequence));
    }
    awaitSequences(room, 1, 2, 3, 4, 5);
    world
        .as(auditor, "audit")
        .queryParam("actor", actor)
        .get("/audit/v1/events")
        .then()
        .body("events.sequence", equalTo(List.of(2, 4)));
    List<Integer> paged = new ArrayList<>();
    int after = 0;
    for (int page = 0; page < 3; page++) {
      List<Integer> positions =
          world
              .as(auditor, "audit")
              .queryParam("object", room)
              .queryParam("after", after)
              .queryParam("limit", 2)
              .get("/audit/v1/events")
              .then()
              .statusCode(200)
              .extract()
              .path("events.position");
      paged.addAll(positions);
      after = positions.getLast();
    }
    assertThat(paged).hasSize(5).isSorted().doesNotHaveDuplicates();
    world
        .as(auditor, "audit")
        .queryParam("type", "no.such.type")
        .get("/audit/v1/events")
        .then()
        .body("events", empty());
  }

  @Test
  void events_areForAuditorsAlone() {
    World.Person employee = world.enrolled("employee");
    World.Person administrator = world.signedIn("administrator", "org-admin");
    for (World.Person who : List.of(employee, administrator)) {
      world
          .as(who, "audit")
          .get("/audit/v1/events")
          .then()
          .statusCode(403)
          .contentType("application/problem+json")
          .body("reason", equalTo("forbidden"));
    }
    given()
        .baseUri(world.services().url("audit").toString())
        .get("/audit/v1/events")
        .then()
        .statusCode(401);
  }

  @Test
  void question_outOfBounds_isMalformed() {
    for (Map<String, ?> query :
        List.<Map<String, ?>>of(
            Map.of("limit", 501),
            Map.of("limit", 0),
            Map.of("after", -1),
            Map.of("actor", "a".repeat(65)))) {
      world
          .as(auditor, "audit")
          .queryParams(query)
          .get("/audit/v1/events")
          .then()
          .statusCode(400)
          .body("reason", equalTo("malformed"));
    }
  }

  @Test
  void events_toldWhileTheServiceIsDown_areThereWhenItIsUp() throws Exception {
    String room = newId();
    send(committed(room, newId(), 1));
    awaitSequences(room, 1);
    world.services().kill("audit");
    send(committed(room, newId(), 2));
    world.services().start("audit");
    awaitSequences(room, 1, 2);
    world
        .as(auditor, "audit")
        .queryParam("object", room)
        .get("/audit/v1/events")
        .then()
        .body("events", hasSize(2));
  }
}
