package dev.strongroom.identity.signon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.World;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What no event told is found by comparing, on a real Keycloak that is silent. */
class MirrorIT {
  private static World world;
  private static Realm realm;

  @BeforeAll
  static void start() {
    world = World.start("identity-mirror", "identity").founded();
    realm = new Realm(world);
    realm.silence();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  void user_neverSeen_isMirrored_withoutKeys_andNotToldAsSeen() {
    String subject = realm.user("mirrored");
    realm.reconcile(false);
    JsonPath person = realm.get("people/" + realm.id(subject));
    assertThat(person.getString("username")).isEqualTo("mirrored");
    assertThat(person.getString("state")).isEqualTo("active");
    assertThat(person.getBoolean("hasKeys")).isFalse();
    assertThat(person.getString("firstSeen")).isNull();
  }

  @Test
  void user_disabledEnabledAndDeleted_isFound_andTold() {
    String subject = realm.user("dismissed");
    realm.reconcile(false);
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      realm.enabled(subject, false);
      realm.reconcile(false);
      assertThat(realm.state(subject)).isEqualTo("disabled");
      tap.await(DomainEvent.PersonDisabled.class, realm.id(subject));
      realm.enabled(subject, true);
      realm.reconcile(false);
      assertThat(realm.state(subject)).isEqualTo("active");
      tap.await(DomainEvent.PersonEnabled.class, realm.id(subject));
      realm.call("DELETE", "users/" + subject, "");
      realm.reconcile(false);
      assertThat(realm.state(subject)).isEqualTo("deleted");
      tap.await(DomainEvent.PersonDeleted.class, realm.id(subject));
    }
  }

  @Test
  void user_renamed_keepsHisId() {
    String subject = realm.user("maiden");
    realm.reconcile(false);
    realm.call("PUT", "users/" + subject, "{\"email\":\"married@example.org\"}");
    realm.reconcile(false);
    assertThat(realm.get("people/" + realm.id(subject)).getString("email"))
        .isEqualTo("married@example.org");
  }

  @Test
  void token_stillGood_ofADisabledUser_isRefused_andOneFromBeforeStaysSo() {
    World.Person person = world.enrolled("token-holder");
    String subject = person.keys().identity().body().subject();
    String token = person.token();
    world.as(token, "identity").get("/identity/v1/me").then().statusCode(200);
    realm.enabled(subject, false);
    realm.reconcile(false);
    for (String path :
        List.of("me", "me/account", "organisation", "log/checkpoint", "users?name=x")) {
      world
          .as(token, "identity")
          .get("/identity/v1/" + path)
          .then()
          .statusCode(401)
          .body("reason", equalTo("unauthenticated"))
          .body("detail", containsString("disabled or was signed out"));
    }
    realm.enabled(subject, true);
    realm.reconcile(false);
    world.as(token, "identity").get("/identity/v1/me").then().statusCode(401);
    Realm.await(() ->
        world
                .as(world.tokens().signIn("token-holder"), "identity")
                .get("/identity/v1/me")
                .statusCode()
            == 200);
  }

  @Test
  void group_membersJoinAndLeave_areTold_renamedKeepsItsId_deletedTellsWhoLeft() {
    String group = realm.group("finance");
    String ann = realm.user("ann");
    String ben = realm.user("ben");
    realm.join(ann, group);
    realm.join(ben, group);
    realm.reconcile(false);
    assertThat(realm.membersOf(group)).containsExactly(realm.id(ann), realm.id(ben));
    assertThat(realm.get("people/" + realm.id(ann)).getString("directoryGroups[0].path"))
        .isEqualTo("/finance");
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      assertThat(
              tap.await(DomainEvent.DirectoryGroupChanged.class, group).at("/data/joined").size())
          .isEqualTo(2);
      realm.leave(ben, group);
      realm.call("PUT", "groups/" + group, "{\"name\":\"treasury\"}");
      realm.reconcile(false);
      assertThat(realm.membersOf(group)).containsExactly(realm.id(ann));
      assertThat(realm.get("directory/groups?query=TREAS").getString("items[0].id"))
          .isEqualTo(group);
      tap.await(event ->
          event.path("subject").asText().equals(group)
              && event.at("/data/left/0").asText().equals(realm.id(ben)));
      realm.call("DELETE", "groups/" + group, "");
      realm.reconcile(false);
      assertThat(realm.get("directory/groups").getList("items.id")).doesNotContain(group);
      tap.await(DomainEvent.DirectoryGroupDeleted.class, group);
    }
  }

  @Test
  void group_belowAnother_isMirroredWithItsPath() {
    String parent = realm.group("company");
    String child =
        realm.call("POST", "groups/" + parent + "/children", "{\"name\":\"sales\"}").asText();
    realm.reconcile(false);
    JsonPath found = realm.get("directory/groups?query=company/sales");
    assertThat(found.getString("items[0].path")).isEqualTo("/company/sales");
    assertThat(found.getString("items[0].id")).isEqualTo(child);
  }

  @Test
  void list_ofPeople_isPaged_inOrder_andFiltered() {
    List<String> names = List.of("page-a", "page-b", "page-c", "page-d", "page-e");
    names.forEach(realm::user);
    realm.reconcile(false);
    List<String> found = new ArrayList<>();
    String after = "";
    do {
      JsonPath page = realm.get("people?query=PAGE-&limit=2&after=" + after);
      found.addAll(page.getList("items.username"));
      after = page.getString("next");
    } while (!after.isEmpty());
    assertThat(found).containsExactlyElementsOf(names);
    assertThat(realm.get("people?query=page-&keys=with").getList("items")).isEmpty();
    assertThat(realm.get("people?query=page-&state=deleted").getList("items")).isEmpty();
    assertThat(realm.get("people/counts").getInt("withoutKeys")).isGreaterThanOrEqualTo(5);
  }

  @Test
  void people_areForAdministratorsAndAuditors_alone() {
    World.Person employee = world.enrolled("employee");
    World.Person auditor = world.signedIn("auditor", "auditor");
    String user = employee.keys().user().toString();
    for (String path :
        List.of("people", "people/counts", "people/" + user, "directory/groups", "sign-on")) {
      String url = "/identity/v1/admin/" + path;
      world.as(employee, "identity").get(url).then().statusCode(403);
      world.as(auditor, "identity").get(url).then().statusCode(200);
    }
    world
        .as(auditor, "identity")
        .post("/identity/v1/admin/sign-on/reconciliation")
        .then()
        .statusCode(403);
    world
        .as(employee, "identity")
        .get("/identity/v1/me/account")
        .then()
        .statusCode(200)
        .body("user", equalTo(user))
        .body("generations[0].cause", equalTo("FIRST"))
        .body("slots[0].type", equalTo("passphrase"));
  }

  @Test
  void account_ofOneself_isInTheDetailOfAdministrators_withoutSecrets() {
    World.Person person = world.enrolled("detailed");
    JsonPath detail = realm.get("people/" + person.keys().user());
    assertThat(detail.getString("generations[0].hash"))
        .isEqualTo(person.keys().identity().hash().toString());
    assertThat(detail.getLong("generations[0].logIndex")).isNotNegative();
    assertThat(detail.getMap("slots[0]")).containsOnlyKeys("name", "type", "changedAt");
    assertThat(detail.getString("firstSeen")).isNotNull();
  }

  @Test
  void email_ofTwo_isAProblem_andTheLookUpAmbiguous() {
    realm.call("PUT", "", "{\"duplicateEmailsAllowed\":true,\"loginWithEmailAllowed\":false}");
    String one = realm.user("twin-one");
    realm.user("twin-two");
    realm.call("PUT", "users/" + one, "{\"email\":\"twin-two@example.org\"}");
    realm.reconcile(false);
    assertThat(realm.problems()).contains("EMAIL_TWICE");
    world
        .as(world.signedIn("looking"), "identity")
        .get("/identity/v1/users?name=twin-two@example.org")
        .then()
        .statusCode(409)
        .body("detail", containsString("DIR_AMBIGUOUS"));
  }
}
