package dev.strongroom.access;

import static dev.strongroom.access.Ask.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.Draft;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.chain.Role;
import io.restassured.response.Response;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests give nothing; a removal cuts with its answer, and only its end restores. */
class RequestIT {
  private static World world;
  private static Ask ask;
  private static Membership membership;
  private static World.Person manager;
  private static World.Person member;
  private static World.Person outsider;
  private static World.Person administrator;
  private static World.Person second;
  private static World.Person auditor;

  @BeforeAll
  static void start() {
    world = World.start("access-requests", "identity", "access").founded();
    ask = new Ask(world);
    membership = new Membership(world);
    manager = world.enrolled("manager");
    member = world.enrolled("member");
    outsider = world.enrolled("outsider");
    administrator = world.enrolled("an-administrator", "org-admin");
    second = world.signedIn("another-administrator", "org-admin");
    auditor = world.signedIn("an-auditor", "auditor");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static Response file(
      World.Person by, String kind, ChainId chain, String action, World.Person whom, String role) {
    return world
        .as(by, "access")
        .body(
            Map.of(
                "chainKind",
                kind,
                "chain",
                chain.toString(),
                "action",
                action,
                "user",
                whom.keys().user().toString(),
                "role",
                role,
                "reason",
                "left the company"))
        .post("/access/v1/requests");
  }

  private static String filed(Response answer) {
    return answer.then().statusCode(200).extract().path("id");
  }

  private static Response answer(World.Person by, String request, String how) {
    return world.as(by, "access").post("/access/v1/requests/" + request + "/" + how);
  }

  private static Response request(World.Person by, String request) {
    return world.as(by, "access").get("/access/v1/requests/" + request);
  }

  private static void hasNothing(World.Person who, Membership.Room room) {
    refused(ask.room(who, room.id()), 404, "not-found");
    ask.decision(who, room).then().statusCode(200).body("role", equalTo(""));
    world
        .as(who, "access")
        .get("/access/v1/rooms")
        .then()
        .body("room", not(hasItem(room.id().toString())));
  }

  private static void reads(World.Person who, Membership.Room room, String role) {
    ask.room(who, room.id()).then().statusCode(200).body("wraps", hasSize(1));
    ask.decision(who, room).then().statusCode(200).body("role", equalTo(role));
  }

  @Test
  void t64_administratorAddsHimself_byEveryRequest_andHasNothing() {
    Membership.Group group = membership.newGroup(manager, member);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, group, Role.EDITOR);
    filed(file(administrator, "room", room.id(), "add", administrator, "manager"));
    filed(file(administrator, "group", group.id(), "add", administrator, "manager"));

    hasNothing(administrator, room);
    refused(ask.group(administrator, group.id()), 404, "not-found");
    refused(
        file(administrator, "room", room.id(), "role", administrator, "manager"), 409, "conflict");
    refused(
        membership.handIn(
            administrator,
            group,
            Draft.goesOn(membership.adding(group, administrator, administrator), List.of())),
        404,
        "not-found");
    reads(member, room, "editor");
  }

  @Test
  void removal_ofAMember_cutsWithTheAnswer_alsoWhatHeReachesThroughTheGroup() {
    Membership.Group group = membership.newGroup(manager, member);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, group, Role.EDITOR);
    reads(member, room, "editor");

    String request = filed(file(administrator, "group", group.id(), "remove", member, ""));

    hasNothing(member, room);
    refused(ask.group(member, group.id()), 404, "not-found");
    world
        .as(member, "access")
        .get("/access/v1/groups")
        .then()
        .body("room", not(hasItem(group.id().toString())));
    refused(request(member, request), 404, "not-found");
    refused(answer(member, request, "reject"), 404, "not-found");
    refused(
        membership.handIn(
            member, group, Draft.goesOn(membership.adding(group, member, outsider), List.of())),
        404,
        "not-found");

    answer(manager, request, "reject")
        .then()
        .statusCode(200)
        .body("state", equalTo("rejected"))
        .body("answeredBy", equalTo(manager.keys().user().toString()))
        .body("answeredAt", notNullValue());

    reads(member, room, "editor");
    refused(answer(manager, request, "reject"), 409, "conflict");
  }

  @Test
  void removal_inARoom_cutsThere_andWithdrawalRestores() {
    Membership.Room room = membership.newRoom(manager);
    Membership.Room shared = membership.granted(room, manager, member, Role.VIEWER);
    String request = filed(file(administrator, "room", room.id(), "remove", member, ""));
    hasNothing(member, shared);
    refused(answer(second, request, "withdraw"), 403, "forbidden");
    refused(answer(outsider, request, "withdraw"), 404, "not-found");
    answer(administrator, request, "withdraw").then().statusCode(200);
    reads(member, shared, "viewer");
  }

  @Test
  void removal_thatNobodyAnswers_lapses_andIsTold() throws SQLException {
    Membership.Room room = membership.newRoom(manager);
    membership.granted(room, manager, member, Role.VIEWER);
    String request = filed(file(administrator, "room", room.id(), "remove", member, ""));
    hasNothing(member, room);

    try (Connection sql = world.database("access");
        Statement statement = sql.createStatement()) {
      statement.executeUpdate(
          "UPDATE access_request SET expires_at = now() WHERE encode(id, 'hex') = '"
              + Bytes.fromBase64Url(request).toHex()
              + "'");
    }

    reads(member, room, "viewer");
    request(administrator, request).then().body("state", equalTo("lapsed"));
    refused(answer(manager, request, "reject"), 409, "conflict");
    // The same again is a new request.
    filed(file(administrator, "room", room.id(), "remove", member, ""));
    hasNothing(member, room);
    try (EventTap tap = new EventTap(world.lease(), Topic.ACCESS)) {
      tap.await(event ->
          event.path("type").asText().endsWith(".RequestClosed")
              && event.at("/data/request").asText().equals(request)
              && event.at("/data/outcome").asText().equals("lapsed"));
    }
  }

  @Test
  void removal_ofTheLastManager_isInForceOnlyAfterASecondAdministrator() {
    Membership.Room room = membership.newRoom(manager);
    Membership.Room shared = membership.granted(room, manager, member, Role.VIEWER);
    String request = filed(file(administrator, "room", room.id(), "remove", manager, ""));
    request(administrator, request)
        .then()
        .body("state", equalTo("unconfirmed"))
        .body("cuts", equalTo(false));
    reads(manager, shared, "manager");

    refused(answer(administrator, request, "second"), 403, "forbidden");
    refused(answer(manager, request, "second"), 403, "forbidden");
    answer(second, request, "second")
        .then()
        .statusCode(200)
        .body("state", equalTo("open"))
        .body("cuts", equalTo(true));

    hasNothing(manager, shared);
    refused(answer(second, request, "second"), 409, "conflict");
    refused(answer(manager, request, "reject"), 404, "not-found");
    answer(administrator, request, "withdraw").then().statusCode(200);
    reads(manager, shared, "manager");
  }

  /**
   * Two administrators' requests, each against one of two managers, leave none: the second waits.
   */
  @Test
  void removals_ofBothManagers_theSecondIsAgainstTheLast() {
    Membership.Room room = membership.newRoom(manager);
    Membership.Room shared = membership.granted(room, manager, member, Role.MANAGER);
    filed(file(administrator, "room", room.id(), "remove", member, ""));
    hasNothing(member, shared);
    String request = filed(file(administrator, "room", room.id(), "remove", manager, ""));
    request(administrator, request).then().body("state", equalTo("unconfirmed"));
    reads(manager, shared, "manager");
  }

  @Test
  void request_isFulfilledByTheLinkThatDoesIt_andIsAnsweredOnce() {
    Membership.Group group = membership.newGroup(manager, member);
    String removal = filed(file(administrator, "group", group.id(), "remove", member, ""));
    String addition = filed(file(administrator, "group", group.id(), "add", outsider, "member"));

    Membership.Group without = membership.removed(group, manager, member, manager);
    request(manager, removal).then().body("state", equalTo("fulfilled"));
    request(manager, addition).then().body("state", equalTo("open"));
    Membership.Group with = membership.added(without, manager, outsider);

    request(administrator, addition)
        .then()
        .body("state", equalTo("fulfilled"))
        .body("link", equalTo(with.state().head().toString()));
    Response twice = answer(manager, addition, "reject");
    refused(twice, 409, "conflict");
    assertThat(twice.path("detail").toString()).contains("fulfilled");
    refused(file(administrator, "group", group.id(), "add", outsider, "member"), 409, "conflict");
    refused(file(administrator, "group", group.id(), "remove", member, ""), 409, "conflict");
    try (EventTap tap = new EventTap(world.lease(), Topic.ACCESS)) {
      tap.await(event ->
          event.path("type").asText().endsWith(".RequestFiled")
              && event.at("/data/request").asText().equals(removal)
              && event.at("/data/cuts").asBoolean());
      tap.await(event ->
          event.path("type").asText().endsWith(".RequestClosed")
              && event.at("/data/request").asText().equals(addition)
              && event.at("/data/outcome").asText().equals("fulfilled")
              && event.at("/data/actor").asText().equals(manager.keys().user().toString()));
    }
  }

  @Test
  void request_answeredByAHandAndALinkAtOnce_endsInOne() throws Exception {
    Membership.Group group = membership.newGroup(manager);
    String request = filed(file(administrator, "group", group.id(), "add", member, "member"));
    Map<String, Object> link =
        Draft.goesOn(
            membership.adding(group, manager, member),
            List.of(group.epoch().wrapFor(group.id(), member.keys())));
    CyclicBarrier both = new CyclicBarrier(2);
    List<Callable<Response>> race =
        List.of(
            () -> {
              both.await();
              return membership.handIn(manager, group, link);
            },
            () -> {
              both.await();
              return answer(manager, request, "reject");
            });
    List<Response> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (Future<Response> one : threads.invokeAll(race)) {
        answers.add(one.get());
      }
    }
    answers.getFirst().then().statusCode(200);
    boolean rejected = answers.getLast().statusCode() == 200;
    if (!rejected) {
      refused(answers.getLast(), 409, "conflict");
    }
    request(manager, request).then().body("state", equalTo(rejected ? "rejected" : "fulfilled"));
  }

  @Test
  void requests_areSeenByWhoMay() {
    Membership.Room room = membership.newRoom(manager);
    Membership.Room shared = membership.granted(room, manager, member, Role.EDITOR);
    String request = filed(file(administrator, "room", room.id(), "role", member, "viewer"));
    ask.decision(member, shared).then().body("role", equalTo("editor"));
    for (World.Person sees : List.of(administrator, second, auditor, manager)) {
      request(sees, request).then().statusCode(200).body("reason", equalTo("left the company"));
      world
          .as(sees, "access")
          .queryParam("chain", room.id().toString())
          .get("/access/v1/requests")
          .then()
          .statusCode(200)
          .body("items.id", equalTo(List.of(request)));
    }
    String madeUp = Bytes.random(new SecureRandom(), 16).toBase64Url();
    for (World.Person sees : List.of(member, outsider)) {
      Response foreign = request(sees, request);
      refused(foreign, 404, "not-found");
      assertThat(foreign.path("detail").toString()).isEqualTo(request(sees, madeUp).path("detail"));
      refused(answer(sees, request, "reject"), 404, "not-found");
      world
          .as(sees, "access")
          .queryParam("chain", room.id().toString())
          .get("/access/v1/requests")
          .then()
          .body("items", empty());
    }
    refused(answer(administrator, request, "reject"), 403, "forbidden");
    refused(answer(auditor, request, "reject"), 403, "forbidden");
  }

  @Test
  void ownAdmission_mayBeAskedForByAnybody_andGivesNothing() {
    Membership.Room room = membership.newRoom(manager);
    refused(file(outsider, "room", room.id(), "add", member, "viewer"), 403, "forbidden");
    refused(file(outsider, "room", room.id(), "remove", outsider, ""), 403, "forbidden");
    String request = filed(file(outsider, "room", room.id(), "add", outsider, "viewer"));
    hasNothing(outsider, room);
    request(manager, request).then().statusCode(200).body("origin", equalTo("self"));
    request(outsider, request).then().statusCode(200);
    refused(file(outsider, "room", room.id(), "add", outsider, "viewer"), 409, "conflict");
    answer(manager, request, "reject").then().statusCode(200);
    request(outsider, request).then().body("state", equalTo("rejected"));

    // A room that is not there is asked for with the same answer.
    ChainId madeUp = new ChainId(Bytes.random(new SecureRandom(), 32));
    filed(file(outsider, "room", madeUp, "add", outsider, "viewer"));
    refused(file(administrator, "room", madeUp, "add", outsider, "viewer"), 404, "not-found");
  }

  /** Who has published no keys the directory does not know, as it tells everybody who asks. */
  @Test
  void requestForSomebodyWhomTheDirectoryDoesNotKnow_isRefused() {
    Membership.Group group = membership.newGroup(manager);
    refused(file(administrator, "group", group.id(), "add", auditor, "member"), 409, "conflict");
    refused(file(auditor, "group", group.id(), "add", auditor, "member"), 409, "conflict");
  }

  @Test
  void request_thatIsNone_isRefused() {
    Membership.Group group = membership.newGroup(manager);
    refused(file(administrator, "group", group.id(), "add", member, "viewer"), 400, "malformed");
    refused(
        file(administrator, "group", group.id(), "remove", manager, "member"), 400, "malformed");
    refused(file(administrator, "room", group.id(), "add", member, "viewer"), 404, "not-found");
    refused(file(administrator, "group", group.id(), "grow", member, ""), 400, "malformed");
    refused(
        world.as(administrator, "access").body("x".repeat(9 << 10)).post("/access/v1/requests"),
        413,
        "body-too-large");
  }
}
