package dev.strongroom.access;

import static dev.strongroom.access.Ask.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.chain.Role;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What administrators and auditors see of groups, rooms and people; and that nobody else does. */
class AdminIT {
  private static final String ADMIN = "/access/v1/admin/";

  private static World world;
  private static Membership membership;
  private static World.Person manager;
  private static World.Person member;
  private static World.Person outsider;
  private static World.Person administrator;
  private static World.Person auditor;

  @BeforeAll
  static void start() {
    world = World.start("access-admin", "identity", "access").founded();
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

  private static Response get(World.Person who, String path) {
    return world.as(who, "access").get(ADMIN + path);
  }

  private static String id(World.Person who) {
    return who.keys().user().toString();
  }

  private static String file(
      String kind, Object chain, String action, World.Person whom, String role) {
    return world
        .as(administrator, "access")
        .body(
            Map.of(
                "chainKind",
                kind,
                "chain",
                chain.toString(),
                "action",
                action,
                "user",
                id(whom),
                "role",
                role,
                "reason",
                ""))
        .post("/access/v1/requests")
        .then()
        .statusCode(200)
        .extract()
        .path("id");
  }

  @Test
  void lists_areForAdministratorsAndAuditorsAlone() {
    Membership.Group group = membership.newGroup(manager, member);
    Membership.Room room = membership.newRoom(manager);
    for (String path :
        List.of(
            "groups/" + group.id() + "/history",
            "groups/" + group.id() + "/rooms",
            "rooms/" + room.id() + "/history",
            "rooms/" + room.id() + "/readers",
            "people/" + id(member) + "/access",
            "requests")) {
      for (World.Person who : List.of(member, manager, outsider)) {
        refused(get(who, path), 403, "forbidden");
      }
      for (World.Person who : List.of(administrator, auditor)) {
        get(who, path).then().statusCode(200);
      }
    }
  }

  @Test
  void chainThatIsNotThere_orOfTheOtherKind_isNotFound() {
    Membership.Group group = membership.newGroup(manager);
    String none = Bytes.random(new SecureRandom(), 32).toBase64Url();
    for (String path :
        List.of(
            "groups/" + none + "/history",
            "rooms/" + group.id() + "/history",
            "groups/" + none + "/rooms",
            "rooms/" + group.id() + "/rooms",
            "rooms/" + group.id() + "/readers",
            "groups/" + group.id() + "/readers")) {
      refused(get(auditor, path), 404, "not-found");
    }
    get(auditor, "people/" + none + "/access")
        .then()
        .statusCode(200)
        .body("groups", empty())
        .body("rooms", empty());
    refused(get(auditor, "people/nobody/access"), 422, "statement-refused");
  }

  @Test
  void history_ofAGroup_tellsEachSignedLink_newestFirst_andPages() {
    Membership.Group group =
        membership.removed(membership.newGroup(manager, member), manager, member, manager);
    String path = "groups/" + group.id() + "/history";
    JsonPath all = get(auditor, path).then().statusCode(200).extract().jsonPath();
    assertThat(all.getList("items.sequence", Long.class)).containsExactly(2L, 1L, 0L);
    assertThat(all.getList("items.author")).containsOnly(id(manager));
    assertThat(all.getList("items.epoch", Long.class)).containsExactly(2L, 1L, 1L);
    assertThat(all.getList("items.void", Boolean.class)).containsOnly(false);
    assertThat(all.getString("items[0].hash")).isEqualTo(group.state().head().toString());
    assertThat(all.getMap("items[0].changes[0]"))
        .isEqualTo(
            Map.of("operation", "remove", "kind", "user", "subject", id(member), "role", ""));
    assertThat(all.getMap("items[1].changes[0]"))
        .isEqualTo(
            Map.of("operation", "put", "kind", "user", "subject", id(member), "role", "member"));
    assertThat(all.getString("next")).isEmpty();

    List<Integer> paged = new ArrayList<>();
    String before = "";
    do {
      JsonPath page =
          get(auditor, path + "?limit=2" + before).then().statusCode(200).extract().jsonPath();
      paged.addAll(page.getList("items.sequence", Integer.class));
      before = page.getString("next").isEmpty() ? "" : "&before=" + page.getString("next");
    } while (!before.isEmpty());
    assertThat(paged).containsExactly(2, 1, 0);
  }

  @Test
  void readers_areTheEffectiveOnes_eachOnce_withWhatLetsHimIn_andWhoIsCutOff() {
    Membership.Group group = membership.newGroup(manager, member, outsider);
    Membership.Room room =
        membership.granted(
            membership.granted(membership.newRoom(manager), manager, group, Role.EDITOR),
            manager,
            member,
            Role.VIEWER);
    String path = "rooms/" + room.id() + "/readers";

    JsonPath all = get(auditor, path).then().statusCode(200).extract().jsonPath();
    assertThat(all.getList("items.user"))
        .containsExactlyInAnyOrder(id(manager), id(member), id(outsider));
    Map<String, Object> both = all.getMap("items.find { it.user == '" + id(member) + "' }");
    assertThat(both).containsEntry("role", "editor").containsEntry("cut", false);
    assertThat(all.getList("items.find { it.user == '" + id(member) + "' }.via.kind"))
        .containsExactly("group", "user");
    assertThat(all.getString("items.find { it.user == '" + id(manager) + "' }.role"))
        .isEqualTo("manager");

    file("group", group.id(), "remove", member, "");
    JsonPath less = get(auditor, path).then().extract().jsonPath();
    assertThat(less.<Object>get("items.find { it.user == '" + id(member) + "' }.role"))
        .isEqualTo("viewer");
    file("room", room.id(), "remove", member, "");
    JsonPath cut = get(auditor, path).then().extract().jsonPath();
    assertThat(cut.<Object>get("items.find { it.user == '" + id(member) + "' }.cut"))
        .isEqualTo(true);
    get(auditor, "people/" + id(member) + "/access")
        .then()
        .body("groups.find { it.id == '" + group.id() + "' }.cut", equalTo(true))
        .body("rooms.find { it.id == '" + room.id() + "' }.cut", equalTo(true))
        .body("rooms.find { it.id == '" + room.id() + "' }.via", hasSize(2))
        .body("complete", equalTo(true));

    List<String> paged = new ArrayList<>();
    String after = "";
    do {
      JsonPath page = get(auditor, path + "?limit=1&after=" + after).then().extract().jsonPath();
      paged.addAll(page.getList("items.user", String.class));
      after = page.getString("next");
    } while (!after.isEmpty());
    assertThat(paged).isEqualTo(all.getList("items.user"));
  }

  @Test
  void label_isPublishedByAManager_andShownToAdministrators_untilItIsTakenAway() {
    Membership.Group group = membership.newGroup(manager, member);
    Membership.Room room =
        membership.granted(membership.newRoom(manager), manager, group, Role.VIEWER);
    String path = "/access/v1/rooms/" + room.id() + "/label";
    Map<String, String> label = Map.of("label", "Payroll 2026");
    refused(world.as(member, "access").body(label).put(path), 403, "forbidden");
    refused(world.as(outsider, "access").body(label).put(path), 404, "not-found");
    refused(world.as(administrator, "access").body(label).put(path), 404, "not-found");
    refused(
        world.as(manager, "access").body(label).put("/access/v1/groups/" + room.id() + "/label"),
        404,
        "not-found");
    for (String bad : List.of("", " ", "a\nb", "a\u202eb", "x".repeat(101))) {
      refused(world.as(manager, "access").body(Map.of("label", bad)).put(path), 400, "malformed");
    }
    world.as(manager, "access").body(label).put(path).then().statusCode(200);

    get(auditor, "rooms/" + room.id()).then().body("label", equalTo("Payroll 2026"));
    String id = room.id().toString();
    for (String query :
        List.of("roll 20", "PAYROLL", id.substring(0, 12), id.toUpperCase(Locale.ROOT))) {
      get(auditor, "rooms?query=" + query).then().body("items.id", contains(id));
    }
    for (String query : List.of("pay%25", "%25", "Payroll_2026", "groups", id.substring(1))) {
      get(auditor, "rooms?query=" + query).then().body("items.id", empty());
    }
    get(auditor, "groups/" + group.id() + "/rooms")
        .then()
        .body("items.label", contains("Payroll 2026"))
        .body("items.role", contains("viewer"));
    world.as(manager, "access").get(path).then().body("label", equalTo("Payroll 2026"));
    refused(world.as(member, "access").get(path), 403, "forbidden");

    refused(world.as(member, "access").delete(path), 403, "forbidden");
    world.as(manager, "access").delete(path).then().statusCode(200);
    get(auditor, "rooms/" + room.id()).then().body("label", equalTo(""));
  }

  @Test
  void requests_areListedNewestFirst_withWhatTheyWaitFor_andFiltered() {
    Membership.Group group = membership.newGroup(manager, member);
    String removal = file("group", group.id(), "remove", member, "");
    String addition = file("group", group.id(), "add", outsider, "member");
    String last = file("group", group.id(), "remove", manager, "");

    JsonPath all = get(auditor, "requests?chain=" + group.id()).then().extract().jsonPath();
    assertThat(all.getList("items.id")).containsExactly(last, addition, removal);
    assertThat(all.getList("items.waitingFor"))
        .containsExactly("second-administrator", "manager", "manager");
    assertThat(all.getList("items.managers", Long.class)).containsExactly(1L, 1L, 1L);
    get(auditor, "requests?user=" + id(outsider) + "&chain=" + group.id())
        .then()
        .body("items.id", contains(addition));
    get(auditor, "requests?origin=self&chain=" + group.id()).then().body("items", empty());
    get(auditor, "requests?limit=1&chain=" + group.id())
        .then()
        .body("items.id", contains(last))
        .body("next", notNullValue());

    membership.added(group, manager, outsider);
    get(auditor, "requests?chain=" + group.id()).then().body("items.id", contains(last, removal));
    get(auditor, "requests?state=all&chain=" + group.id())
        .then()
        .body("items.id", hasItem(addition))
        .body("items.find { it.id == '" + addition + "' }.waitingFor", equalTo(""));
    refused(get(auditor, "requests?origin=nobody"), 400, "malformed");
  }

  @Test
  void history_showsWhatWasVoid_withItsReason() throws SQLException {
    Membership.Group group = membership.newGroup(manager, member);
    try (Connection sql = world.database("access");
        PreparedStatement late =
            sql.prepareStatement(
                "INSERT INTO void_link (hash, chain, sequence, envelope, log_index, reason, detail,"
                    + " judged_at) SELECT sha256(hash), chain, sequence, envelope, log_index + 1,"
                    + " 'STALE_HEAD', 'Somebody else was first.', now() FROM link"
                    + " WHERE chain = ? AND sequence = 1")) {
      late.setBytes(1, group.id().value().toArray());
      assertThat(late.executeUpdate()).isEqualTo(1);
    }
    get(auditor, "groups/" + group.id() + "/history")
        .then()
        .statusCode(200)
        .body("items.sequence", contains(1, 1, 0))
        .body("items.void", contains(true, false, false))
        .body("items.reason", contains("Somebody else was first.", "", ""));
  }

  /** 2,000 groups, of which one has 10,000 members and is granted a room beside two others. */
  @Test
  void largeLists_areAnsweredByTheirKeys_inBoundedTime() throws SQLException {
    try (Connection sql = world.database("access");
        Statement seed = sql.createStatement()) {
      seed.execute(
          "INSERT INTO chain (id, kind, sequence, head, epoch, index_key, acl_revision)"
              + " SELECT sha256(('group ' || n)::bytea), 'group', 0, sha256('x'), 1, 1, 1"
              + " FROM generate_series(1, 2000) n");
      seed.execute(
          "INSERT INTO chain (id, kind, sequence, head, epoch, index_key, acl_revision)"
              + " VALUES (sha256('large room'), 'room', 0, sha256('x'), 1, 1, 1)");
      seed.execute(
          "INSERT INTO group_member (group_id, user_id, role) SELECT sha256(('group ' || g)::bytea),"
              + " sha256(('user ' || u)::bytea), CASE u WHEN 1 THEN 'manager' ELSE 'member' END"
              + " FROM generate_series(1, 3) g, generate_series(1, 10000) u"
              + " UNION ALL SELECT sha256(('group ' || g)::bytea), sha256(('user ' || u)::bytea),"
              + " 'member' FROM generate_series(4, 2000) g, generate_series(1, 20) u");
      seed.execute(
          "INSERT INTO room_grant (room, grantee_kind, grantee, role, rank, wrapped_epoch)"
              + " SELECT sha256('large room'), 'group', sha256(('group ' || g)::bytea), 'viewer', 2,"
              + " 1 FROM generate_series(1, 3) g");
      seed.execute("ANALYZE chain");
      seed.execute("ANALYZE group_member");
      seed.execute("ANALYZE room_grant");
    }
    String large = Bytes.fromHex(sha256("group 1")).toBase64Url();
    String room = Bytes.fromHex(sha256("large room")).toBase64Url();
    String person = Bytes.fromHex(sha256("user 1")).toBase64Url();
    assertThat(pages("groups?limit=500", "items.id")).isGreaterThanOrEqualTo(2_000);
    assertThat(pages("groups/" + large + "/members?limit=500", "items.id")).isEqualTo(10_000);
    assertThat(pages("rooms/" + room + "/readers?limit=500", "items.user")).isEqualTo(10_000);
    assertThat(quick("people/" + person + "/access").getList("groups")).hasSize(2_000);
  }

  private static String sha256(String text) throws SQLException {
    try (Connection sql = world.database("access");
        PreparedStatement select =
            sql.prepareStatement("SELECT encode(sha256(CAST(? AS bytea)), 'hex')")) {
      select.setString(1, text);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** How many items all pages have; each answers within the bound. */
  private static int pages(String path, String items) {
    int count = 0;
    String after = "";
    do {
      JsonPath page = quick(path + "&after=" + after);
      count += page.getList(items).size();
      after = page.getString("next");
    } while (!after.isEmpty());
    return count;
  }

  /** Many times what it takes on a quiet machine, and far from what looking at everything takes. */
  private static JsonPath quick(String path) {
    long start = System.nanoTime();
    Response answer = get(auditor, path);
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertThat(millis).as(path).isLessThan(3_000);
    return answer.then().statusCode(200).extract().jsonPath();
  }
}
