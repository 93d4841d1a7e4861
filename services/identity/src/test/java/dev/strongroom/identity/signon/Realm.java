package dev.strongroom.identity.signon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.identity.Identity;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A world's realm under the hands of its administrator, and the mirror's view of it. */
final class Realm {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final World world;
  private final World.Person administrator;

  Realm(World world) {
    this.world = world;
    this.administrator = world.signedIn("administrator", "org-admin");
  }

  World world() {
    return world;
  }

  JsonNode call(String method, String path, String body) {
    return world.lease().keycloak().call(world.lease().realm(), method, path, body);
  }

  /** Subject of a new user. */
  String user(String name) {
    return world
        .lease()
        .keycloak()
        .createUser(
            world.lease().realm(), name, name + "@example.org", "a-password-of-tests", List.of());
  }

  String group(String name) {
    return call("POST", "groups", "{\"name\":\"" + name + "\"}").asText();
  }

  void join(String subject, String group) {
    call("PUT", "users/" + subject + "/groups/" + group, "{}");
  }

  void leave(String subject, String group) {
    call("DELETE", "users/" + subject + "/groups/" + group, "");
  }

  void enabled(String subject, boolean enabled) {
    call("PUT", "users/" + subject, "{\"enabled\":" + enabled + "}");
  }

  /** No events from Keycloak: only comparing finds what changed. */
  void silence() {
    call("PUT", "", "{\"eventsListeners\":[]}");
  }

  String id(String subject) {
    return Identity.userId(world.organisation().id(), Organisation.PROVIDER, subject).toString();
  }

  JsonPath get(String path) {
    return world
        .as(administrator, "identity")
        .get("/identity/v1/admin/" + path)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  int post(String path, Object body) {
    return world
        .as(administrator, "identity")
        .body(body)
        .post("/identity/v1/admin/" + path)
        .statusCode();
  }

  String state(String subject) {
    return world
                .as(administrator, "identity")
                .get("/identity/v1/admin/people/" + id(subject))
                .statusCode()
            == 404
        ? "unknown"
        : get("people/" + id(subject)).getString("state");
  }

  List<String> membersOf(String group) {
    return get("directory/groups/" + group + "/members").getList("items.user");
  }

  List<String> problems() {
    return get("sign-on").getList("problems.code");
  }

  /** Compares everything, and returns when that was done. */
  void reconcile(boolean confirmDeletions) {
    // One that runs already may have read before what is looked for.
    Instant asked = Instant.now();
    post("sign-on/reconciliation", Map.of("confirmDeletions", confirmDeletions));
    await(() -> Instant.parse(orEpoch(get("sign-on").getString("lastFullAt"))).isAfter(asked));
  }

  private static String orEpoch(String instant) {
    return instant == null ? Instant.EPOCH.toString() : instant;
  }

  static void await(Waiting.Condition condition) {
    Waiting.until(PATIENCE, condition);
  }
}
