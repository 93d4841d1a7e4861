package dev.strongroom.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.Bytes;
import io.restassured.response.Response;
import java.security.SecureRandom;
import java.time.Duration;
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

  /** An event of any service, the first of its aggregate. */
  private static void send(DomainEvent event, Instant at) throws Exception {
    CloudEvent envelope =
        new CloudEvent(
            UUID.randomUUID(),
            event.topic().source(),
            event.type(),
            event.aggregate(),
            at,
            1,
            CloudEvent.data(event));
    producer
        .send(
            new ProducerRecord<>(
                world.lease().topicPrefix() + event.topic().suffix(),
                event.aggregate(),
                envelope.encode()))
        .get(30, TimeUnit.SECONDS);
  }

  private static Response search(Map<String, ?> query) {
    return world.as(auditor, "audit").queryParams(query).get("/audit/v1/events");
  }

  private static Response export(World.Person who, Map<String, ?> query) {
    return world.as(who, "audit").queryParams(query).get("/audit/v1/events/export");
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

  /** Who acted, whom a request is about, and who was put into a list. */
  @Test
  void events_areFoundByThePersonWhomTheyConcern_andByTime() throws Exception {
    String person = newId();
    String other = newId();
    Instant then = Instant.parse("2025-03-04T05:06:07Z");
    List<DomainEvent> concern =
        List.of(
            new DomainEvent.Committed(newId(), person, 1, newId(), 1, 10),
            new DomainEvent.RequestFiled(
                newId(), other, newId(), "self", "add", person, "viewer", "open", false),
            new DomainEvent.GroupLinked(
                newId(),
                other,
                0,
                newId(),
                "CREATE",
                1,
                List.of(new DomainEvent.Change("put", person, "member"))),
            new DomainEvent.DirectoryGroupChanged(newId(), "nobody", List.of(), List.of(person)));
    for (DomainEvent event : concern) {
      send(event, then);
    }
    send(new DomainEvent.Committed(newId(), other, 1, newId(), 1, 10), then.plusSeconds(60));
    Waiting.until(
        Duration.ofSeconds(30),
        () -> search(Map.of("person", person)).jsonPath().getList("events").size() == 4);
    Waiting.until(
        Duration.ofSeconds(30),
        () -> search(Map.of("person", other)).jsonPath().getList("events").size() == 3);

    search(Map.of("person", other, "from", then.plusSeconds(60).toString()))
        .then()
        .body("events", hasSize(1));
    search(Map.of("person", other, "to", then.plusSeconds(60).toString()))
        .then()
        .body("events", hasSize(2));
    search(Map.of("person", other, "before", Long.MAX_VALUE, "limit", 1))
        .then()
        .body("events.actor", equalTo(List.of(other)));
    search(Map.of("room", concern.getFirst().aggregate()))
        .then()
        .body("events.actor", equalTo(List.of(person)));
    for (String wrong : List.of("yesterday", "+1000000-01-01T00:00:00Z")) {
      search(Map.of("from", wrong)).then().statusCode(400).body("reason", equalTo("malformed"));
    }
  }

  @Test
  void export_hasEverythingThatTheSearchFinds_inEitherFormat_andNoFormula() throws Exception {
    String room = newId();
    String formula = "-2".repeat(21) + "x";
    for (int sequence = 1; sequence <= 1_100; sequence++) {
      send(room, committed(room, sequence == 1 ? formula : newId(), sequence).encode());
    }
    Waiting.until(
        Duration.ofSeconds(60),
        () ->
            search(Map.of("object", room, "before", Long.MAX_VALUE, "limit", 1))
                .jsonPath()
                .getList("events.sequence")
                .equals(List.of(1_100)));

    Response lines = export(auditor, Map.of("object", room));
    lines.then().statusCode(200).header("Content-Disposition", containsString("attachment"));
    List<String> events = lines.asString().lines().toList();
    assertThat(events).hasSize(1_100);
    assertThat(new ObjectMapper().readTree(events.getFirst()).at("/actor").asText())
        .isEqualTo(formula);
    assertThat(new ObjectMapper().readTree(events.getLast()).at("/sequence").asInt())
        .isEqualTo(1_100);

    Response table = export(auditor, Map.of("object", room, "format", "csv"));
    table.then().statusCode(200).contentType(containsString("text/csv"));
    List<String> rows = table.asString().lines().toList();
    assertThat(rows).hasSize(1_101);
    assertThat(rows.getFirst())
        .isEqualTo("\"position\",\"time\",\"type\",\"aggregate\",\"sequence\",\"actor\",\"data\"");
    assertThat(rows.get(1)).contains("\"'" + formula + "\"").doesNotContain(",\"-");

    export(world.signedIn("no-auditor", "org-admin"), Map.of())
        .then()
        .statusCode(403)
        .body("reason", equalTo("forbidden"));
    export(auditor, Map.of("format", "xls")).then().statusCode(400);
    export(auditor, Map.of("to", "never")).then().statusCode(400);
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
