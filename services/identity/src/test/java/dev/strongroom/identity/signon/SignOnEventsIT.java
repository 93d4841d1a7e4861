package dev.strongroom.identity.signon;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import io.restassured.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Keycloak's provider tells counts within seconds, and nothing else that looks like it. */
class SignOnEventsIT {
  /** As the vision promises it. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final String PUSH = "/internal/v1/sign-on/events";
  private static World world;
  private static Realm realm;

  @BeforeAll
  static void start() {
    world = World.start("identity-events", "identity").founded();
    realm = new Realm(world);
    realm.reconcile(false);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static int me(String token) {
    return world.as(token, "identity").get("/identity/v1/me").statusCode();
  }

  private static String subject(World.Person person) {
    return person.keys().identity().body().subject();
  }

  private static JsonNode claims(String token) throws IOException {
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
  }

  @Test
  void user_disabledInKeycloak_isCutOffWithinSeconds_hisTokenNotwithstanding() {
    World.Person person = world.enrolled("cut-off");
    assertThat(me(person.token())).isEqualTo(200);
    realm.enabled(subject(person), false);
    Waiting.until(SOON, () -> me(person.token()) == 401);
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      tap.await(DomainEvent.PersonDisabled.class, person.keys().user().toString());
    }
  }

  @Test
  void user_madeChangedAndDeleted_isMirroredWithoutComparing() {
    String subject = realm.user("told");
    Waiting.until(SOON, () -> realm.state(subject).equals("active"));
    realm.call("PUT", "users/" + subject, "{\"email\":\"told-anew@example.org\"}");
    Waiting.until(
        SOON,
        () ->
            realm
                .get("people/" + realm.id(subject))
                .getString("email")
                .equals("told-anew@example.org"));
    realm.call("DELETE", "users/" + subject, "");
    Waiting.until(SOON, () -> realm.state(subject).equals("deleted"));
  }

  @Test
  void group_joinedLeftRenamedAndDeleted_isMirroredWithoutComparing() {
    String group = realm.group("told-group");
    String subject = realm.user("told-member");
    Waiting.until(SOON, () -> realm.state(subject).equals("active"));
    realm.join(subject, group);
    Waiting.until(
        SOON,
        () ->
            realm.get("people/" + realm.id(subject)).getList("directoryGroups.id").contains(group));
    realm.leave(subject, group);
    Waiting.until(SOON, () -> realm.membersOf(group).isEmpty());
    realm.call("PUT", "groups/" + group, "{\"name\":\"told-otherwise\"}");
    Waiting.until(
        SOON, () -> !realm.get("directory/groups?query=told-otherwise").getList("items").isEmpty());
    realm.call("DELETE", "groups/" + group, "");
    Waiting.until(
        SOON, () -> realm.get("directory/groups?query=told-otherwise").getList("items").isEmpty());
  }

  @Test
  void signIn_isInTheAccount_withClientAndAddress() {
    World.Person person = world.enrolled("signing-in");
    Realm.await(() -> realm.state(subject(person)).equals("active"));
    String token = world.tokens().signIn("signing-in");
    Waiting.until(
        SOON,
        () ->
            "strongroom-cli"
                .equals(
                    world
                        .as(token, "identity")
                        .get("/identity/v1/me/account")
                        .jsonPath()
                        .getString("signIns[0].client")));
    assertThat(realm.get("people/" + realm.id(subject(person))).getString("lastSignIn"))
        .isNotNull();
  }

  @Test
  void user_signedOutByKeycloaksAdministrator_isRefused_andSignsInAnew() {
    World.Person person = world.enrolled("signed-out");
    String token = person.token();
    realm.call("POST", "users/" + subject(person) + "/logout", "");
    Waiting.until(SOON, () -> me(token) == 401);
    Waiting.until(SOON, () -> me(world.tokens().signIn("signed-out")) == 200);
  }

  @Test
  void session_endedAlone_endsItsTokens_andNoOthers() throws IOException {
    World.Person person = world.enrolled("two-sessions");
    String one = world.tokens().signIn("two-sessions");
    String other = world.tokens().signIn("two-sessions");
    assertThat(claims(one).path("sid")).isNotEqualTo(claims(other).path("sid"));
    realm.call("DELETE", "sessions/" + claims(one).path("sid").asText(), "");
    Waiting.until(SOON, () -> me(one) == 401);
    assertThat(me(other)).isEqualTo(200);
    assertThat(me(person.token())).isEqualTo(200);
  }

  @Test
  void administrator_disablesEnablesAndSignsOut_inKeycloakAndHere_neverHimself() {
    World.Person person = world.enrolled("controlled");
    World.Person employee = world.enrolled("bystander");
    String subject = subject(person);
    String user = person.keys().user().toString();
    String token = person.token();
    world
        .as(employee, "identity")
        .post("/identity/v1/admin/people/" + user + "/disable")
        .then()
        .statusCode(403);
    World.Person auditor = world.signedIn("looking-on", "auditor");
    world
        .as(auditor, "identity")
        .post("/identity/v1/admin/people/" + user + "/sign-out")
        .then()
        .statusCode(403);
    assertThat(me(token)).isEqualTo(200);
    assertThat(realm.post("people/" + user + "/sign-out", "")).isEqualTo(200);
    assertThat(me(token)).isEqualTo(401);
    assertThat(realm.post("people/" + user + "/disable", "")).isEqualTo(200);
    assertThat(realm.state(subject)).isEqualTo("disabled");
    assertThat(realm.call("GET", "users/" + subject, "").path("enabled").asBoolean()).isFalse();
    assertThat(realm.post("people/" + user + "/enable", "")).isEqualTo(200);
    assertThat(realm.call("GET", "users/" + subject, "").path("enabled").asBoolean()).isTrue();
    Waiting.until(SOON, () -> me(world.tokens().signIn("controlled")) == 200);
    String self = world.signedIn("administrator").keys().user().toString();
    assertThat(realm.post("people/" + self + "/disable", "")).isEqualTo(409);
    assertThat(realm.post("people/" + person.keys().identity().hash() + "/disable", ""))
        .isEqualTo(404);
  }

  private static int groups(String authorization) {
    return given()
        .header("Authorization", authorization)
        .get(world.lease().issuer() + "/strongroom-directory/groups")
        .statusCode();
  }

  @Test
  void groups_inOneAnswerOfTheProvider_areForTheIdentityServiceAlone() {
    World.Person administrator = world.signedIn("administrator", "org-admin");
    assertThat(groups("")).isEqualTo(401);
    assertThat(groups("Bearer x")).isEqualTo(401);
    assertThat(groups("Bearer " + administrator.token())).isEqualTo(403);
    assertThat(groups("Bearer " + world.tokens().service("access"))).isEqualTo(403);
    assertThat(groups("Bearer " + world.tokens().service("identity"))).isEqualTo(200);
  }

  private static Response push(String id, long seconds, String body, String secret) {
    return world
        .asService("access", "identity")
        .header("Authorization", "")
        .header("webhook-id", id)
        .header("webhook-timestamp", seconds)
        .header("webhook-signature", new PushSignature(secret).of(id, Long.toString(seconds), body))
        .body(body)
        .post(PUSH);
  }

  private static String notice(String subject) {
    return "{\"notices\":[{\"kind\":\"disabled\",\"at\":1,\"subject\":\"%s\",\"group\":\"\","
            .formatted(subject)
        + "\"session\":\"\",\"client\":\"\",\"address\":\"\"}]}";
  }

  @Test
  void push_forgedOldOrReplayed_isRefused_andChangesNothing() {
    World.Person person = world.enrolled("pushed-at");
    String body = notice(subject(person));
    String secret = world.lease().clientSecret("identity");
    long now = Instant.now().getEpochSecond();
    String id = UUID.randomUUID().toString();
    assertThat(push(id, now, body, "another-secret-of-somebody").statusCode()).isEqualTo(401);
    assertThat(push(id, now, body, world.lease().clientSecret("access")).statusCode())
        .isEqualTo(401);
    assertThat(push(id, now - 400, body, secret).statusCode()).isEqualTo(401);
    assertThat(push(id, now + 400, body, secret).statusCode()).isEqualTo(401);
    assertThat(push("short", now, body, secret).statusCode()).isEqualTo(401);
    assertThat(me(person.token())).isEqualTo(200);
    String harmless = "{\"notices\":[]}";
    assertThat(push(id, now, harmless, secret).statusCode()).isEqualTo(204);
    assertThat(push(id, now, harmless, secret).statusCode()).isEqualTo(401);
    world.as(person, "identity").body(body).post(PUSH).then().statusCode(404);
  }

  @Test
  void logoutToken_thatIsNone_isRefused() {
    World.Person person = world.enrolled("not-logged-out");
    String[] parts = person.token().split("\\.", -1);
    for (String token :
        new String[] {
          "x", person.token(), "eyJhbGciOiJub25lIn0." + parts[1] + ".", parts[0] + "." + parts[1]
        }) {
      world
          .as(person, "identity")
          .header("Authorization", "")
          .contentType("application/x-www-form-urlencoded")
          .formParam("logout_token", token)
          .post("/identity/v1/sign-on/logout")
          .then()
          .statusCode(400)
          .body("reason", equalTo("malformed"));
    }
    assertThat(me(person.token())).isEqualTo(200);
  }
}
