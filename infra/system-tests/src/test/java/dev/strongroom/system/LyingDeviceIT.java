package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.DeviceApproval;
import dev.strongroom.protocol.slot.DeviceCode;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.sdk.DeviceEnrolment;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.slot.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** New machines of a user, by a server that would like to be one of them. */
@ExtendWith(Scene.Shared.class)
@Timeout(60)
class LyingDeviceIT {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static Scene scene;
  private static LyingServer server;
  @TempDir Path folder;

  @BeforeAll
  static void start(Scene shared) {
    scene = shared;
    server = shared.server();
  }

  @BeforeEach
  void begin() throws Exception {
    scene.change("identity", "DELETE FROM device_request");
  }

  @AfterEach
  void hisFirstMachineGoesOn() throws Exception {
    scene.theTruthAgain();
    scene.client("member").close();
  }

  /** A machine on which the member has signed in, or whoever can sign in as him. */
  private StrongroomConfig freshMachine() throws IOException {
    StrongroomConfig own = scene.config("member");
    StrongroomConfig fresh =
        new StrongroomConfig(
            folder.resolve("config"), folder.resolve("runtime"), RANDOM, own.clock());
    Device device = Device.open(fresh.folder(), fresh.runtime(), fresh.random(), fresh.clock());
    device.rememberServer(server.url());
    device.rememberTokens(scene.device("member").tokens().orElseThrow());
    return fresh;
  }

  private static void approve(DeviceCode code) {
    new Devices(new Enrolment(scene.config("member")).keyWork())
        .approve(DeviceCode.parse(code.toString()));
  }

  private static KemPublicKey another() {
    return KemPrivateKey.fromSeed(SecretBytes.random(RANDOM, 32)).publicKey();
  }

  private static void assertNothingKept(StrongroomConfig config) {
    for (String name :
        java.util.List.of(
            "account-secret",
            "session.json",
            "pins.json",
            "root",
            "directory.checkpoint",
            "directory.entries",
            "device-key")) {
      assertThat(config.folder().resolve(name)).doesNotExist();
    }
    assertThatThrownBy(() -> Strongroom.connect(config)).isInstanceOf(LockedException.class);
  }

  @Test
  void t12_signedInAsTheUser_withoutHisSecret_deviceUnverified() throws Exception {
    StrongroomConfig thief = freshMachine();
    DeviceEnrolment newDevice = new DeviceEnrolment(thief);
    newDevice.ask("laptop");
    assertThat(newDevice.collect("laptop")).isFalse();
    assertNothingKept(thief);
    server.instead("POST .*/collect", _ -> LyingServer.Answer.of(404, "{}"));
    assertRefused(ErrorCode.DEVICE_UNVERIFIED, () -> newDevice.collect("laptop"));
    assertNothingKept(thief);
  }

  @Test
  void t66_newDevicesKeyExchanged_deviceCodeAndNothingIsSealed() throws Exception {
    StrongroomConfig fresh = freshMachine();
    DeviceEnrolment newDevice = new DeviceEnrolment(fresh);
    DeviceCode code = newDevice.ask("laptop");
    scene.change(
        "identity",
        "UPDATE device_request SET kem_key = ? WHERE user_id = ?",
        another().value(),
        scene.user("member").value());
    server.forgetRequests();
    assertRefused(ErrorCode.DEVICE_CODE, () -> approve(code));
    assertThat(server.requests()).noneMatch(r -> r.contains("/approval"));
    assertRefused(ErrorCode.DEVICE_CODE, () -> approve(DeviceCode.of(another(), RANDOM)));
    assertThat(newDevice.collect("laptop")).isFalse();
    assertNothingKept(fresh);
  }

  /** The server knows the new machine's key, and makes an organisation and a user of its own. */
  @Test
  void t65_t66_approvalMadeByTheServer_deviceCodeAndNothingIsKept() throws Exception {
    StrongroomConfig fresh = freshMachine();
    DeviceEnrolment newDevice = new DeviceEnrolment(fresh);
    newDevice.ask("laptop");
    KemPublicKey key =
        new KemPublicKey(
            Bytes.of(
                (byte[])
                    scene
                        .rows("identity", "SELECT kem_key FROM device_request")
                        .getFirst()
                        .getFirst()));
    Organisation another = new Organisation(RANDOM);
    try (SlotContents contents =
            new SlotContents(
                another.somebody("member").secret(), another.id(), 0, another.policy().hash());
        AccountSecret account = AccountSecret.random(RANDOM)) {
      String forged =
          DeviceApproval.seal(
                  contents, account, scene.user("member"), 1, key, DeviceCode.of(key, RANDOM))
              .encode()
              .toBase64Url();
      server.instead(
          "POST .*/collect",
          _ -> LyingServer.Answer.json(Map.of("waiting", false, "approval", forged)));
    }
    assertRefused(ErrorCode.DEVICE_CODE, () -> newDevice.collect("laptop"));
    assertNothingKept(fresh);
    // One answer for a code: a second guess needs a new one.
    assertRefused(ErrorCode.DEVICE_UNVERIFIED, () -> newDevice.collect("laptop"));
  }

  @Test
  void t65_newDeviceShownAnOlderDirectory_rootAndNothingIsKept() throws Exception {
    StrongroomConfig fresh = freshMachine();
    DeviceEnrolment newDevice = new DeviceEnrolment(fresh);
    approve(newDevice.ask("laptop"));
    ForgedLog log = new ForgedLog(scene);
    log.serve(log.size() - 1);
    assertRefused(ErrorCode.ROOT, () -> newDevice.collect("laptop"));
    assertNothingKept(fresh);
  }

  @Test
  void t65_newDeviceShownAnotherOrganisation_rootAndNothingIsKept() throws Exception {
    StrongroomConfig fresh = freshMachine();
    DeviceEnrolment newDevice = new DeviceEnrolment(fresh);
    approve(newDevice.ask("laptop"));
    Organisation another = new Organisation(RANDOM);
    server.edit(
        "GET /identity/v1/organisation",
        answer -> {
          ObjectNode lie = answer.put("organisation", another.id().toString());
          lie.putArray("policies").add(another.policy().envelope().encode().toBase64Url());
        });
    assertRefused(ErrorCode.ROOT, () -> newDevice.collect("laptop"));
    assertNothingKept(fresh);
  }

  /** The directory's log has a policy that the server does not show. */
  @Test
  void t65_t14_policyLeftOut_dirProof() throws Exception {
    new ForgedLog(scene)
        .add(
            DirectoryEntry.policy(
                scene.organisation(), policies(), new Organisation(RANDOM).policy().hash()))
        .serve();
    scene.assertRefusedAndNothingKept(
        ErrorCode.DIR_PROOF, "member", () -> scene.client("member").close());
  }

  private static long policies() {
    return scene.rows("identity", "SELECT 1 FROM policy").size();
  }

  @Test
  void newDevice_whoseCodeWasTyped_hasTheKeys() throws Exception {
    StrongroomConfig fresh = freshMachine();
    DeviceEnrolment newDevice = new DeviceEnrolment(fresh);
    approve(newDevice.ask("laptop"));
    assertThat(newDevice.collect("laptop")).isTrue();
    try (Strongroom client = Strongroom.connect(fresh)) {
      assertThat(client.self().user()).isEqualTo(scene.user("member"));
    }
    Devices devices = new Devices(new Enrolment(scene.config("member")).keyWork());
    devices.remove(devices.list().getLast().name());
    assertThat(Files.exists(fresh.folder())).isTrue();
  }
}
