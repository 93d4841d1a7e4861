package dev.strongroom.identity.signon;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.kit.testing.World;
import dev.strongroom.local.LeasedServices;
import dev.strongroom.local.Settings;
import dev.strongroom.local.StackLease;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sign-on away, at the start and in the middle. */
class KeycloakAwayIT {
  @Test
  void service_startsWithoutTheSignOn_andIsReady() {
    String nowhere = "http://127.0.0.1:" + Settings.freePort() + "/auth";
    try (StackLease lease = StackLease.take("identity-alone");
        LeasedServices services =
            LeasedServices.start(
                lease,
                Map.of("keycloak.url", nowhere, "keycloak.issuer", nowhere + "/realms/gone"),
                "identity")) {
      String health =
          given()
              .baseUri(services.managementUrl("identity").toString())
              .get("/q/health/well")
              .asString();
      assertThat(health).contains("sign-on mirror").contains("DOWN");
    }
  }

  @Test
  void adminApi_awayInTheMiddle_isTold_deletesNobody_andIsCaughtUpWith() throws IOException {
    try (Gate gate = new Gate()) {
      World world =
          World.start(
                  "identity-gate",
                  Map.of("keycloak.url", "http://127.0.0.1:" + gate.port() + "/auth"),
                  "identity")
              .founded();
      try {
        gate.leadTo(world.lease().keycloakUrl());
        Realm realm = new Realm(world);
        realm.silence();
        String subject = realm.user("meanwhile");
        realm.reconcile(false);
        assertThat(realm.get("sign-on").getBoolean("reachable")).isTrue();
        gate.shut();
        realm.call("DELETE", "users/" + subject, "");
        realm.post("sign-on/reconciliation", "");
        Realm.await(() -> !realm.get("sign-on").getBoolean("reachable"));
        assertThat(realm.get("sign-on").getString("lastOutcome")).contains("did not answer");
        assertThat(realm.state(subject)).isEqualTo("active");
        gate.open();
        Realm.await(() -> realm.state(subject).equals("deleted"));
        assertThat(realm.get("sign-on").getBoolean("reachable")).isTrue();
      } finally {
        world.close();
      }
    }
  }
}
