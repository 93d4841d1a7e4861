package dev.strongroom.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Holds the realm file to what is promised of the sign-on. */
class RealmTest {
  private static final JsonNode REALM = realm();

  private static JsonNode realm() {
    try (InputStream in = RealmTest.class.getResourceAsStream("/realm/strongroom.json")) {
      assertThat(in).isNotNull();
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError("the realm file is not JSON", e);
    }
  }

  private static List<JsonNode> clients() {
    return StreamSupport.stream(REALM.get("clients").spliterator(), false).toList();
  }

  private static JsonNode client(String id) {
    return clients().stream()
        .filter(client -> client.get("clientId").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void roles_areTheTwo_andNoOther() {
    assertThat(REALM.at("/roles/realm").findValuesAsText("name"))
        .containsExactlyInAnyOrder("org-admin", "auditor");
  }

  @Test
  void clients_withABrowser_takePkceWithSha256() {
    List<String> public_ = new ArrayList<>();
    for (JsonNode client : clients()) {
      if (client.get("standardFlowEnabled").asBoolean()) {
        public_.add(client.get("clientId").asText());
        assertThat(client.at("/attributes/pkce.code.challenge.method").asText())
            .as(client.get("clientId").asText())
            .isEqualTo("S256");
      }
    }
    assertThat(public_).containsExactlyInAnyOrder("strongroom-cli", "strongroom-console");
  }

  @Test
  void clients_all_haveNeitherPasswordGrantNorImplicitFlow() {
    for (JsonNode client : clients()) {
      String name = client.get("clientId").asText();
      assertThat(client.path("directAccessGrantsEnabled").asBoolean(true)).as(name).isFalse();
      assertThat(client.path("implicitFlowEnabled").asBoolean(false)).as(name).isFalse();
    }
  }

  @Test
  void tokens_ofUsers_nameTheTwoRoles_andNoOtherThatTheyMayHave() {
    for (String id : List.of("strongroom-cli", "strongroom-console")) {
      assertThat(client(id).get("fullScopeAllowed").asBoolean(true)).as(id).isFalse();
    }
    assertThat(REALM.get("scopeMappings"))
        .hasSize(2)
        .allSatisfy(mapping ->
            assertThat(mapping.get("roles").toString()).isEqualTo("[\"org-admin\",\"auditor\"]"));
  }

  @Test
  void redirects_leadToTheOwnOriginOrThisMachine_alone() {
    assertThat(client("strongroom-console").get("redirectUris").toString())
        .isEqualTo("[\"${edge.url}/\"]");
    assertThat(client("strongroom-cli").get("redirectUris").toString())
        .isEqualTo("[\"http://127.0.0.1/*\"]");
  }

  @Test
  void tokens_areShort_andRefreshTokensAreUsedOnce() {
    assertThat(REALM.get("accessTokenLifespan").asInt()).isLessThanOrEqualTo(300);
    assertThat(REALM.get("revokeRefreshToken").asBoolean()).isTrue();
    assertThat(REALM.get("refreshTokenMaxReuse").asInt()).isZero();
    assertThat(REALM.get("ssoSessionMaxLifespan").asInt()).isLessThanOrEqualTo(36_000);
    assertThat(REALM.get("defaultSignatureAlgorithm").asText()).isEqualTo("RS256");
  }

  @Test
  void guessing_isHeldUp_andNobodyRegistersHimself() {
    assertThat(REALM.get("bruteForceProtected").asBoolean()).isTrue();
    assertThat(REALM.get("failureFactor").asInt()).isLessThanOrEqualTo(10);
    assertThat(REALM.get("registrationAllowed").asBoolean()).isFalse();
    assertThat(REALM.get("resetPasswordAllowed").asBoolean()).isFalse();
    assertThat(REALM.get("duplicateEmailsAllowed").asBoolean()).isFalse();
    assertThat(REALM.get("sslRequired").asText()).isEqualTo("external");
  }

  @Test
  void logout_isToldToTheIdentityService_byBothClients() {
    for (String id : List.of("strongroom-cli", "strongroom-console")) {
      assertThat(client(id).at("/attributes/backchannel.logout.url").asText())
          .isEqualTo("${identity.url}/identity/v1/sign-on/logout");
      assertThat(client(id).at("/attributes/backchannel.logout.session.required").asText())
          .isEqualTo("true");
    }
  }

  @Test
  void events_arePushed_byOurListener() {
    assertThat(REALM.get("eventsListeners").toString()).contains("strongroom-sign-on");
    assertThat(REALM.at("/attributes/strongroom.events.url").asText())
        .isEqualTo("${internal.identity}/internal/v1/sign-on/events");
  }

  @Test
  void serviceAccounts_mayDoNothing_butTheIdentityServices() {
    assertThat(REALM.get("users")).hasSize(1);
    JsonNode account = REALM.at("/users/0");
    assertThat(account.get("serviceAccountClientId").asText()).isEqualTo("strongroom-identity");
    assertThat(account.has("realmRoles")).isFalse();
    assertThat(account.get("clientRoles").toString())
        .isEqualTo(
            "{\"realm-management\":"
                + "[\"view-users\",\"query-users\",\"query-groups\",\"manage-users\"]}");
  }

  @Test
  void webAuthn_isAFlowThatIsThere_andNotYetBound() {
    JsonNode flow =
        StreamSupport.stream(REALM.get("authenticationFlows").spliterator(), false)
            .filter(one -> one.get("alias").asText().equals("strongroom browser with passkey"))
            .findFirst()
            .orElseThrow();
    assertThat(flow.get("topLevel").asBoolean()).isTrue();
    JsonNode forms =
        StreamSupport.stream(REALM.get("authenticationFlows").spliterator(), false)
            .filter(one -> one.get("alias").asText().equals("strongroom passkey forms"))
            .findFirst()
            .orElseThrow();
    assertThat(forms.at("/authenticationExecutions/1/authenticator").asText())
        .isEqualTo("webauthn-authenticator");
    assertThat(forms.at("/authenticationExecutions/1/requirement").asText()).isEqualTo("REQUIRED");
    assertThat(REALM.has("browserFlow")).isFalse();
    assertThat(REALM.get("webAuthnPolicyUserVerificationRequirement").asText())
        .isEqualTo("required");
  }
}
