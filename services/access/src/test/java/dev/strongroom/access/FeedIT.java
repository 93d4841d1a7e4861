package dev.strongroom.access;

import static dev.strongroom.access.Ask.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.chain.Role;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the sign-on says becomes requests, and never a membership. */
class FeedIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static World world;
  private static Ask ask;
  private static Membership membership;
  private static KafkaProducer<String, String> producer;
  private static World.Person manager;
  private static World.Person member;
  private static World.Person outsider;
  private static World.Person administrator;
  private static World.Person auditor;

  @BeforeAll
  static void start() {
    world = World.start("access-feeds", "identity", "access").founded();
    ask = new Ask(world);
    membership = new Membership(world);
    manager = world.enrolled("manager");
    member = world.enrolled("member");
    outsider = world.enrolled("outsider");
    administrator = world.enrolled("an-administrator", "org-admin");
    auditor = world.signedIn("an-auditor", "auditor");
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

  private static String id(World.Person who) {
    return who.keys().user().toString();
  }

  /** A group of the directory, whose changes are told in their order. */
  private static final class DirectoryGroup {
    private final String id = UUID.randomUUID().toString();
    private long sequence;

    void changed(List<World.Person> joined, List<World.Person> left) throws Exception {
      tell(
          new DomainEvent.DirectoryGroupChanged(
              id,
              DomainEvent.SIGN_ON,
              joined.stream().map(FeedIT::id).toList(),
              left.stream().map(FeedIT::id).toList()),
          ++sequence);
    }

    void deleted() throws Exception {
      tell(new DomainEvent.DirectoryGroupDeleted(id, DomainEvent.SIGN_ON), ++sequence);
    }
  }

  private static void tell(DomainEvent event, long sequence) throws Exception {
    CloudEvent envelope =
        new CloudEvent(
            UUID.randomUUID(),
            event.topic().source(),
            event.type(),
            event.aggregate(),
            Instant.now(),
            sequence,
            CloudEvent.data(event));
    producer
        .send(
            new ProducerRecord<>(
                world.lease().topicPrefix() + "identity.v1", event.aggregate(), envelope.encode()))
        .get(30, TimeUnit.SECONDS);
  }

  /** The next place of a person, behind what the identity service has told of him. */
  private static final Map<String, Long> TOLD = new HashMap<>();

  private static long next(World.Person who) throws SQLException {
    try (Connection sql = world.database("identity");
        PreparedStatement last =
            sql.prepareStatement("SELECT last_seq FROM outbox_aggregate WHERE aggregateid = ?")) {
      last.setString(1, id(who));
      try (ResultSet row = last.executeQuery()) {
        assertThat(row.next()).isTrue();
        long known = row.getLong(1);
        return TOLD.merge(id(who), known + 1, (before, _) -> before + 1);
      }
    }
  }

  private static String path(Membership.Group group) {
    return "/access/v1/admin/groups/" + group.id() + "/feed";
  }

  private static Response feed(World.Person by, Membership.Group group, String directoryGroup) {
    return world.as(by, "access").body(Map.of("directoryGroup", directoryGroup)).put(path(group));
  }

  private static JsonPath waiting(Object chain) {
    return world
        .as(auditor, "access")
        .get("/access/v1/admin/requests?chain=" + chain)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static void await(Object chain, Predicate<JsonPath> holds) {
    Waiting.until(PATIENCE, () -> holds.test(waiting(chain)));
  }

  private static void awaitMembers(DirectoryGroup group, long members) {
    Waiting.until(
        PATIENCE,
        () ->
            world
                .as(auditor, "access")
                .get("/access/v1/admin/feeds?limit=500")
                .jsonPath()
                .getList(
                    "items.findAll { it.directoryGroup == '" + group.id + "' }.members", Long.class)
                .contains(members));
  }

  @Test
  void feed_whenSet_asksForTheDifference_andCutsNobodyOff() throws Exception {
    DirectoryGroup finance = new DirectoryGroup();
    Membership.Group first = membership.newGroup(manager);
    feed(administrator, first, finance.id).then().statusCode(200);
    finance.changed(List.of(outsider), List.of());
    awaitMembers(finance, 1);

    Membership.Group group = membership.newGroup(manager, member);
    feed(administrator, group, finance.id)
        .then()
        .statusCode(200)
        .body("directoryGroup", equalTo(finance.id))
        .body("broken", equalTo(false));

    JsonPath asked = waiting(group.id());
    assertThat(asked.getList("items.origin")).containsOnly("directory").hasSize(2);
    assertThat(asked.getString("items.find { it.user == '" + id(outsider) + "' }.action"))
        .isEqualTo("add");
    assertThat(asked.getString("items.find { it.user == '" + id(outsider) + "' }.role"))
        .isEqualTo("member");
    assertThat(asked.getString("items.find { it.user == '" + id(member) + "' }.action"))
        .isEqualTo("remove");
    assertThat(asked.getList("items.cuts", Boolean.class)).containsOnly(false);
    ask.group(member, group.id()).then().statusCode(200);
    refused(ask.group(outsider, group.id()), 404, "not-found");
  }

  @Test
  void change_inTheDirectory_asksTheManagers_andTheReverseTakesItBack() throws Exception {
    DirectoryGroup finance = new DirectoryGroup();
    Membership.Group group = membership.newGroup(manager, member);
    feed(administrator, group, finance.id).then().statusCode(200);
    assertThat(waiting(group.id()).getList("items")).isEmpty();

    finance.changed(List.of(outsider, member, manager), List.of());
    await(group.id(), asked -> asked.getList("items.user").equals(List.of(id(outsider))));
    refused(ask.group(outsider, group.id()), 404, "not-found");

    finance.changed(List.of(), List.of(outsider));
    await(group.id(), asked -> asked.getList("items").isEmpty());

    finance.changed(List.of(), List.of(member, manager));
    await(group.id(), asked -> asked.getList("items.user").equals(List.of(id(member))));
    assertThat(waiting(group.id()).getBoolean("items[0].cuts")).isTrue();
    refused(ask.group(member, group.id()), 404, "not-found");
    ask.group(manager, group.id()).then().statusCode(200);

    finance.changed(List.of(member), List.of());
    await(group.id(), asked -> asked.getList("items").isEmpty());
    ask.group(member, group.id()).then().statusCode(200);
  }

  @Test
  void directoryGroup_deleted_leavesABrokenFeed_thatAsksForNothing() throws Exception {
    DirectoryGroup finance = new DirectoryGroup();
    Membership.Group group = membership.newGroup(manager, member);
    feed(administrator, group, finance.id).then().statusCode(200);
    finance.changed(List.of(member), List.of());
    finance.changed(List.of(outsider), List.of(member));
    await(group.id(), asked -> asked.getList("items").size() == 2);

    finance.deleted();

    await(group.id(), asked -> asked.getList("items").isEmpty());
    ask.group(member, group.id()).then().statusCode(200);
    Waiting.until(
        PATIENCE,
        () -> world.as(auditor, "access").get(path(group)).jsonPath().getBoolean("broken"));
    finance.changed(List.of(outsider), List.of());
    DirectoryGroup other = new DirectoryGroup();
    Membership.Group witness = membership.newGroup(manager);
    feed(administrator, witness, other.id).then().statusCode(200);
    other.changed(List.of(outsider), List.of());
    await(witness.id(), asked -> asked.getList("items").size() == 1);
    assertThat(waiting(group.id()).getList("items")).isEmpty();
  }

  @Test
  void feed_isSetByAdministrators_ofAGroupThatIsThere_andTakenAwayWithWhatWaits() throws Exception {
    DirectoryGroup finance = new DirectoryGroup();
    Membership.Group group = membership.newGroup(manager);
    Membership.Room room = membership.newRoom(manager);
    for (World.Person who : List.of(auditor, manager, member)) {
      refused(feed(who, group, finance.id), 403, "forbidden");
      refused(world.as(who, "access").delete(path(group)), 403, "forbidden");
    }
    for (World.Person who : List.of(manager, member)) {
      refused(world.as(who, "access").get(path(group)), 403, "forbidden");
      refused(world.as(who, "access").get("/access/v1/admin/feeds"), 403, "forbidden");
    }
    refused(world.as(auditor, "access").get(path(group)), 404, "not-found");
    refused(
        world
            .as(administrator, "access")
            .body(Map.of("directoryGroup", finance.id))
            .put("/access/v1/admin/groups/" + room.id() + "/feed"),
        404,
        "not-found");
    refused(feed(administrator, group, "no such/id"), 400, "malformed");

    feed(administrator, group, finance.id).then().statusCode(200);
    finance.changed(List.of(outsider), List.of());
    await(group.id(), asked -> asked.getList("items").size() == 1);
    world.as(administrator, "access").delete(path(group)).then().statusCode(204);
    assertThat(waiting(group.id()).getList("items")).isEmpty();
    refused(world.as(auditor, "access").get(path(group)), 404, "not-found");
  }

  @Test
  void person_whomTheSignOnDisables_isAskedOutEverywhere_untilHeIsEnabledAgain() throws Exception {
    World.Person leaver = world.enrolled("leaver");
    Membership.Group group = membership.newGroup(manager, leaver);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, leaver, Role.VIEWER);
    ask.room(leaver, room.id()).then().statusCode(200);

    tell(new DomainEvent.PersonDisabled(id(leaver), DomainEvent.SIGN_ON), next(leaver));

    await(group.id(), asked -> asked.getList("items").size() == 1);
    await(room.id(), asked -> asked.getList("items").size() == 1);
    JsonPath asked = waiting(room.id());
    assertThat(asked.getString("items[0].origin")).isEqualTo("sign-on");
    assertThat(asked.getBoolean("items[0].cuts")).isTrue();
    assertThat(asked.getString("items[0].filedBy")).isEqualTo("A".repeat(43));
    ask.decision(leaver, room).then().body("role", equalTo(""));

    // Whoever has gone wholly was asked out before: nothing is asked twice.
    tell(new DomainEvent.PersonDeleted(id(leaver), DomainEvent.SIGN_ON), next(leaver));
    tell(new DomainEvent.PersonEnabled(id(leaver), DomainEvent.SIGN_ON), next(leaver));

    await(group.id(), now -> now.getList("items").isEmpty());
    await(room.id(), now -> now.getList("items").isEmpty());
    Waiting.until(
        PATIENCE, () -> ask.decision(leaver, room).jsonPath().getString("role").equals("viewer"));
    world
        .as(auditor, "access")
        .get("/access/v1/admin/requests?state=all&origin=sign-on&chain=" + room.id())
        .then()
        .body("items", hasSize(1))
        .body("items[0].state", equalTo("withdrawn"));
  }
}
