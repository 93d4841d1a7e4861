package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.EmergencyKit;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.signin.Tokens;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another organisation, another policy, other people than this client knows. */
class HostileDirectoryTest {
  @TempDir Path folder;
  private World world;

  @BeforeEach
  void begin() throws Exception {
    world = new World(folder);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void connect() {
    world.client("member").close();
  }

  private void assertConnectRefused(ErrorCode code) throws Exception {
    String pins = world.pins("member");
    world.platform().forgetRequests();
    assertRefused(code, this::connect);
    assertThat(world.pins("member")).isEqualTo(pins);
    world.assertNoRequest(Request.to("/access/").or(Request.to("/storage/")));
  }

  /** An organisation that the attacker has founded, as the server would show it. */
  private Map<String, Object> another() {
    Organisation another =
        new Organisation(Seed.random(7), world.platform().url() + "/auth/realms/strongroom");
    return Map.of(
        "organisation",
        another.id().toString(),
        "policies",
        List.of(another.policy().envelope().encode().toBase64Url()));
  }

  @Test
  void t65_anotherOrganisation_root() throws Exception {
    world.platform().lie(Request.get("/organisation"), Answer.json(another()));
    assertConnectRefused(ErrorCode.ROOT);
  }

  @Test
  void t65_policyOfAnotherRootUnderThisName_root() throws Exception {
    JsonNode other = Answer.json(another()).asJson();
    world
        .platform()
        .bend(
            Request.get("/organisation"),
            json -> ((ObjectNode) json).set("policies", other.path("policies")));
    assertConnectRefused(ErrorCode.ROOT);
  }

  @Test
  void t65_noPolicyAtAll_root() throws Exception {
    world
        .platform()
        .bend(
            Request.get("/organisation"), json -> ((ArrayNode) json.path("policies")).removeAll());
    assertConnectRefused(ErrorCode.ROOT);
  }

  @Test
  void t65_policyTakenBackAfterItWasSeen_root() throws Exception {
    Organisation organisation = world.platform().organisation();
    Signed<Policy> first = organisation.policy();
    Signed<Policy> next =
        Policy.following(
            organisation.root(),
            first,
            first.body().providers(),
            first.body().logKeys(),
            first.body().limits(),
            Organisation.TIME);
    world.platform().people().policies().add(next.envelope().encode());
    connect();
    world.platform().people().policies().removeLast();
    assertConnectRefused(ErrorCode.ROOT);
  }

  @Test
  void t65_newMachineShownAnotherRootThanTheKitNames_rootAndTheSlotIsNotAskedFor()
      throws Exception {
    StrongroomConfig fresh = world.config("fresh");
    Device device = Device.open(fresh.folder(), fresh.runtime(), fresh.random(), World.CLOCK);
    device.rememberServer(world.platform().url());
    device.rememberTokens(
        new Tokens("member", "refresh", World.CLOCK.instant().plus(Duration.ofDays(1))));
    world.platform().lie(Request.get("/organisation"), Answer.json(another()));
    try (EmergencyKit kit =
            new EmergencyKit(
                world.platform().url(),
                "member",
                world.platform().organisation().id(),
                AccountSecret.random(fresh.random()));
        SecretBytes passphrase = SecretBytes.takeOver(new byte[] {1, 2, 3})) {
      assertRefused(ErrorCode.ROOT, () -> new Enrolment(fresh).enrolFromKit(kit, passphrase));
    }
    world.assertNoRequest(Request.to("/slots"));
    assertThat(device.membership()).isEmpty();
    assertThat(device.accountSecret()).isEmpty();
    assertThat(fresh.folder().resolve("pins.json")).doesNotExist();
  }

  @Test
  void t11_ownKeysChanged_selfKeyChanged() throws Exception {
    connect();
    Organisation.Somebody other = world.platform().organisation().another("member");
    world
        .platform()
        .bend(
            Request.get("/identity/v1/users/"),
            json ->
                ((ArrayNode) json.path("identities"))
                    .removeAll()
                    .add(other.identity().envelope().encode().toBase64Url()));
    assertConnectRefused(ErrorCode.SELF_KEY_CHANGED);
  }

  private Person pinMember(Strongroom manager) {
    return manager.people().pin(manager.people().named("member"), "member", Optional.empty());
  }

  /** Bends every answer about people into one about somebody of that identity. */
  private void exchange(Organisation.Somebody other) {
    world
        .platform()
        .bend(
            Request.get("/identity/v1/users").and(r -> !r.uri().toString().contains(managerId())),
            json ->
                ((ArrayNode) json.path("identities"))
                    .removeAll()
                    .add(other.identity().envelope().encode().toBase64Url()));
  }

  private String managerId() {
    return world.device("manager").membership().orElseThrow().user().toString();
  }

  @Test
  void t11_contactsKeyExchanged_dirChainAndThePinStays() throws Exception {
    Person known;
    try (Strongroom manager = world.client("manager")) {
      known = pinMember(manager);
    }
    exchange(world.platform().organisation().another("member"));
    String pins = world.pins("manager");
    try (Strongroom manager = world.client("manager")) {
      assertRefused(ErrorCode.DIR_CHAIN, () -> manager.people().named("member"));
      assertRefused(ErrorCode.DIR_CHAIN, () -> manager.people().byId(known.user()));
      assertRefused(ErrorCode.DIR_CHAIN, () -> manager.person("member"));
    }
    assertThat(world.pins("manager")).isEqualTo(pins);
    Pins.Contact contact = world.device("manager").pins().contact(known.user()).orElseThrow();
    assertThat(contact.identity()).isEqualTo(known.newest().hash());
  }

  @Test
  void t67_nameLeadsToSomebodyElse_namePin() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      pinMember(manager);
    }
    world
        .platform()
        .lie(
            Request.to("/identity/v1/users").and(r -> !r.query("name").isEmpty()),
            Answer.json(world.platform().people().person("outsider")));
    try (Strongroom manager = world.client("manager")) {
      assertRefused(ErrorCode.NAME_PIN, () -> manager.people().named("member"));
    }
  }

  @Test
  void personWithoutKeys_isNotToBeHadYet_andAContactWithoutThemIsAFault() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      pinMember(manager);
    }
    world
        .platform()
        .bend(
            Request.to("/identity/v1/users").and(r -> !r.query("name").isEmpty()),
            json -> ((ArrayNode) json.path("identities")).removeAll());
    try (Strongroom manager = world.client("manager")) {
      String pins = world.pins("manager");
      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(() -> manager.people().named("outsider"))
          .matches(e -> e.reason().equals("no-keys") && e.isNotFound());
      assertThat(world.pins("manager")).isEqualTo(pins);
      assertRefused(ErrorCode.DIR_CHAIN, () -> manager.people().named("member"));
    }
  }

  @Test
  void t10_keyWithAnotherFingerprintThanExpected_dirProofAndNothingPinned() throws Exception {
    Organisation.Somebody expected = world.platform().organisation().another("member");
    try (Strongroom manager = world.client("manager")) {
      Person shown = manager.people().named("member");
      assertRefused(
          ErrorCode.DIR_PROOF,
          () ->
              manager
                  .people()
                  .pin(shown, "member", Optional.of(Fingerprint.of(expected.identity().hash()))));
    }
    assertThat(world.device("manager").pins().contacts()).isEmpty();
  }

  @Test
  void t68_identityOfAnotherOrganisation_isRefused() throws Exception {
    Organisation another = new Organisation(Seed.random(9));
    exchange(another.another("member"));
    try (Strongroom manager = world.client("manager")) {
      assertRefused(ErrorCode.STATEMENT, () -> manager.people().named("member"));
    }
  }

  @Test
  void claimThatIsNotWhatTheIdentityCommitsTo_isNotShown() throws Exception {
    world
        .platform()
        .bend(
            Request.get("/identity/v1/users"),
            json -> ((ObjectNode) json.path("claims").path(0)).put("displayName", "administrator"));
    try (Strongroom manager = world.client("manager")) {
      assertThat(manager.people().named("member").claimedName()).isEmpty();
    }
  }

  @Test
  void t51_slotOfSomebodyElseOrGarbage_isRefused() throws Exception {
    StrongroomConfig config = world.config("member");
    world.device("member").rememberAccountSecret(AccountSecret.random(config.random()));
    Hash any = world.platform().organisation().policy().hash();
    Object view =
        Map.of(
            "name", "passphrase",
            "type", "passphrase",
            "identity", any.toString(),
            "hash", any.toString(),
            "created", "2027-01-15T08:00:00Z");
    world
        .platform()
        .lieOnce(
            Request.get("/slots"), Answer.json(List.of(view)), Answer.json(Map.of("slot", "AAAA")));
    try (SecretBytes passphrase = SecretBytes.takeOver(Bytes.utf8("passphrase").toArray())) {
      assertRefused(ErrorCode.STATEMENT, () -> new Enrolment(config).unlock(passphrase));
    }
  }
}
