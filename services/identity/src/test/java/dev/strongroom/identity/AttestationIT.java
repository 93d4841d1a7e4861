package dev.strongroom.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.attestation.Attestation;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Attestations over HTTP on real parts. */
class AttestationIT {
  private static World world;
  private static World.Person attester;
  private static World.Person person;
  private static World.Person nobody;

  @BeforeAll
  static void start() {
    world = World.start("identity", "identity").founded();
    attester = world.enrolled("attester");
    person = world.enrolled("person");
    nobody = world.enrolled("nobody");
    Signed<Policy> next =
        Policy.following(
            world.organisation().root(),
            world.organisation().policy(),
            world
                .organisation()
                .policy()
                .body()
                .terms()
                .withAttesters(List.of(attester.keys().identity().hash())),
            Instant.now());
    world
        .as(world.signedIn("administrator", "org-admin"), "identity")
        .body(Map.of("envelope", next.envelope().encode().toBase64Url()))
        .post("/identity/v1/organisation/policies")
        .then()
        .statusCode(200);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static Signed<Attestation> by(World.Person signer, Duration life) {
    return Attestation.sign(
        signer.keys().author(),
        signer.keys().keys().signing(),
        person.keys().identity(),
        "passport seen",
        Instant.now().plus(life),
        Instant.now());
  }

  private static Response publish(World.Person as, Signed<Attestation> attestation) {
    return world
        .as(as, "identity")
        .body(Map.of("envelope", attestation.envelope().encode().toBase64Url()))
        .post("/identity/v1/attestations");
  }

  private static Response served(String user) {
    return world.as(nobody, "identity").get("/identity/v1/users/" + user + "/attestations");
  }

  @Test
  void attestation_byAnAttester_isKeptLoggedServedAndTold_once() {
    Signed<Attestation> signed = by(attester, Duration.ofDays(30));
    int index = publish(attester, signed).then().statusCode(200).extract().path("index");
    publish(attester, signed).then().statusCode(200).body("index", equalTo(index));
    served(person.keys().user().toString())
        .then()
        .statusCode(200)
        .body("$", hasSize(1))
        .body("[0].envelope", equalTo(signed.envelope().encode().toBase64Url()))
        .body("[0].index", equalTo(index));
    try (EventTap tap = new EventTap(world.lease(), Topic.IDENTITY)) {
      String user = person.keys().user().toString();
      assertThat(tap.await(DomainEvent.PersonAttested.class, user).at("/data/hash").asText())
          .isEqualTo(signed.hash().toString());
    }
  }

  @Test
  void attestation_byNobodyOfThePolicy_inAnothersName_orOver_isRefused() {
    for (Response answer :
        List.of(
            publish(nobody, by(nobody, Duration.ofDays(30))),
            publish(nobody, by(attester, Duration.ofDays(30))),
            publish(attester, by(attester, Duration.ofDays(-1))))) {
      answer.then().statusCode(422).body("reason", equalTo("statement-refused"));
    }
    served(nobody.keys().user().toString()).then().statusCode(200).body("$", hasSize(0));
  }

  @Test
  void attestations_ofNobody_areNotFound() {
    served(world.organisation().id().toString()).then().statusCode(404);
  }
}
