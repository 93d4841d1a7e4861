package dev.strongroom.identity.scim;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.identity.Identity;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second door, as Entra ID and Okta knock, on a real Keycloak. */
class ScimIT {
  private static final String TOKEN = "a-token-of-the-tests-that-is-long-enough-0123456789";
  private static World world;

  @BeforeAll
  static void start() {
    String hash = HexFormat.of().formatHex(Sha256.of(Bytes.utf8(TOKEN)).value().toArray());
    world = World.start("identity-scim", Map.of("scim.token-hash", hash), "identity").founded();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static RequestSpecification scim() {
    return scim(TOKEN);
  }

  private static RequestSpecification scim(String token) {
    return given()
        .baseUri(world.services().url("identity").toString())
        .basePath("/scim/v2")
        .header("Authorization", "Bearer " + token)
        .config(
            io.restassured.RestAssured.config()
                .encoderConfig(
                    io.restassured.config.EncoderConfig.encoderConfig()
                        .encodeContentTypeAs(Scim.MEDIA_TYPE, ContentType.JSON)))
        .contentType(Scim.MEDIA_TYPE);
  }

  private static String user(String name) {
    return scim()
        .body(
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"%1$s",
             "externalId":"ext-%1$s","name":{"givenName":"Given","familyName":"Family"},
             "emails":[{"value":"%1$s@example.org","type":"work","primary":true}],
             "active":true,"displayName":"not kept"}
            """
                .formatted(name))
        .post("/Users")
        .then()
        .statusCode(201)
        .body("userName", equalTo(name))
        .body("active", equalTo(true))
        .extract()
        .path("id");
  }

  private static String state(String subject) {
    return world
        .as(world.signedIn("administrator", "org-admin"), "identity")
        .get(
            "/identity/v1/admin/people/"
                + Identity.userId(world.organisation().id(), Organisation.PROVIDER, subject))
        .path("state");
  }

  @Test
  void door_withoutTheToken_isShut() {
    for (String token :
        List.of("", "x", TOKEN + "x", TOKEN.substring(1), world.signedIn("one").token())) {
      scim(token)
          .get("/Users")
          .then()
          .statusCode(401)
          .body("schemas[0]", equalTo("urn:ietf:params:scim:api:messages:2.0:Error"));
    }
    given()
        .baseUri(world.services().url("identity").toString())
        .get("/scim/v2/Users")
        .then()
        .statusCode(401);
  }

  @Test
  void token_ofTheDoor_opensNothingElse() {
    world.as(TOKEN, "identity").get("/identity/v1/me").then().statusCode(401);
  }

  @Test
  void discovery_saysWhatThereIs() {
    scim()
        .get("/ServiceProviderConfig")
        .then()
        .statusCode(200)
        .body("patch.supported", equalTo(true));
    scim()
        .get("/ResourceTypes")
        .then()
        .statusCode(200)
        .body("Resources.id", containsInAnyOrder("User", "Group"));
    scim().get("/Schemas").then().statusCode(200).body("Resources", hasSize(2));
    scim().get("/Schemas/" + Scim.USER).then().statusCode(200);
    scim().get("/Schemas/nothing").then().statusCode(404);
  }

  @Test
  void members_areTakenOutByTheirValueAlone_orAllWhereNobodyIsNamed() {
    String ann = user("scim-stays");
    String group =
        scim()
            .body(
                """
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],
                 "displayName":"scim-kept","members":[{"value":"%s"}]}
                """
                    .formatted(ann))
            .post("/Groups")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    remove(group, "\"path\":\"members[display eq \\\"x\\\"]\"").then().statusCode(400);
    remove(group, "\"path\":\"members[value eq \\\"..\\\"]\"").then().statusCode(404);
    remove(group, "\"path\":\"members\",\"value\":[]");
    scim().get("/Groups/" + group).then().statusCode(200).body("members.value", contains(ann));
    scim().get("/Users/..%2F" + ann).then().statusCode(404);

    remove(group, "\"path\":\"members\"");
    scim().get("/Groups/" + group).then().statusCode(200).body("members.value", not(contains(ann)));
  }

  private static Response remove(String group, String what) {
    return scim()
        .body(
            "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],"
                + "\"Operations\":[{\"op\":\"remove\","
                + what
                + "}]}")
        .patch("/Groups/" + group);
  }

  @Test
  void user_made_isInKeycloak_mirroredAtOnce_andFoundByNameAndExternalId() {
    String id = user("scim-ann");
    assertThat(state(id)).isEqualTo("active");
    for (String filter :
        List.of(
            "userName eq \"scim-ann\"",
            "externalId eq \"ext-scim-ann\"",
            "emails.value eq \"scim-ann@example.org\"")) {
      scim()
          .queryParam("filter", filter)
          .get("/Users")
          .then()
          .statusCode(200)
          .body("totalResults", equalTo(1))
          .body("Resources[0].id", equalTo(id))
          .body("Resources[0].externalId", equalTo("ext-scim-ann"));
    }
    scim()
        .queryParam("filter", "userName eq \"nobody\"")
        .get("/Users")
        .then()
        .statusCode(200)
        .body("Resources", empty());
    scim()
        .queryParam("filter", "userName sw \"s\"")
        .get("/Users")
        .then()
        .statusCode(400)
        .body("scimType", equalTo("invalidFilter"));
    scim()
        .body("{\"userName\":\"scim-ann\"}")
        .post("/Users")
        .then()
        .statusCode(409)
        .body("scimType", equalTo("uniqueness"));
    scim().get("/Users/" + "0".repeat(36)).then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Okta
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"value\":{\"active\":false}}]}",
        // Entra ID
        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"False\"}]}",
        "{\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}"
      })
  void user_deactivatedInEitherDialect_isDisabled_andCutOffInTheSameCall(String patch) {
    String name = "scim-off-" + Integer.toHexString(patch.hashCode());
    World.Person person = world.enrolled(name);
    String id = person.keys().identity().body().subject();
    scim()
        .body(patch)
        .patch("/Users/" + id)
        .then()
        .statusCode(200)
        .body("active", equalTo(false))
        .body("userName", equalTo(name));
    assertThat(state(id)).isEqualTo("disabled");
    world.as(person.token(), "identity").get("/identity/v1/me").then().statusCode(401);
  }

  @Test
  void user_patchedReplacedAndDeleted_followsAtOnce() {
    String id = user("scim-ben");
    scim()
        .body(
            """
            {"Operations":[
              {"op":"Replace","path":"name.familyName","value":"Other"},
              {"op":"Add","path":"emails[type eq \\"work\\"].value","value":"ben-anew@example.org"},
              {"op":"Replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"X"}]}
            """)
        .patch("/Users/" + id)
        .then()
        .statusCode(200)
        .body("name.familyName", equalTo("Other"))
        .body("name.givenName", equalTo("Given"))
        .body("emails[0].value", equalTo("ben-anew@example.org"));
    scim()
        .body(
            "{\"userName\":\"scim-ben\",\"active\":false,\"emails\":[{\"value\":\"ben@example.org\"}]}")
        .put("/Users/" + id)
        .then()
        .statusCode(200)
        .body("active", equalTo(false));
    assertThat(state(id)).isEqualTo("disabled");
    scim().delete("/Users/" + id).then().statusCode(204);
    assertThat(state(id)).isEqualTo("deleted");
    scim().get("/Users/" + id).then().statusCode(404);
    scim().delete("/Users/" + id).then().statusCode(404);
    for (String bad :
        List.of(
            "{}",
            "[]",
            "{\"Operations\":[{\"op\":\"move\"}]}",
            "{\"Operations\":[{\"op\":\"replace\",\"path\":\"[\",\"value\":1}]}")) {
      scim()
          .body(bad)
          .patch("/Users/" + user("scim-bad-" + Integer.toHexString(bad.hashCode())))
          .then()
          .statusCode(400);
    }
  }

  @Test
  void group_madePatchedAndDeleted_isMirroredAtOnce() {
    String ann = user("scim-member-ann");
    String ben = user("scim-member-ben");
    String group =
        scim()
            .body(
                "{\"displayName\":\"Scim Finance\",\"externalId\":\"g-1\",\"members\":[{\"value\":\""
                    + ann
                    + "\"}]}")
            .post("/Groups")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    members(group, ann);
    patch(
        group,
        "{\"Operations\":[{\"op\":\"Add\",\"path\":\"members\",\"value\":[{\"value\":\""
            + ben
            + "\"}]}]}");
    members(group, ann, ben);
    patch(
        group,
        "{\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\""
            + ann
            + "\\\"]\"}]}");
    members(group, ben);
    patch(
        group,
        "{\"Operations\":[{\"op\":\"Remove\",\"path\":\"members\",\"value\":[{\"value\":\""
            + ben
            + "\"}]}]}");
    members(group);
    patch(
        group,
        "{\"Operations\":[{\"op\":\"replace\",\"value\":{\"displayName\":\"Scim Treasury\",\"id\":\""
            + group
            + "\"}}]}");
    scim()
        .queryParam("filter", "displayName eq \"Scim Treasury\"")
        .queryParam("excludedAttributes", "members")
        .get("/Groups")
        .then()
        .statusCode(200)
        .body("Resources[0].id", equalTo(group))
        .body("Resources[0].externalId", equalTo("g-1"));
    scim().delete("/Groups/" + group).then().statusCode(204);
    scim().get("/Groups/" + group).then().statusCode(404);
    assertThat(
            world
                .as(world.signedIn("administrator", "org-admin"), "identity")
                .get("/identity/v1/admin/directory/groups?query=scim")
                .jsonPath()
                .getList("items"))
        .isEmpty();
  }

  private static void patch(String group, String body) {
    scim().body(body).patch("/Groups/" + group).then().statusCode(204);
  }

  private static void members(String group, String... subjects) {
    assertThat(scim().get("/Groups/" + group).jsonPath().<String>getList("members.value"))
        .containsExactlyInAnyOrder(subjects);
    List<String> expected =
        List.of(subjects).stream()
            .map(s ->
                Identity.userId(world.organisation().id(), Organisation.PROVIDER, s).toString())
            .toList();
    assertThat(
            world
                .as(world.signedIn("administrator", "org-admin"), "identity")
                .get("/identity/v1/admin/directory/groups/" + group + "/members")
                .jsonPath()
                .<String>getList("items.user"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
