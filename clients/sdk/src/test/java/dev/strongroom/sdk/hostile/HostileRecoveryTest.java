package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.slot.RecoverySlot;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.sdk.EmergencyKit;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.device.SealedSeed;
import dev.strongroom.sdk.organisation.RootKey;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.recovery.Recovery;
import dev.strongroom.sdk.recovery.RecoveryCeremony;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.slot.KeyWork;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recovery, with a server that would like to have the recovery key: T56, T65. */
class HostileRecoveryTest {
  @TempDir Path folder;

  private World world;
  private Keys keys;
  private Organisation organisation;

  @BeforeEach
  void start() throws IOException {
    world = new World(folder);
    organisation = world.platform().organisation();
    keys = new Keys(world);
    try (SecretBytes passphrase = rootPassphrase()) {
      world
          .device("manager")
          .rememberRootKey(
              SealedSeed.seal(
                  RootKey.PURPOSE,
                  organisation.id(),
                  organisation.rootSeed(),
                  passphrase,
                  organisation.random()));
    }
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private static SecretBytes rootPassphrase() {
    return Keys.passphrase("passphrase of the root");
  }

  private static SecretBytes keyPassphrase() {
    return Keys.passphrase("passphrase of the recovery key");
  }

  private Path keyFile() {
    return folder.resolve("recovery-key");
  }

  private KeyWork administrator() {
    return new Enrolment(world.config("manager")).keyWork();
  }

  private RecoveryCeremony ceremony() {
    return new RecoveryCeremony(administrator());
  }

  private Fingerprint enabled() throws IOException {
    try (SecretBytes key = keyPassphrase();
        SecretBytes root = rootPassphrase()) {
      return ceremony().enable(keyFile(), key, root);
    }
  }

  private Recovery members() {
    return new Recovery(keys.work());
  }

  private void trustRoot() {
    world.config("member").roots().remember(organisation.id(), RootSource.FINGERPRINT);
  }

  private Person member() {
    return administrator().people().named("member");
  }

  private void drill(Person user) throws IOException {
    try (SecretBytes key = keyPassphrase()) {
      ceremony().drill(keyFile(), key, user);
    }
  }

  private KemPublicKey another() {
    return KemPrivateKey.fromSeed(SecretBytes.random(organisation.random(), 32)).publicKey();
  }

  private RecoverySlot sealed(IdentitySecret secret, KemPublicKey key) {
    return sealed(secret, key, 1);
  }

  private RecoverySlot sealed(IdentitySecret secret, KemPublicKey key, long generation) {
    try (SlotContents contents =
        new SlotContents(
            IdentitySecret.of(secret.value().copy()),
            organisation.id(),
            0,
            organisation.policy().hash())) {
      return RecoverySlot.seal(
          contents, world.platform().people().somebody("member").user(), generation, key);
    }
  }

  private void plant(RecoverySlot slot) {
    world.platform().people().slots().plant("member", slot);
  }

  @Test
  void recovery_confirmedAndDrilled_givesTheUserHisKeysBack() throws Exception {
    Fingerprint key = enabled();
    trustRoot();
    members().confirm(key);
    assertThat(members().status())
        .isEqualTo(new Recovery.Status(Optional.of(key), true, true, Optional.empty()));
    try (SecretBytes passphrase = keyPassphrase()) {
      ceremony().drill(keyFile(), passphrase);
    }
    drill(member());
    Path kit = folder.resolve("new-kit");
    try (SecretBytes passphrase = keyPassphrase();
        SecretBytes temporary = Keys.passphrase("a passphrase to begin with")) {
      ceremony().recover(keyFile(), passphrase, member(), temporary, kit);
      StrongroomConfig fresh = keys.freshMachine("new-machine");
      try (EmergencyKit given = EmergencyKit.read(kit)) {
        new Enrolment(fresh).enrolFromKit(given, temporary);
      }
      try (Strongroom client = Strongroom.connect(fresh)) {
        assertThat(client.self().user()).isEqualTo(member().user());
      }
      assertThat(fresh.roots().source(organisation.id())).isEqualTo(RootSource.KIT);
    }
  }

  @Test
  void recovery_thatIsRefused_leavesNoKit_andAnUnclearOneDoes() throws Exception {
    Fingerprint key = enabled();
    trustRoot();
    members().confirm(key);
    Person member = member();
    Path kit = folder.resolve("new-kit");
    try (SecretBytes passphrase = keyPassphrase();
        SecretBytes temporary = Keys.passphrase("a passphrase to begin with")) {
      world.platform().lie(Request.put("/slots/passphrase"), Answer.problem(403, "forbidden"));
      assertThatThrownBy(() -> ceremony().recover(keyFile(), passphrase, member, temporary, kit))
          .isInstanceOf(ServerException.class);
      assertThat(kit).doesNotExist();
      world.platform().beHonest();
      world.platform().lie(Request.put("/slots/passphrase"), Answer.problem(500, "lost"));
      assertThatThrownBy(() -> ceremony().recover(keyFile(), passphrase, member, temporary, kit))
          .isInstanceOf(ServerException.class);
      assertThat(kit).exists();
    }
  }

  @Test
  void drillOfAUser_isToldHimOnce_atHisNextUnlock() throws Exception {
    Fingerprint key = enabled();
    trustRoot();
    members().confirm(key);
    assertThat(unlock()).isEmpty();
    drill(member());
    Instant fetched = members().status().fetched().orElseThrow();
    assertThat(unlock()).contains(fetched);
    assertThat(unlock()).isEmpty();
    drill(member());
    assertThat(unlock()).isPresent().isNotEqualTo(Optional.of(fetched));
  }

  @Test
  void policy_ofWhichTheLogHasNothing_isNotPinned() throws Exception {
    world
        .platform()
        .lie(Request.post("/organisation/policies"), Answer.json(Map.of("sequence", 1)));
    Optional<Pins.Place> before = world.device("manager").pins().policy();
    assertRefused(ErrorCode.DIR_PROOF, this::enabled);
    assertThat(world.device("manager").pins().policy()).isEqualTo(before);
  }

  @Test
  void t56_keyThatTheUserDidNotConfirm_noSlotIsMade() throws Exception {
    Fingerprint key = enabled();
    trustRoot();
    assertThat(members().status())
        .isEqualTo(new Recovery.Status(Optional.of(key), false, false, Optional.empty()));
    assertRefused(
        ErrorCode.POLICY, () -> members().confirm(Fingerprint.of(RecoverySlot.keyHash(another()))));
    unlock();
    world.assertNoRequest(Request.to("/slots/recovery"));
  }

  @Test
  void t56_policyThatNamesNoKey_nothingIsConfirmed() {
    trustRoot();
    assertRefused(
        ErrorCode.POLICY, () -> members().confirm(Fingerprint.of(RecoverySlot.keyHash(another()))));
    world.assertNoRequest(Request.to("/slots/recovery"));
  }

  @Test
  void t56_newKey_isAskedForAgain_andGetsNoSlotUnasked() throws Exception {
    Fingerprint key = enabled();
    trustRoot();
    members().confirm(key);
    Policy.Terms other =
        administrator().policy().body().terms().withRecoveryKey(Optional.of(another()));
    try (SecretBytes root = rootPassphrase()) {
      new RootKey(administrator()).publish(root, _ -> other);
    }
    world.platform().forgetRequests();
    unlock();
    world.assertNoRequest(request -> request.path().endsWith("/recovery"));
    assertRefused(ErrorCode.POLICY, () -> members().status());
    // Also where there is no slot that would be in the way.
    members().withdraw();
    world.platform().forgetRequests();
    unlock();
    world.assertNoRequest(Request.put("/slots/recovery"));
  }

  @Test
  void t56_t65_rootConfirmedOnTheScreenAlone_noSlotIsMade() throws Exception {
    Fingerprint key = enabled();
    world.config("member").roots().remember(organisation.id(), RootSource.SCREEN);
    assertRefused(ErrorCode.ROOT, () -> members().confirm(key));
    world.assertNoRequest(Request.to("/slots/recovery"));
  }

  /** A client whose confirmation was made under a better root, on a machine that has none. */
  @Test
  void t65_confirmedKey_underARootFromTheScreen_isNotRenewed() throws Exception {
    Fingerprint key = enabled();
    trustRoot();
    members().confirm(key);
    members().withdraw();
    Pins pins = world.device("member").pins();
    pins.confirmRecoveryKey(keys.work().policy().body().recoveryKey().map(RecoverySlot::keyHash));
    pins.save();
    world.platform().forgetRequests();
    Files.delete(world.config("member").folder().resolve("root"));
    unlock();
    world.assertNoRequest(Request.to("/slots/recovery"));
    trustRoot();
    unlock();
    assertThat(members().status().slot()).isTrue();
  }

  @Test
  void t56_slotPlantedForAnotherKey_policy() throws Exception {
    enabled();
    plant(sealed(world.platform().people().somebody("member").secret(), another()));
    assertRefused(ErrorCode.POLICY, () -> members().status());
    assertRefused(ErrorCode.POLICY, () -> drill(member()));
  }

  /** Everybody can seal to the recovery key: what it opens is held against the directory. */
  @Test
  void t56_slotPlantedWithOtherKeys_policyAndNothingIsWritten() throws Exception {
    enabled();
    KemPublicKey key = administrator().policy().body().recoveryKey().orElseThrow();
    plant(sealed(IdentitySecret.random(organisation.random()), key));
    assertRefused(ErrorCode.POLICY, () -> drill(member()));
    // His own keys, said to be of a generation that they are not.
    plant(sealed(world.platform().people().somebody("member").secret(), key, 2));
    assertRefused(ErrorCode.POLICY, () -> drill(member()));
    plant(sealed(IdentitySecret.random(organisation.random()), key));
    Path kit = folder.resolve("new-kit");
    try (SecretBytes passphrase = keyPassphrase();
        SecretBytes temporary = Keys.passphrase("a passphrase to begin with")) {
      assertRefused(
          ErrorCode.POLICY,
          () -> ceremony().recover(keyFile(), passphrase, member(), temporary, kit));
    }
    assertThat(kit).doesNotExist();
    world.assertNoRequest(Request.to("/slots/passphrase").and(r -> r.method().equals("PUT")));
  }

  @Test
  void t56_slotThatOnlySaysItIsForTheKey_policy() throws Exception {
    enabled();
    KemPublicKey key = administrator().policy().body().recoveryKey().orElseThrow();
    RecoverySlot other = sealed(world.platform().people().somebody("member").secret(), another());
    plant(
        new RecoverySlot(
            other.organisation(),
            other.user(),
            other.generation(),
            RecoverySlot.keyHash(key),
            other.sealed()));
    assertRefused(ErrorCode.POLICY, () -> drill(member()));
  }

  @Test
  void t56_keyFileOfAnEarlierPolicy_policy() throws Exception {
    enabled();
    try (SecretBytes root = rootPassphrase()) {
      ceremony().disable(root);
    }
    try (SecretBytes passphrase = keyPassphrase()) {
      assertRefused(ErrorCode.POLICY, () -> ceremony().drill(keyFile(), passphrase));
    }
  }

  @Test
  void keyFile_wrongPassphraseOrThereAlready_isRefused() throws Exception {
    enabled();
    try (SecretBytes wrong = rootPassphrase()) {
      assertRefused(ErrorCode.UNLOCK_FAILED, () -> ceremony().drill(keyFile(), wrong));
    }
    assertThatThrownBy(this::enabled).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(administrator().policy().body().header().sequence()).isEqualTo(1);
  }

  @Test
  void policy_withoutTheRootKey_isNotChanged() {
    try (SecretBytes root = rootPassphrase()) {
      assertThatThrownBy(() -> new RootKey(keys.work()).publish(root, terms -> terms))
          .isInstanceOf(LockedException.class);
      try (SecretBytes wrong = keyPassphrase()) {
        assertRefused(
            ErrorCode.UNLOCK_FAILED,
            () -> new RootKey(administrator()).publish(wrong, terms -> terms));
      }
    }
    world.assertNoRequest(Request.post("/policies"));
  }

  private Optional<Instant> unlock() {
    try (SecretBytes passphrase = Keys.passphrase("the first passphrase")) {
      return new Enrolment(world.config("member")).unlock(passphrase);
    }
  }
}
