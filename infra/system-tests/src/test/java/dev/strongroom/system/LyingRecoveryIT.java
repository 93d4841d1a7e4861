package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.demo.Player;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.slot.RecoverySlot;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.recovery.Recovery;
import dev.strongroom.sdk.recovery.RecoveryCeremony;
import dev.strongroom.sdk.slot.KeyWork;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recovery key that the policy names, and a hand in the database that plants slots for others.
 */
@ExtendWith(Scene.Shared.class)
@Timeout(120)
class LyingRecoveryIT {
  private static final SecureRandom RANDOM = new SecureRandom();
  @TempDir static Path folder;
  private static Scene scene;
  private static LyingServer server;
  private static Player administrator;
  private static Fingerprint key;

  @BeforeAll
  static void start(Scene shared) throws Exception {
    scene = shared;
    server = shared.server();
    administrator = shared.platform().enrolledAdministrator();
    try (SecretBytes words = words("the recovery key's words");
        SecretBytes root = words(Platform.ROOT_PASSPHRASE)) {
      key = ceremony().enable(keyFile(), words, root);
    }
  }

  @AfterAll
  static void stop() {
    try (SecretBytes root = words(Platform.ROOT_PASSPHRASE)) {
      ceremony().disable(root);
    }
  }

  @AfterEach
  void noSlotIsLeft() throws Exception {
    scene.change("identity", "DELETE FROM key_slot WHERE slot_type = 'recovery'");
    scene.theTruthAgain();
    scene.client("member").close();
  }

  private static SecretBytes words(String text) {
    return SecretBytes.takeOver(Bytes.utf8(text).toArray());
  }

  private static Path keyFile() {
    return folder.resolve("recovery-key");
  }

  private static KeyWork work() {
    return new Enrolment(administrator.config()).keyWork();
  }

  private static RecoveryCeremony ceremony() {
    return new RecoveryCeremony(work());
  }

  private static Recovery members() {
    return new Recovery(new Enrolment(scene.config("member")).keyWork());
  }

  private static Person member() {
    return work().people().named(Scene.userName("member"));
  }

  private static void drill() throws Exception {
    try (SecretBytes words = words("the recovery key's words")) {
      ceremony().drill(keyFile(), words, member());
    }
  }

  private static KemPublicKey another() {
    return KemPrivateKey.fromSeed(SecretBytes.random(RANDOM, 32)).publicKey();
  }

  private static KemPublicKey policys() {
    return work().policy().body().recoveryKey().orElseThrow();
  }

  private static RecoverySlot sealed(IdentitySecret secret, KemPublicKey to) {
    KeyWork work = new Enrolment(scene.config("member")).keyWork();
    try (SlotContents contents = work.contents(secret)) {
      return RecoverySlot.seal(contents, scene.user("member"), 1, to);
    }
  }

  /** The member's own secret, as the attacker would like to have it sealed to another key. */
  private static RecoverySlot membersTo(KemPublicKey to) {
    try (var own = new Enrolment(scene.config("member")).keyWork().own()) {
      return sealed(IdentitySecret.of(own.secret().value().copy()), to);
    }
  }

  private static void plant(RecoverySlot slot) {
    scene.change(
        "identity",
        "INSERT INTO key_slot (user_id, slot_type, slot_name, slot, changed_at, identity,"
            + " generation) SELECT user_id, 'recovery', 'recovery', ?, changed_at, identity,"
            + " generation FROM key_slot WHERE user_id = ? AND slot_type = 'passphrase'",
        slot.encode(),
        scene.user("member").value());
  }

  @Test
  void t56_keyThatTheUserDidNotConfirm_policyAndNoSlotIsMade() throws Exception {
    server.forgetRequests();
    scene.assertRefusedAndNothingKept(
        ErrorCode.POLICY,
        "member",
        () -> members().confirm(Fingerprint.of(RecoverySlot.keyHash(another()))));
    assertThat(server.requests()).noneMatch(r -> r.startsWith("PUT "));
    members().confirm(key);
    assertThat(members().status())
        .isEqualTo(new Recovery.Status(Optional.of(key), true, true, Optional.empty()));
    drill();
  }

  @Test
  void t56_slotPlantedForAnotherKey_policy() throws Exception {
    plant(membersTo(another()));
    assertRefused(ErrorCode.POLICY, () -> members().status());
    assertRefused(ErrorCode.POLICY, LyingRecoveryIT::drill);
  }

  /** Everybody can seal to the recovery key: what it opens is held against the directory. */
  @Test
  void t56_slotPlantedWithOtherKeys_policyAndNothingIsWritten() throws Exception {
    plant(sealed(IdentitySecret.random(RANDOM), policys()));
    assertRefused(ErrorCode.POLICY, LyingRecoveryIT::drill);
    Path kit = folder.resolve("new-kit");
    try (SecretBytes words = words("the recovery key's words");
        SecretBytes temporary = words("a passphrase to begin with")) {
      assertRefused(
          ErrorCode.POLICY, () -> ceremony().recover(keyFile(), words, member(), temporary, kit));
    }
    assertThat(kit).doesNotExist();
  }

  @Test
  void t56_slotThatOnlySaysItIsForTheKey_policy() throws Exception {
    RecoverySlot other = membersTo(another());
    plant(
        new RecoverySlot(
            other.organisation(),
            other.user(),
            other.generation(),
            RecoverySlot.keyHash(policys()),
            other.sealed()));
    assertRefused(ErrorCode.POLICY, LyingRecoveryIT::drill);
  }
}
