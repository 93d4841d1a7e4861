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
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.Identity;
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
    organisation.log(DirectoryEntry.policy(organisation.id(), 1, next.hash()));
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

  /** What somebody has made who can sign in as the member; logged and served. */
  private void publish(Signed<Identity> identity) {
    Organisation organisation = world.platform().organisation();
    Organisation.Somebody member = world.platform().people().somebody("member");
    organisation.log(DirectoryEntry.identity(member.user(), 1, identity.hash()));
    world
        .platform()
        .bend(
            Request.get("/identity/v1/users").and(r -> !r.uri().toString().contains(managerId())),
            json ->
                ((ArrayNode) json.path("identities"))
                    .add(identity.envelope().encode().toBase64Url()));
  }

  private Signed<Identity> rotated() {
    Organisation.Somebody member = world.platform().people().somebody("member");
    return Identity.rotation(
        member.identity(),
        member.keys().signing(),
        world.platform().organisation().another("member").keys(),
        member.claim(),
        Identity.Cause.COMPROMISE,
        Organisation.TIME);
  }

  private Signed<Identity> reset() {
    Organisation.Somebody member = world.platform().people().somebody("member");
    return Identity.reset(
        member.identity(),
        world.platform().organisation().another("member").keys(),
        member.claim(),
        Organisation.TIME);
  }

  @Test
  void t11_ownKeysRotatedByWhoeverStoleThem_selfKeyChanged() throws Exception {
    connect();
    publish(rotated());
    assertConnectRefused(ErrorCode.SELF_KEY_CHANGED);
  }

  @Test
  void t74_ownKeysReset_nothingChanges() throws Exception {
    connect();
    publish(reset());
    connect();
  }

  @Test
  void t11_ownLabelChangedWhileTheClientIsOpen_nothingIsSigned() {
    try (Strongroom member = world.client("member")) {
      publish(reset());
      member.people().named("member");
      world.platform().forgetRequests();
      assertRefused(ErrorCode.SELF_KEY_CHANGED, () -> member.createRoom("Board"));
      world.assertNoRequest(Request.post("/access/"));
    }
  }

  @Test
  void t11_ownKeysRotatedByNobody_dirChain() throws Exception {
    connect();
    exchange(log(world.platform().organisation().another("member"), 1), false);
    assertConnectRefused(ErrorCode.DIR_CHAIN);
  }

  /** Has a log that lies have it. */
  private Organisation.Somebody log(Organisation.Somebody other, long sequence) {
    world
        .platform()
        .organisation()
        .log(
            DirectoryEntry.identity(
                world.platform().people().somebody("member").user(),
                sequence,
                other.identity().hash()));
    return other;
  }

  private Person pinMember(Strongroom manager) {
    return manager.people().pin(manager.people().named("member"), "member", Optional.empty());
  }

  /** Bends every answer about people into one about somebody of that identity, alone or too. */
  private void exchange(Organisation.Somebody other, boolean alone) {
    world
        .platform()
        .bend(
            Request.get("/identity/v1/users").and(r -> !r.uri().toString().contains(managerId())),
            json -> {
              ArrayNode identities = (ArrayNode) json.path("identities");
              if (alone) {
                identities.removeAll();
              }
              identities.add(other.identity().envelope().encode().toBase64Url());
            });
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
    exchange(log(world.platform().organisation().another("member"), 1), false);
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
  void t15_namesThatLookTheSame_areNotTakenForEachOther() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      pinMember(manager);
      Person outsider = manager.people().named("outsider");
      for (String alike : List.of("member", "MEMBER", "ｍember", "m\u212fmber")) {
        assertRefused(
            ErrorCode.DIR_AMBIGUOUS, () -> manager.people().pin(outsider, alike, Optional.empty()));
      }
      assertThat(manager.pins().contact(outsider.user())).isEmpty();
    }
    world
        .platform()
        .lie(
            Request.to("/identity/v1/users").and(r -> !r.query("name").isEmpty()),
            Answer.json(world.platform().people().person("outsider")));
    try (Strongroom manager = world.client("manager")) {
      assertRefused(ErrorCode.NAME_PIN, () -> manager.people().named("ｍember"));
    }
    world.platform().beHonest();
    world
        .platform()
        .lie(
            Request.to("/identity/v1/users").and(r -> !r.query("name").isEmpty()),
            Answer.problem(409, "conflict"));
    try (Strongroom manager = world.client("manager")) {
      assertRefused(ErrorCode.DIR_AMBIGUOUS, () -> manager.people().named("somebody"));
    }
  }

  @Test
  void personWithoutKeys_isNotToBeHadYet() throws Exception {
    Organisation.Somebody newcomer = world.platform().organisation().another("newcomer");
    world
        .platform()
        .bend(
            Request.to("/identity/v1/users").and(r -> !r.query("name").isEmpty()),
            json -> {
              ((ArrayNode) json.path("identities")).removeAll();
              ((ObjectNode) json).put("user", newcomer.user().toString());
            });
    try (Strongroom manager = world.client("manager")) {
      String pins = world.pins("manager");
      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(() -> manager.people().named("outsider"))
          .matches(e -> e.reason().equals("no-keys") && e.isNotFound());
      assertThat(world.pins("manager")).isEqualTo(pins);
    }
  }

  @Test
  void t14_keysOfSomebodyInTheLogKeptBack_dirProof() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      pinMember(manager);
    }
    world
        .platform()
        .bend(
            Request.to("/identity/v1/users").and(r -> !r.uri().toString().contains(managerId())),
            json -> ((ArrayNode) json.path("identities")).removeAll());
    try (Strongroom manager = world.client("manager")) {
      assertRefused(ErrorCode.DIR_PROOF, () -> manager.people().named("member"));
      assertRefused(ErrorCode.DIR_PROOF, () -> manager.people().named("outsider"));
    }
  }

  @Test
  void t10_keyThatTheLogDoesNotHave_dirProof() throws Exception {
    exchange(world.platform().organisation().another("member"), true);
    try (Strongroom manager = world.client("manager")) {
      String pins = world.pins("manager");
      assertRefused(ErrorCode.DIR_PROOF, () -> manager.people().named("member"));
      assertThat(world.pins("manager")).isEqualTo(pins);
    }
  }

  @Test
  void t10_keyThatTheLogHasForSomebodyElse_dirProof() throws Exception {
    Organisation.Somebody other = world.platform().organisation().another("member");
    Organisation.Somebody outsider = world.platform().people().somebody("outsider");
    world
        .platform()
        .organisation()
        .log(DirectoryEntry.identity(outsider.user(), 1, other.identity().hash()));
    exchange(other, true);
    try (Strongroom manager = world.client("manager")) {
      assertRefused(ErrorCode.DIR_PROOF, () -> manager.people().named("member"));
    }
  }

  @Test
  void t14_revocationLeftOut_dirProof() throws Exception {
    Organisation.Somebody member = world.platform().people().somebody("member");
    Signed<Identity> rotated = rotated();
    try (Strongroom manager = world.client("manager")) {
      Person known = pinMember(manager);
      world
          .platform()
          .organisation()
          .log(DirectoryEntry.identity(member.user(), 1, rotated.hash()));
      assertRefused(ErrorCode.DIR_PROOF, () -> manager.people().named("member"));
      assertRefused(ErrorCode.DIR_PROOF, () -> manager.people().byId(known.user()));
    }
  }

  @Test
  void t14_policyLeftOut_dirProof() throws Exception {
    Organisation organisation = world.platform().organisation();
    organisation.log(
        DirectoryEntry.policy(organisation.id(), 1, organisation.another("x").identity().hash()));
    assertConnectRefused(ErrorCode.DIR_PROOF);
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
    exchange(log(another.another("member"), 1), false);
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
            "created", "2027-01-15T08:00:00Z",
            "changed", "2027-01-15T08:00:00Z");
    world
        .platform()
        .lieOnce(
            Request.get("/slots"), Answer.json(List.of(view)), Answer.json(Map.of("slot", "AAAA")));
    try (SecretBytes passphrase = SecretBytes.takeOver(Bytes.utf8("passphrase").toArray())) {
      assertRefused(ErrorCode.STATEMENT, () -> new Enrolment(config).unlock(passphrase));
    }
  }
}
