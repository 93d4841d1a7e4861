package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.DeviceApproval;
import dev.strongroom.protocol.slot.DeviceCode;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.sdk.DeviceEnrolment;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Rotation;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.slot.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** Somebody's machine, copied as it stands there, open. */
  private StrongroomConfig stolen(String name) throws IOException {
    StrongroomConfig own = scene.config(name);
    StrongroomConfig copy =
        new StrongroomConfig(
            folder.resolve("stolen"), folder.resolve("stolen-runtime"), RANDOM, own.clock());
    copy(own.folder(), copy.folder());
    Device device = Device.open(copy.folder(), copy.runtime(), copy.random(), copy.clock());
    Device.Membership membership = device.membership().orElseThrow();
    try (IdentitySecret secret = scene.device(name).unlocked(membership).orElseThrow()) {
      device.unlock(secret, membership);
    }
    return copy;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Files.copy(
            one, to.resolve(from.relativize(one).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /**
   * The names in a room, as far as that machine opens them; whoever has it signs in as he likes.
   */
  private static List<String> seen(StrongroomConfig machine, String owner, ChainId room)
      throws IOException {
    Device.open(machine.folder(), machine.runtime(), machine.random(), machine.clock())
        .rememberTokens(scene.device(owner).tokens().orElseThrow());
    List<String> names = new ArrayList<>();
    try (Strongroom client = Strongroom.connect(machine);
        Room open = client.room(room.toString())) {
      for (Entry entry : open.list(RoomPath.parse(""))) {
        try (entry) {
          names.add(entry.metadata().name().value());
        }
      }
      return names;
    } catch (ProtocolException | ServerException _) {
      return List.of();
    }
  }

  private static void assertOpensNoWrap(IdentityKeys old, UserId user, ChainId room) {
    EpochInfo epoch = new SceneChains(scene).roomState(room).epoch();
    List<List<Object>> wraps =
        scene.rows(
            "access",
            "SELECT reference, wrap FROM epoch_wrap WHERE chain = ? AND epoch = ?",
            room.value(),
            epoch.number());
    assertThat(wraps).isNotEmpty();
    for (List<Object> wrap : wraps) {
      assertRefused(
          ErrorCode.UNLOCK_FAILED,
          () ->
              EpochWrap.open(
                  scene.organisation(),
                  room,
                  epoch.number(),
                  new Recipient.User(user, Hash.parse((String) wrap.get(0))),
                  old.kem(),
                  Bytes.of((byte[]) wrap.get(1)),
                  epoch.key()));
    }
  }

  private static KemPublicKey another() {
    return KemPrivateKey.fromSeed(SecretBytes.random(RANDOM, 32)).publicKey();
  }

  private static void assertNothingKept(StrongroomConfig config) {
    for (String name :
        List.of(
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

  /** The thief has the machine, open, and the server shows it the day before wherever it helps. */
  @Test
  void t69_stolenMachineAndKeysAfterARotationForCompromise_openNothingNew() throws Exception {
    scene.enrol("robbed");
    ChainId room;
    try (Strongroom manager = scene.client("manager")) {
      room = manager.createRoom("Robbed " + System.nanoTime());
      manager.grant(room.toString(), Scene.person(manager, "robbed"), Role.EDITOR);
    }
    scene.put("robbed", room, "before");
    StrongroomConfig stolen = stolen("robbed");
    assertThat(seen(stolen, "robbed", room)).containsExactly("before");
    Map<String, LyingServer.Answer> dayBefore = server.keep(".*");
    assertThat(seen(stolen, "robbed", room)).containsExactly("before");
    try (IdentityKeys old = scene.keys("robbed");
        SecretBytes passphrase = SecretBytes.takeOver(Bytes.utf8("other words 456").toArray())) {
      new Rotation(scene.config("robbed")).rotateCompromised(passphrase, folder.resolve("new-kit"));
      scene.put("robbed", room, "after");
      scene.assertReads("manager", room, "after");
      server.tellTheTruth();
      assertRefused(ErrorCode.SELF_KEY_CHANGED, () -> Strongroom.connect(stolen).close());
      for (String services : List.of("identity", "identity|access", "identity|access|storage")) {
        server.instead(
            "[A-Z]+ /(" + services + ")/.*",
            asked ->
                Optional.ofNullable(dayBefore.get(asked.request()))
                    .orElseGet(() -> LyingServer.Answer.of(404, "{}")));
        assertThat(seen(stolen, "robbed", room)).doesNotContain("after");
        server.tellTheTruth();
      }
      assertOpensNoWrap(old, scene.user("robbed"), room);
    }
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
