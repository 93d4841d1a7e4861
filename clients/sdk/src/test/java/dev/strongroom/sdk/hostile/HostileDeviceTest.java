package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.DeviceApproval;
import dev.strongroom.protocol.slot.DeviceCode;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.DeviceEnrolment;
import dev.strongroom.sdk.EmergencyKit;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.slot.Devices;
import dev.strongroom.sdk.slot.KeySlots;
import dev.strongroom.sdk.slot.Passphrases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New devices, slots and the passphrase, with a server that lies about them: T12, T65, T66. */
class HostileDeviceTest {
  @TempDir Path folder;

  private World world;
  private Keys keys;
  private Organisation organisation;

  @BeforeEach
  void start() throws IOException {
    world = new World(folder);
    organisation = world.platform().organisation();
    keys = new Keys(world);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void approve(DeviceCode code) {
    new Devices(keys.work()).approve(DeviceCode.parse(code.toString()));
  }

  private static void assertNothingKept(StrongroomConfig config) {
    for (String name : List.of("account-secret", "session.json", "pins.json", "root")) {
      assertThat(config.folder().resolve(name)).doesNotExist();
    }
    for (String name : List.of("directory.checkpoint", "directory.entries", "device-key")) {
      assertThat(config.folder().resolve(name)).doesNotExist();
    }
    assertThatThrownBy(() -> Strongroom.connect(config)).isInstanceOf(LockedException.class);
  }

  @Test
  void newDevice_whoseCodeWasTyped_hasTheKeys_andASlotOfItsOwn() {
    StrongroomConfig fresh = keys.freshMachine("laptop");
    DeviceEnrolment newDevice = new DeviceEnrolment(fresh);
    DeviceCode code = newDevice.ask("laptop");
    assertThat(newDevice.collect("laptop")).isFalse();
    approve(code);
    assertThat(newDevice.collect("laptop")).isTrue();
    try (Strongroom client = Strongroom.connect(fresh)) {
      assertThat(client.self().user())
          .isEqualTo(world.platform().people().somebody("member").user());
    }
    assertThat(fresh.roots().source(organisation.id())).isEqualTo(RootSource.DEVICE);
    assertThat(new Devices(keys.work()).list()).hasSize(1);
    new Enrolment(fresh).lock();
    newDevice.unlock();
    Strongroom.connect(fresh).close();
    new Enrolment(fresh).lock();
    try (SecretBytes passphrase = Keys.passphrase("the first passphrase")) {
      new Enrolment(fresh).unlock(passphrase);
    }
    Strongroom.connect(fresh).close();
  }

  @Test
  void t66_newDevicesKeyExchanged_deviceCodeAndNothingIsSealed() {
    StrongroomConfig fresh = keys.freshMachine("laptop");
    DeviceCode code = new DeviceEnrolment(fresh).ask("laptop");
    KemPublicKey attackers =
        KemPrivateKey.fromSeed(SecretBytes.random(organisation.random(), 32)).publicKey();
    world
        .platform()
        .bend(
            Request.get("/me/devices"),
            json -> ((ObjectNode) json.path(0)).put("key", attackers.value().toBase64Url()));
    assertRefused(ErrorCode.DEVICE_CODE, () -> approve(code));
    world.assertNoRequest(Request.to("/approval"));
  }

  @Test
  void t66_codeOfAnotherDevice_deviceCode() {
    new DeviceEnrolment(keys.freshMachine("laptop")).ask("laptop");
    KemPublicKey other =
        KemPrivateKey.fromSeed(SecretBytes.random(organisation.random(), 32)).publicKey();
    assertRefused(
        ErrorCode.DEVICE_CODE, () -> approve(DeviceCode.of(other, organisation.random())));
  }

  /** The server knows the new device's key, and makes an organisation and a user of its own. */
  @Test
  void t65_t66_approvalMadeByTheServer_deviceCodeAndNothingIsKept() {
    StrongroomConfig fresh = keys.freshMachine("laptop");
    DeviceEnrolment newDevice = new DeviceEnrolment(fresh);
    newDevice.ask("laptop");
    Request asked =
        world.platform().requests().stream()
            .filter(Request.post("/me/devices"))
            .findFirst()
            .orElseThrow();
    KemPublicKey key = new KemPublicKey(Bytes.fromBase64Url(asked.json().path("key").asText()));
    Organisation another = new Organisation(organisation.random());
    Organisation.Somebody member = world.platform().people().somebody("member");
    try (SlotContents contents =
            new SlotContents(
                another.somebody("member").secret(), another.id(), 0, another.policy().hash());
        AccountSecret account = AccountSecret.random(organisation.random())) {
      DeviceApproval forged =
          DeviceApproval.seal(
              contents, account, member.user(), 1, key, DeviceCode.of(key, organisation.random()));
      world
          .platform()
          .lie(
              Request.post("/collect"),
              Answer.json(Map.of("waiting", false, "approval", forged.encode().toBase64Url())));
    }
    assertRefused(ErrorCode.DEVICE_CODE, () -> newDevice.collect("laptop"));
    assertNothingKept(fresh);
    // One answer for a code: a second guess needs a new one.
    assertRefused(ErrorCode.DEVICE_UNVERIFIED, () -> newDevice.collect("laptop"));
  }

  /** Whoever typed the code is not the one who signed in on the new machine. */
  @Test
  void t66_approvalForSomebodyElseThanIsSignedIn_deviceCodeAndNothingIsKept() {
    StrongroomConfig fresh = keys.freshMachine("laptop");
    DeviceEnrolment newDevice = new DeviceEnrolment(fresh);
    approve(newDevice.ask("laptop"));
    world
        .platform()
        .lie(
            request -> request.path().equals("/identity/v1/me"),
            Answer.json(world.platform().people().person("outsider")));
    assertRefused(ErrorCode.DEVICE_CODE, () -> newDevice.collect("laptop"));
    assertNothingKept(fresh);
  }

  @Test
  void t12_signedInAsTheUser_withoutHisSecret_deviceUnverified() {
    StrongroomConfig thief = keys.freshMachine("thief");
    DeviceEnrolment newDevice = new DeviceEnrolment(thief);
    newDevice.ask("laptop");
    assertThat(newDevice.collect("laptop")).isFalse();
    assertNothingKept(thief);
    world.platform().lie(Request.post("/collect"), Answer.problem(404, "not-found"));
    assertRefused(ErrorCode.DEVICE_UNVERIFIED, () -> newDevice.collect("laptop"));
    assertNothingKept(thief);
  }

  @Test
  void t65_newDeviceShownOlderPolicies_root() {
    Signed<Policy> next =
        Policy.following(
            organisation.root(),
            organisation.policy(),
            organisation.policy().body().terms(),
            Organisation.TIME);
    world.platform().people().policy(next);
    StrongroomConfig fresh = keys.freshMachine("laptop");
    DeviceEnrolment newDevice = new DeviceEnrolment(fresh);
    approve(newDevice.ask("laptop"));
    world
        .platform()
        .bend(Request.get("/organisation"), json -> ((ArrayNode) json.path("policies")).remove(1));
    assertRefused(ErrorCode.ROOT, () -> newDevice.collect("laptop"));
    assertNothingKept(fresh);
  }

  @Test
  void t65_newDeviceShownAnOlderDirectory_root() {
    StrongroomConfig fresh = keys.freshMachine("laptop");
    DeviceEnrolment newDevice = new DeviceEnrolment(fresh);
    approve(newDevice.ask("laptop"));
    olderDirectory();
    assertRefused(ErrorCode.ROOT, () -> newDevice.collect("laptop"));
    assertNothingKept(fresh);
  }

  @Test
  void t65_machineOpenedByKitShownAnOlderDirectory_root() {
    StrongroomConfig fresh = keys.freshMachine("laptop");
    olderDirectory();
    try (EmergencyKit kit =
            new EmergencyKit(
                world.platform().url(), "member", organisation.id(), keys.accountSecret());
        SecretBytes passphrase = Keys.passphrase("the first passphrase")) {
      assertRefused(ErrorCode.ROOT, () -> new Enrolment(fresh).enrolFromKit(kit, passphrase));
    }
    assertNothingKept(fresh);
  }

  /** The log as it was before its last entry, under a good signature. */
  private void olderDirectory() {
    int size = organisation.entries().size() - 1;
    world
        .platform()
        .lie(
            Request.get("/log/checkpoint"),
            Answer.json(
                Map.of(
                    "checkpoint",
                    Organisation.note(size, MerkleLog.root(organisation.leaves(size))),
                    "consistency",
                    List.of())));
  }

  @Test
  void deviceSlot_removed_opensNothing() {
    StrongroomConfig fresh = keys.freshMachine("laptop");
    DeviceEnrolment newDevice = new DeviceEnrolment(fresh);
    approve(newDevice.ask("laptop"));
    newDevice.collect("laptop");
    new Enrolment(fresh).lock();
    Devices devices = new Devices(keys.work());
    devices.remove(devices.list().getFirst().name());
    assertThat(devices.list()).isEmpty();
    assertRefused(ErrorCode.DEVICE_UNVERIFIED, newDevice::unlock);
  }

  @Test
  void passphrase_changed_touchesOneSlot_andTheOldOneOpensNothing() {
    KeySlots.View before = new KeySlots(keys.work().server()).list().getFirst();
    world.platform().forgetRequests();
    try (SecretBytes old = Keys.passphrase("the first passphrase");
        SecretBytes next = Keys.passphrase("another passphrase")) {
      new Passphrases(keys.work()).change(old, next);
      assertThat(world.platform().requests())
          .filteredOn(request -> !request.method().equals("GET"))
          .singleElement()
          .satisfies(put -> {
            assertThat(put.path()).endsWith("/me/slots/passphrase");
            assertThat(put.json().path("before").asText()).isEqualTo(before.hash().toString());
          });
      Enrolment enrolment = new Enrolment(world.config("member"));
      enrolment.lock();
      assertRefused(ErrorCode.UNLOCK_FAILED, () -> enrolment.unlock(old));
      enrolment.unlock(next);
    }
  }

  @Test
  void passphrase_changedWithAWrongOne_changesNothing() {
    try (SecretBytes wrong = Keys.passphrase("not the passphrase");
        SecretBytes next = Keys.passphrase("another passphrase")) {
      assertRefused(
          ErrorCode.UNLOCK_FAILED, () -> new Passphrases(keys.work()).change(wrong, next));
    }
    world.assertNoRequest(request -> request.method().equals("PUT"));
  }

  @Test
  void kit_renewed_opensTheKeys_andTheOldOneNothing() throws IOException {
    AccountSecret old = keys.accountSecret();
    Path kit = folder.resolve("kit");
    try (SecretBytes passphrase = Keys.passphrase("the first passphrase");
        EmergencyKit lost = EmergencyKit.of(keys.work().membership(), old)) {
      new Passphrases(keys.work())
          .renewAccountSecret(
              passphrase,
              (account, handIn) ->
                  EmergencyKit.of(keys.work().membership(), account).writeFor(kit, handIn));
      Enrolment here = new Enrolment(world.config("member"));
      here.lock();
      here.unlock(passphrase);
      StrongroomConfig found = keys.freshMachine("found");
      assertRefused(
          ErrorCode.UNLOCK_FAILED, () -> new Enrolment(found).enrolFromKit(lost, passphrase));
      assertNothingKept(found);
      try (EmergencyKit renewed = EmergencyKit.read(kit)) {
        new Enrolment(keys.freshMachine("laptop")).enrolFromKit(renewed, passphrase);
      }
      assertThat(world.device("laptop").accountSecret()).isPresent();
    }
  }

  @Test
  void kit_renewedWithAWrongPassphrase_isNotWritten_andTheOldOneStaysGood() {
    Path kit = folder.resolve("kit");
    try (SecretBytes wrong = Keys.passphrase("not the passphrase")) {
      assertRefused(
          ErrorCode.UNLOCK_FAILED,
          () ->
              new Passphrases(keys.work())
                  .renewAccountSecret(
                      wrong,
                      (account, handIn) ->
                          EmergencyKit.of(keys.work().membership(), account)
                              .writeFor(kit, handIn)));
    }
    assertThat(kit).doesNotExist();
    world.assertNoRequest(request -> request.method().equals("PUT"));
  }

  @Test
  void kit_renewedButRefused_isGoneAgain() {
    Path kit = folder.resolve("kit");
    world.platform().lie(Request.put("/slots/passphrase"), Answer.problem(403, "forbidden"));
    try (SecretBytes passphrase = Keys.passphrase("the first passphrase")) {
      assertThatThrownBy(() ->
              new Passphrases(keys.work())
                  .renewAccountSecret(
                      passphrase,
                      (account, handIn) ->
                          EmergencyKit.of(keys.work().membership(), account).writeFor(kit, handIn)))
          .isInstanceOf(ServerException.class);
    }
    assertThat(kit).doesNotExist();
  }

  @Test
  void unlock_whatIsKnownByNow_isSealedAnew() {
    Signed<Policy> next =
        Policy.following(
            organisation.root(),
            organisation.policy(),
            organisation.policy().body().terms(),
            Organisation.TIME);
    world.platform().people().policy(next);
    try (SecretBytes passphrase = Keys.passphrase("the first passphrase")) {
      new Enrolment(world.config("member")).unlock(passphrase);
      PassphraseSlot slot = new KeySlots(keys.work().server()).passphraseSlots().getFirst();
      try (AccountSecret account = keys.accountSecret();
          SlotContents contents = slot.open(passphrase, account)) {
        assertThat(contents.policy()).isEqualTo(next.hash());
        assertThat(contents.checkpoint()).isEqualTo(organisation.note());
      }
    }
  }

  private StrongroomConfig withAnotherRoot(StrongroomConfig own) throws IOException {
    Path file = Files.writeString(folder.resolve("root-file"), "0000-".repeat(7) + "0000");
    return new StrongroomConfig(own.folder(), own.runtime(), file, own.random(), own.clock());
  }

  @Test
  void t65_newDeviceOnWhichAnotherRootWasPut_rootAndNothingIsKept() throws IOException {
    StrongroomConfig fresh = keys.freshMachine("laptop");
    DeviceEnrolment newDevice = new DeviceEnrolment(withAnotherRoot(fresh));
    approve(newDevice.ask("laptop"));
    assertRefused(ErrorCode.ROOT, () -> newDevice.collect("laptop"));
    assertNothingKept(fresh);
  }

  @Test
  void t65_rootThatWasPutOnThisMachineIsAnother_root() throws IOException {
    StrongroomConfig managed = withAnotherRoot(world.config("member"));
    assertRefused(ErrorCode.ROOT, () -> new Enrolment(managed).keyWork());
    assertRefused(ErrorCode.ROOT, () -> Strongroom.connect(managed));
  }
}
