package dev.strongroom.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.Crash;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Organisation.Somebody;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.Identity.Cause;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotations and resets, over HTTP on real parts. */
class GenerationsIT {
  private static final String PUBLISH = "/identity/v1/me/identities";
  private static final String SLOTS = "/identity/v1/me/slots";
  private static World world;

  @BeforeAll
  static void start() {
    world = World.start("identity", "identity").founded();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static Response publish(World.Person person, Map<String, Object> identity) {
    return world.as(person, "identity").body(identity).post(PUBLISH);
  }

  private static void refused(Response answer, int status, String reason) {
    answer.then().statusCode(status).body("reason", equalTo(reason));
  }

  /** Fresh keys in the name of {@code person}. */
  private static Somebody fresh(World.Person person) {
    return world.organisation().another(person.keys().identity().body().subject());
  }

  private static Signed<Identity> rotation(Somebody earlier, Somebody fresh, Cause cause) {
    return Identity.rotation(
        earlier.identity(),
        earlier.keys().signing(),
        fresh.keys(),
        fresh.claim(),
        cause,
        Organisation.TIME);
  }

  private static Signed<Identity> reset(Somebody earlier, Somebody fresh) {
    return Identity.reset(earlier.identity(), fresh.keys(), fresh.claim(), Organisation.TIME);
  }

  private static List<String> slots(World.Person person) {
    List<String> identities =
        world.as(person, "identity").get(SLOTS).then().statusCode(200).extract().path("identity");
    return identities.stream().map(identity -> slot(person, identity)).toList();
  }

  private static String slot(World.Person person, String identity) {
    return world
        .as(person, "identity")
        .queryParam("identity", identity)
        .get(SLOTS + "/passphrase")
        .then()
        .statusCode(200)
        .extract()
        .path("slot");
  }

  private static List<String> identities(World.Person person) {
    return world.as(person, "identity").get("/identity/v1/me").then().extract().path("identities");
  }

  @Test
  void t68_rotation_signedByBothKeys_isTaken_andByOneAlone_isNot() {
    World.Person person = world.enrolled("rotating");
    Somebody fresh = fresh(person);
    Signed<Identity> next = rotation(person.keys(), fresh, Cause.ROTATION);
    for (Envelope.Signature kept : next.envelope().signatures()) {
      Map<String, Object> request = new HashMap<>(world.identity(fresh, next));
      request.put(
          "envelope",
          new Envelope(next.envelope().kind(), next.envelope().payload(), List.of(kept))
              .encode()
              .toBase64Url());
      refused(publish(person, request), 422, "statement-refused");
    }
    assertThat(identities(person)).hasSize(1);
    Map<String, Object> good = world.identity(fresh, next);
    publish(person, good).then().statusCode(200).body("identities", hasSize(2));
    publish(person, good).then().statusCode(200).body("identities", hasSize(2));
  }

  @Test
  void rotation_takesTheSlotsOfTheGenerationItEnds_andKeepsTheEarlierSecretSealed() {
    World.Person person = world.enrolled("moving");
    Somebody fresh = fresh(person);
    Signed<Identity> next = rotation(person.keys(), fresh, Cause.COMPROMISE);
    Map<String, Object> request = new HashMap<>(world.identity(fresh, next));
    request.put("earlier", Bytes.utf8("sealed").toBase64Url());
    publish(person, request).then().statusCode(200);
    assertThat(slots(person)).containsExactly((String) request.get("slot"));
    String earlier = PUBLISH + "/" + next.hash() + "/earlier";
    world
        .as(person, "identity")
        .get(earlier)
        .then()
        .statusCode(200)
        .body("sealed", equalTo(Bytes.utf8("sealed").toBase64Url()));
    World.Person stranger = world.enrolled("stranger");
    refused(world.as(stranger, "identity").get(earlier), 404, "not-found");
    refused(
        world
            .as(person, "identity")
            .get(PUBLISH + "/" + person.keys().identity().hash() + "/earlier"),
        404,
        "not-found");
  }

  /** The new generation, its slot, the end of the earlier ones and its entry are one. */
  @ParameterizedTest
  @ValueSource(
      strings = {"identity_statement", "key_slot", "earlier_secret", "log_entry", "outbox"})
  void rotation_killedOnTheWay_isNeitherPublishedNorLogged_andGoesThroughAgain(String point)
      throws Exception {
    World.Person person = world.enrolled("killed-" + point.replace('_', '-'));
    List<String> before = slots(person);
    Somebody fresh = fresh(person);
    Signed<Identity> next = rotation(person.keys(), fresh, Cause.COMPROMISE);
    Map<String, Object> request = new HashMap<>(world.identity(fresh, next));
    request.put("earlier", Bytes.utf8("sealed").toBase64Url());

    new Crash(world, "identity").at(point, () -> publish(person, request));

    assertThat(identities(person)).hasSize(1);
    assertThat(slots(person)).isEqualTo(before);
    publish(person, request).then().statusCode(200).body("identities", hasSize(2));
    assertThat(slots(person)).containsExactly((String) request.get("slot"));
  }

  @Test
  void t74_reset_replacesNothing_andTakesNoSlot() {
    World.Person person = world.enrolled("resetting");
    List<String> before = slots(person);
    Somebody fresh = fresh(person);
    Somebody another = fresh(person);
    Map<String, Object> first = world.identity(fresh, reset(person.keys(), fresh));
    Map<String, Object> second = world.identity(another, reset(person.keys(), another));
    publish(person, first).then().statusCode(200).body("identities", hasSize(2));
    publish(person, second).then().statusCode(200).body("identities", hasSize(3));
    assertThat(slots(person))
        .startsWith(before.getFirst())
        .contains((String) first.get("slot"), (String) second.get("slot"))
        .hasSize(3);
    Somebody rotated = fresh(person);
    Map<String, Object> rotation =
        world.identity(rotated, rotation(person.keys(), rotated, Cause.ROTATION));
    publish(person, rotation).then().statusCode(200).body("identities", hasSize(4));
    // The resets are void, and so is what they would open.
    assertThat(slots(person)).containsExactly((String) rotation.get("slot"));
    Somebody late = fresh(person);
    refused(publish(person, world.identity(late, reset(person.keys(), late))), 409, "stale-head");
  }

  @Test
  void t74_resetsWithoutEnd_areRefused() {
    World.Person person = world.enrolled("flooding");
    for (int i = 0; i < 16; i++) {
      Somebody fresh = fresh(person);
      publish(person, world.identity(fresh, reset(person.keys(), fresh))).then().statusCode(200);
    }
    Somebody fresh = fresh(person);
    refused(publish(person, world.identity(fresh, reset(person.keys(), fresh))), 409, "conflict");
    Somebody rotated = fresh(person);
    publish(person, world.identity(rotated, rotation(person.keys(), rotated, Cause.ROTATION)))
        .then()
        .statusCode(200);
  }

  @Test
  void t12_resetOrRotationInTheNameOfSomebodyElse_isRefused() {
    World.Person victim = world.enrolled("victim");
    World.Person attacker = world.enrolled("attacker");
    Somebody fresh = fresh(victim);
    refused(
        publish(attacker, world.identity(fresh, reset(victim.keys(), fresh))), 409, "stale-head");
    Somebody own = fresh(attacker);
    refused(publish(attacker, world.identity(own, reset(victim.keys(), own))), 409, "stale-head");
    assertThat(identities(victim)).hasSize(1);
    assertThat(identities(attacker)).hasSize(1);
  }

  @Test
  void statement_published_isToldWithItsCause() {
    World.Person person = world.enrolled("told");
    String user = person.keys().user().toString();
    Somebody resetting = fresh(person);
    publish(person, world.identity(resetting, reset(person.keys(), resetting)));
    Somebody rotated = fresh(person);
    publish(person, world.identity(rotated, rotation(person.keys(), rotated, Cause.COMPROMISE)));
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      for (Cause cause : List.of(Cause.FIRST, Cause.RESET, Cause.COMPROMISE)) {
        JsonNode told =
            tap.await(event ->
                event.at("/subject").asText().equals(user)
                    && event.at("/data/cause").asText().equals(cause.name()));
        assertThat(told.at("/data/generation").asLong()).isEqualTo(cause == Cause.FIRST ? 1 : 2);
      }
    }
  }

  @Test
  void twoRotationsAtOnce_oneIsTaken_andTheOtherIsToldToLookAgain() {
    World.Person person = world.enrolled("twice");
    Somebody one = fresh(person);
    Somebody other = fresh(person);
    publish(person, world.identity(one, rotation(person.keys(), one, Cause.ROTATION)))
        .then()
        .statusCode(200);
    refused(
        publish(person, world.identity(other, rotation(person.keys(), other, Cause.ROTATION))),
        409,
        "stale-head");
    assertThat(identities(person)).hasSize(2);
  }
}
