package dev.strongroom.identity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** People, their statements and slots, and the organisation, over HTTP on real parts. */
class DirectoryIT {
  private static final String PUBLISH = "/identity/v1/me/identities";
  private static World world;
  private static World.Person member;
  private static World.Person outsider;

  @BeforeAll
  static void start() {
    world = World.start("identity", "identity").founded();
    member = world.enrolled("member");
    outsider = world.enrolled("outsider");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static Response publish(World.Person person, Map<String, Object> identity) {
    return world.as(person, "identity").body(identity).post(PUBLISH);
  }

  private static void refused(Response answer, int status, String reason) {
    answer
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("reason", equalTo(reason))
        .body("type", equalTo("urn:strongroom:problem:" + reason))
        .body("correlationId", notNullValue());
  }

  @Test
  void person_enrolled_isFoundByNameEmailAndId_withWhatHeSigned() {
    for (String name : List.of("member", "member@example.org")) {
      world
          .as(outsider, "identity")
          .queryParam("name", name)
          .get("/identity/v1/users")
          .then()
          .statusCode(200)
          .body("user", equalTo(member.keys().user().toString()))
          .body(
              "identities",
              equalTo(List.of(member.keys().identity().envelope().encode().toBase64Url())))
          .body("claims", hasSize(1));
    }
    world
        .as(outsider, "identity")
        .get("/identity/v1/users/" + member.keys().user())
        .then()
        .statusCode(200)
        .body("username", equalTo("member"));
  }

  @Test
  void identity_published_isTold() {
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      String user = member.keys().user().toString();
      assertThat(tap.await(DomainEvent.IdentityPublished.class, user).at("/data/hash").asText())
          .isEqualTo(member.keys().identity().hash().toString());
      tap.await(DomainEvent.UserSeen.class, user);
      tap.await(DomainEvent.PolicyPublished.class, world.organisation().id().toString());
    }
  }

  @Test
  void identity_sentAgain_changesNothing() {
    Map<String, Object> again = world.identityOf(member);
    publish(member, again).then().statusCode(200).body("identities", hasSize(1));
  }

  @Test
  void identity_ofSomebodyElse_isRefused() {
    World.Person other = world.signedIn("other");
    refused(publish(other, world.identityOf(outsider)), 422, "statement-refused");
    assertNoKeys(other);
  }

  @Test
  void identity_withABrokenSignature_isRefused() {
    World.Person forger = world.signedIn("forger");
    Envelope good = forger.keys().identity().envelope();
    byte[] bits = good.signatures().getFirst().value().toArray();
    bits[5] ^= 1;
    Envelope broken =
        new Envelope(
            good.kind(),
            good.payload(),
            List.of(new Envelope.Signature(good.signatures().getFirst().key(), Bytes.of(bits))));
    Map<String, Object> request = new HashMap<>(world.identityOf(forger));
    request.put("envelope", broken.encode().toBase64Url());
    refused(publish(forger, request), 422, "statement-refused");
    assertNoKeys(forger);
  }

  @Test
  void identity_ofAnotherOrganisation_isRefused() {
    World.Person stranger = world.signedIn("stranger");
    Organisation other = new Organisation(new SecureRandom(), world.lease().issuer());
    Organisation.Somebody elsewhere = other.somebody(stranger.keys().identity().body().subject());
    refused(
        publish(stranger, world.identity(elsewhere, elsewhere.identity())),
        422,
        "statement-refused");
    assertNoKeys(stranger);
  }

  @Test
  void identity_whoseClaimIsNotTheOneCommittedTo_isRefused() {
    World.Person liar = world.signedIn("liar");
    Map<String, Object> request = new HashMap<>(world.identityOf(liar));
    request.put("claim", world.identityOf(member).get("claim"));
    refused(publish(liar, request), 422, "statement-refused");
    assertNoKeys(liar);
  }

  @Test
  void identity_withTheSlotOfSomebodyElse_isRefused() {
    World.Person thief = world.signedIn("thief");
    Map<String, Object> request = new HashMap<>(world.identityOf(thief));
    request.put("slot", world.identityOf(member).get("slot"));
    refused(publish(thief, request), 422, "statement-refused");
    assertNoKeys(thief);
  }

  @Test
  void identity_secondFirstOne_isAConflictAndTheFirstStays() {
    Organisation.Somebody again =
        world.organisation().another(member.keys().identity().body().subject());
    refused(publish(member, world.identity(again, again.identity())), 409, "conflict");
    world.as(member, "identity").get("/identity/v1/me").then().body("identities", hasSize(1));
  }

  @Test
  void rotation_signedByBothKeys_isTaken_andByTheNewOneAlone_isNot() {
    World.Person rotating = world.enrolled("rotating");
    IdentitySecret secret = IdentitySecret.random(new SecureRandom());
    IdentityKeys keys = IdentityKeys.derive(secret, world.organisation().id());
    Signed<Identity> next =
        Identity.rotation(
            rotating.keys().identity(),
            rotating.keys().keys().signing(),
            keys,
            rotating.keys().claim(),
            Identity.Cause.ROTATION,
            Organisation.TIME);
    Envelope stripped =
        new Envelope(
            next.envelope().kind(),
            next.envelope().payload(),
            List.of(next.envelope().signatures().getFirst()));
    Map<String, Object> request = new HashMap<>(world.identity(rotating.keys(), next));
    request.put("envelope", stripped.encode().toBase64Url());
    refused(publish(rotating, request), 422, "statement-refused");
    publish(rotating, world.identity(rotating.keys(), next))
        .then()
        .statusCode(200)
        .body("identities", hasSize(2));
  }

  @Test
  void user_madeUpOrUnknown_isNotFound() {
    String madeUp = Bytes.random(new SecureRandom(), 32).toBase64Url();
    refused(world.as(member, "identity").get("/identity/v1/users/" + madeUp), 404, "not-found");
    refused(
        world.as(member, "identity").queryParam("name", "nobody").get("/identity/v1/users"),
        404,
        "not-found");
  }

  @Test
  void user_whoHasNotSignedInYet_isFoundAtTheSignOn_withoutKeys() {
    String subject =
        world
            .lease()
            .keycloak()
            .createUser(
                world.lease().realm(), "newcomer", "newcomer@example.org", "a-password", List.of());
    String expected =
        Identity.userId(world.organisation().id(), Organisation.PROVIDER, subject).toString();
    for (String name : List.of("newcomer", "NEWCOMER@example.org")) {
      world
          .as(member, "identity")
          .queryParam("name", name)
          .get("/identity/v1/users")
          .then()
          .statusCode(200)
          .body("user", equalTo(expected))
          .body("username", equalTo("newcomer"))
          .body("identities", hasSize(0));
    }
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      tap.await(DomainEvent.UserSeen.class, expected);
    }
  }

  @Test
  void user_whoMayNotSignIn_orWithPartOfTheName_isNotFound() {
    String id =
        world
            .lease()
            .keycloak()
            .createUser(
                world.lease().realm(), "former", "former@example.org", "a-password", List.of());
    refused(
        world.as(member, "identity").queryParam("name", "forme").get("/identity/v1/users"),
        404,
        "not-found");
    world.lease().keycloak().disableUser(world.lease().realm(), id);
    Waiting.until(
        Duration.ofSeconds(5),
        () ->
            world
                    .as(member, "identity")
                    .queryParam("name", "former")
                    .get("/identity/v1/users")
                    .statusCode()
                == 404);
  }

  @Test
  void user_whoseIdIsNone_isMalformed() {
    for (String id : List.of("x", "%00", "..%2f..", "a".repeat(44))) {
      Response answer =
          world.as(member, "identity").urlEncodingEnabled(false).get("/identity/v1/users/" + id);
      assertThat(answer.statusCode()).as(id).isBetween(400, 422);
    }
  }

  @Test
  void policy_byAnEmployee_isForbidden_andUnderAnotherRoot_aConflict() {
    Map<String, String> policy =
        Map.of("envelope", world.organisation().policy().envelope().encode().toBase64Url());
    refused(
        world.as(member, "identity").body(policy).post("/identity/v1/organisation/policies"),
        403,
        "forbidden");
    Organisation other = new Organisation(new SecureRandom(), world.lease().issuer());
    World.Person administrator = world.signedIn("administrator", "org-admin");
    refused(
        world
            .as(administrator, "identity")
            .body(Map.of("envelope", other.policy().envelope().encode().toBase64Url()))
            .post("/identity/v1/organisation/policies"),
        409,
        "conflict");
  }

  @Test
  void policy_following_isTakenOnce_andServedInOrder() {
    World.Person administrator = world.signedIn("administrator", "org-admin");
    Signed<Policy> next =
        Policy.following(
            world.organisation().root(),
            world.organisation().policy(),
            world.organisation().policy().body().providers(),
            List.of(Organisation.logKey()),
            Map.of(),
            Organisation.TIME);
    for (int time = 0; time < 2; time++) {
      world
          .as(administrator, "identity")
          .body(Map.of("envelope", next.envelope().encode().toBase64Url()))
          .post("/identity/v1/organisation/policies")
          .then()
          .statusCode(200)
          .body("policies", hasSize(2));
    }
  }

  @Test
  void token_missingOrForged_isUnauthenticated_andAServicesOneForbidden() {
    refused(
        given().baseUri(world.services().url("identity").toString()).get("/identity/v1/me"),
        401,
        "unauthenticated");
    List<String> bad = new ArrayList<>(List.of("x", member.token() + "x", "a.b.c"));
    String[] parts = member.token().split("\\.", -1);
    bad.add("eyJhbGciOiJub25lIn0." + parts[1] + ".");
    for (String token : bad) {
      refused(world.as(token, "identity").get("/identity/v1/me"), 401, "unauthenticated");
    }
    refused(
        world.as(world.tokens().service("access"), "identity").get("/identity/v1/me"),
        403,
        "forbidden");
  }

  @Test
  void internalPaths_areClosedToUsersAndOnThePublicPort() {
    String path = "/internal/v1/users/" + member.keys().user();
    world.as(member, "identity").get(path).then().statusCode(404);
    world.asService("access", "identity").get(path).then().statusCode(200);
    world.asService("audit", "identity").get(path).then().statusCode(403);
    given()
        .baseUri(world.services().internalUrl("identity").toString())
        .header("Authorization", "Bearer " + member.token())
        .get(path)
        .then()
        .statusCode(403);
    world.as(world.tokens().service("access"), "identity").get(path).then().statusCode(not(200));
  }

  @Test
  void people_askedForBySiblings_areThoseWhoHaveAnIdentity_andForNobodyElse() {
    String path = "/internal/v1/users/batch";
    String known = member.keys().user().toString();
    String unknown = Bytes.random(new SecureRandom(), 32).toBase64Url();
    Map<String, Object> asked = Map.of("users", List.of(unknown, known));
    world
        .asService("access", "identity")
        .body(asked)
        .post(path)
        .then()
        .statusCode(200)
        .body("", hasSize(1))
        .body("[0].user", equalTo(known))
        .body("[0].identities", hasSize(1))
        .body("[0].indexes", hasSize(1));
    world.asService("audit", "identity").body(asked).post(path).then().statusCode(403);
    world.as(member, "identity").body(asked).post(path).then().statusCode(404);
  }

  @Test
  void body_malformed_isAProblem() {
    for (String body : List.of("", "{", "[]", "{\"envelope\":1}", "{\"more\":\"fields\"}")) {
      refused(world.as(member, "identity").body(body).post(PUBLISH), 400, "malformed");
    }
  }

  @Test
  void statement_thatIsNoEnvelope_isRefused() {
    Map<String, Object> request = new HashMap<>(world.identityOf(member));
    for (String envelope : List.of("AAAA", "", Bytes.utf8("{}").toBase64Url())) {
      request.put("envelope", envelope);
      Response answer = publish(member, request);
      assertThat(answer.statusCode()).as(envelope).isIn(400, 422);
      answer.then().contentType("application/problem+json");
    }
  }

  @Test
  void openApi_everyOperation_saysWhatItDoes() {
    given()
        .baseUri(world.services().managementUrl("identity").toString())
        .queryParam("format", "json")
        .get("/q/openapi")
        .then()
        .statusCode(200)
        .body("openapi", startsWith("3."))
        .body("paths.'/identity/v1/me'.get.summary", notNullValue())
        .body("paths.'/identity/v1/users'.get.summary", notNullValue())
        .body("paths.'/internal/v1/organisation'", equalTo(null));
  }

  @Test
  void log_ofAllThis_holdsNoTokenAndNoName() throws IOException {
    String log = Files.readString(world.services().log("identity"));
    assertThat(log).isNotEmpty().doesNotContain(member.token()).doesNotContain("example.org");
  }

  private static void assertNoKeys(World.Person person) {
    world
        .as(person, "identity")
        .get("/identity/v1/me")
        .then()
        .statusCode(200)
        .body("identities", hasSize(0));
  }
}
