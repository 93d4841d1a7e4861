package dev.strongroom.access;

import static dev.strongroom.access.Ask.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.chain.Role;
import io.restassured.response.Response;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many requests at once, somebody's removal everywhere, and reminders. */
class AdminWriteIT {
  private static World world;
  private static Ask ask;
  private static Membership membership;
  private static World.Person manager;
  private static World.Person member;
  private static World.Person outsider;
  private static World.Person administrator;
  private static World.Person auditor;

  @BeforeAll
  static void start() {
    world = World.start("access-admin-write", "identity", "access").founded();
    ask = new Ask(world);
    membership = new Membership(world);
    manager = world.enrolled("manager");
    member = world.enrolled("member");
    outsider = world.enrolled("outsider");
    administrator = world.enrolled("an-administrator", "org-admin");
    auditor = world.signedIn("an-auditor", "auditor");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static String id(World.Person who) {
    return who.keys().user().toString();
  }

  private static Map<String, String> line(
      String kind, Object chain, String action, String user, String role) {
    return Map.of(
        "chainKind", kind,
        "chain", chain.toString(),
        "action", action,
        "user", user,
        "role", role,
        "reason", "");
  }

  private static Response batch(World.Person by, boolean check, List<?> lines) {
    return world
        .as(by, "access")
        .queryParam("check", check)
        .body(Map.of("requests", lines))
        .post("/access/v1/admin/requests/batch");
  }

  private static Response waiting(Object chain) {
    return world.as(auditor, "access").get("/access/v1/admin/requests?chain=" + chain);
  }

  private static Response remove(World.Person by, World.Person whom) {
    return world
        .as(by, "access")
        .body(Map.of("reason", "left the company"))
        .post("/access/v1/admin/people/" + id(whom) + "/removal");
  }

  private static Response nudge(World.Person by, String request) {
    return world.as(by, "access").post("/access/v1/requests/" + request + "/nudge");
  }

  @Test
  void batch_withOneBadLine_filesNothing_andNamesEveryBadLine() {
    Membership.Group group = membership.newGroup(manager, member);
    String none = Bytes.random(new SecureRandom(), 32).toBase64Url();
    World.Person keyless = world.signedIn("keyless");
    List<Map<String, String>> lines =
        List.of(
            line("group", group.id(), "remove", id(member), ""),
            line("group", group.id(), "remove", id(member), ""),
            line("group", group.id(), "add", id(member), "member"),
            line("group", group.id(), "add", id(outsider), "editor"),
            line("group", none, "add", id(outsider), "member"),
            line("room", group.id(), "add", id(outsider), "viewer"),
            line("group", group.id(), "add", id(keyless), "member"),
            line("group", group.id(), "add", "nobody", "member"),
            line("group", group.id(), "destroy", id(outsider), "member"));

    Response answer = batch(administrator, false, lines);

    refused(answer, 422, "lines-refused");
    answer
        .then()
        .body("lines.line", contains(2, 3, 4, 5, 6, 7, 8, 9))
        .body(
            "lines.code",
            contains(
                "twice",
                "conflict",
                "malformed",
                "not-found",
                "not-found",
                "no-keys",
                "malformed",
                "malformed"));
    waiting(group.id()).then().body("items", empty());
    ask.group(member, group.id()).then().statusCode(200);
  }

  @Test
  void batch_isFiledAsAWhole_cuts_andAgainChangesNothing() {
    Membership.Group group = membership.newGroup(manager, member);
    List<Map<String, String>> lines =
        List.of(
            line("group", group.id(), "remove", id(member), ""),
            line("group", group.id(), "add", id(outsider), "member"));

    batch(administrator, true, lines)
        .then()
        .statusCode(200)
        .body("filed", equalTo(2))
        .body("existing", equalTo(0));
    waiting(group.id()).then().body("items", empty());
    batch(administrator, false, lines).then().statusCode(200).body("filed", equalTo(2));

    waiting(group.id()).then().body("items", hasSize(2));
    refused(ask.group(member, group.id()), 404, "not-found");
    batch(administrator, false, lines)
        .then()
        .body("filed", equalTo(0))
        .body("existing", equalTo(2));
    try (EventTap tap = new EventTap(world.lease(), Topic.ACCESS)) {
      tap.await(event ->
          event.path("type").asText().endsWith(".ManagersAwaited")
              && event.path("subject").asText().equals(group.id().toString())
              && event.at("/data/managers/0").asText().equals(id(manager)));
    }
    for (World.Person who : List.of(manager, auditor, member)) {
      refused(batch(who, false, lines), 403, "forbidden");
    }
    refused(batch(administrator, false, List.of()), 400, "malformed");
  }

  /** Whoever is asked out last has nobody beside him: that takes a second administrator. */
  @Test
  void batch_againstAllManagers_leavesTheLastToASecondAdministrator() {
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, member, Role.MANAGER);
    batch(
            administrator,
            false,
            List.of(
                line("room", room.id(), "remove", id(member), ""),
                line("room", room.id(), "remove", id(manager), "")))
        .then()
        .statusCode(200);
    waiting(room.id())
        .then()
        .body("items.waitingFor", contains("second-administrator", "manager"))
        .body("items.cuts", contains(false, true));
  }

  @Test
  void batch_ofFiveThousand_isFiledInOneAnswer_andOneMoreIsRefused() throws SQLException {
    Membership.Group group = membership.newGroup(manager);
    List<Map<String, String>> lines = new ArrayList<>();
    try (Connection sql = world.database("access");
        PreparedStatement insert =
            sql.prepareStatement(
                "INSERT INTO group_member (group_id, user_id, role) VALUES (?, ?, 'member')")) {
      for (int i = 0; i < 5_000; i++) {
        Bytes user = Bytes.random(new SecureRandom(), 32);
        insert.setBytes(1, group.id().value().toArray());
        insert.setBytes(2, user.toArray());
        insert.addBatch();
        lines.add(line("group", group.id(), "remove", user.toBase64Url(), ""));
      }
      insert.executeBatch();
    }
    long start = System.nanoTime();
    batch(administrator, false, lines).then().statusCode(200).body("filed", equalTo(5_000));
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(millis).isLessThan(30_000);
    waiting(group.id())
        .then()
        .body("items", hasSize(200))
        .body("items.cuts", everyItem(equalTo(true)));

    lines.add(line("group", group.id(), "remove", id(manager), ""));
    refused(batch(administrator, false, lines), 400, "malformed");
  }

  @Test
  void removalEverywhere_cutsInEveryGroupAndRoom_once() {
    World.Person leaver = world.enrolled("leaver");
    Membership.Group group = membership.newGroup(manager, leaver);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, leaver, Role.VIEWER);
    Membership.Room own = membership.newRoom(leaver);
    for (World.Person who : List.of(manager, auditor, leaver)) {
      refused(remove(who, leaver), 403, "forbidden");
    }

    remove(administrator, leaver)
        .then()
        .statusCode(200)
        .body("filed", hasSize(3))
        .body("alreadyWaiting", equalTo(0))
        .body("filed.find { it.chain == '" + own.id() + "' }.state", equalTo("unconfirmed"))
        .body("filed.find { it.chain == '" + room.id() + "' }.reason", equalTo("left the company"));

    refused(ask.group(leaver, group.id()), 404, "not-found");
    refused(ask.room(leaver, room.id()), 404, "not-found");
    ask.room(leaver, own.id()).then().statusCode(200);
    remove(administrator, leaver).then().body("filed", empty()).body("alreadyWaiting", equalTo(3));
  }

  @Test
  void nudge_remindsTheManagers_onceAnHour() throws SQLException {
    Membership.Group group = membership.newGroup(manager, member);
    String request =
        world
            .as(outsider, "access")
            .body(line("group", group.id(), "add", id(outsider), "member"))
            .post("/access/v1/requests")
            .then()
            .statusCode(200)
            .extract()
            .path("id");
    refused(nudge(member, request), 404, "not-found");
    refused(nudge(manager, request), 403, "forbidden");
    refused(nudge(auditor, request), 403, "forbidden");

    nudge(outsider, request).then().statusCode(200);
    refused(nudge(outsider, request), 409, "conflict");
    refused(nudge(administrator, request), 409, "conflict");
    try (EventTap tap = new EventTap(world.lease(), Topic.ACCESS)) {
      tap.await(event ->
          event.path("type").asText().endsWith(".RequestNudged")
              && event.at("/data/request").asText().equals(request)
              && event.at("/data/managers/0").asText().equals(id(manager)));
    }

    try (Connection sql = world.database("access");
        PreparedStatement earlier =
            sql.prepareStatement(
                "UPDATE access_request SET nudged_at = now() - interval '61 minutes'"
                    + " WHERE id = ?")) {
      earlier.setBytes(1, Bytes.fromBase64Url(request).toArray());
      assertThat(earlier.executeUpdate()).isEqualTo(1);
    }
    nudge(administrator, request).then().statusCode(200);
    world.as(outsider, "access").post("/access/v1/requests/" + request + "/withdraw");
    refused(nudge(administrator, request), 409, "conflict");
  }

  /** Who asks for himself is told neither whether it is there nor whether somebody manages it. */
  @Test
  void request_forOneself_awaitsTheManagers_orNobody_withTheSameAnswer() {
    Membership.Room room = membership.newRoom(manager);
    String none = Bytes.random(new SecureRandom(), 32).toBase64Url();
    List<String> requests = new ArrayList<>();
    for (Object chain : List.of(room.id(), none)) {
      requests.add(
          world
              .as(outsider, "access")
              .body(line("room", chain, "add", id(outsider), "viewer"))
              .post("/access/v1/requests")
              .then()
              .statusCode(200)
              .body("state", equalTo("open"))
              .extract()
              .path("id"));
    }
    for (String request : requests) {
      nudge(outsider, request).then().statusCode(200);
    }
    try (EventTap tap = new EventTap(world.lease(), Topic.ACCESS)) {
      tap.await(event ->
          event.path("type").asText().endsWith(".ManagersAwaited")
              && event.at("/data/request").asText().equals(requests.getFirst()));
    }
  }
}
