package dev.strongroom.protocol.slot;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.crypto.Argon2Parameters;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.identity.IdentitySecret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Device and recovery slots: T51, T56, T65; and who may change a slot. */
class KeySlotTest {
  private final SecureRandom random = Seed.random(Seed.ofThisRun());
  private final Organisation organisation = new Organisation(random);
  private final Organisation.Somebody member = organisation.somebody("member");
  private final Organisation.Somebody other = organisation.somebody("other");
  private final SecretBytes deviceKey = SecretBytes.random(random, DeviceSlot.KEY_BYTES);
  private final KemPrivateKey recovery = kemKey();
  private final DeviceId device = DeviceId.random(random);

  private KemPrivateKey kemKey() {
    return KemPrivateKey.fromSeed(SecretBytes.random(random, KemPrivateKey.SEED_BYTES));
  }

  private SlotContents contents(String checkpoint) {
    return new SlotContents(
        IdentitySecret.of(member.secret().value().copy()),
        organisation.id(),
        3,
        organisation.policy().hash(),
        checkpoint);
  }

  private DeviceSlot deviceSlot() {
    return DeviceSlot.seal(contents("note"), member.user(), 2, device, deviceKey, random);
  }

  private RecoverySlot recoverySlot() {
    return RecoverySlot.seal(contents("note"), member.user(), 2, recovery.publicKey());
  }

  private void assertContents(SlotContents opened, String checkpoint) {
    assertThat(opened.secret().value()).isEqualTo(member.secret().value());
    assertThat(opened.organisation()).isEqualTo(organisation.id());
    assertThat(opened.policySequence()).isEqualTo(3);
    assertThat(opened.policy()).isEqualTo(organisation.policy().hash());
    assertThat(opened.checkpoint()).isEqualTo(checkpoint);
  }

  @Test
  void slotsOfEveryKind_giveBackWhatWasSealed_withTheCheckpoint() {
    for (String note : List.of("", "log.test/directory\n7\nhash\n\n— sig\n", "x".repeat(4096))) {
      DeviceSlot forDevice =
          DeviceSlot.seal(contents(note), member.user(), 2, device, deviceKey, random);
      RecoverySlot forRecovery =
          RecoverySlot.seal(contents(note), member.user(), 2, recovery.publicKey());
      assertThat(KeySlot.decode(forDevice.encode())).isEqualTo(forDevice);
      assertThat(KeySlot.decode(forRecovery.encode())).isEqualTo(forRecovery);
      try (SlotContents byDevice = forDevice.open(deviceKey);
          SlotContents byRecovery = forRecovery.open(recovery)) {
        assertContents(byDevice, note);
        assertContents(byRecovery, note);
      }
    }
    assertRefused(ErrorCode.LIMIT, () -> contents("x".repeat(4097)));
  }

  @Test
  void passphraseSlot_withTheLongestCheckpoint_isNoLongerThanASlotMayBe() {
    try (SecretBytes passphrase = SecretBytes.takeOver("long".getBytes(StandardCharsets.UTF_8))) {
      PassphraseSlot slot =
          PassphraseSlot.seal(
              contents("x".repeat(4096)),
              member.user(),
              1,
              passphrase,
              AccountSecret.random(random),
              Argon2Parameters.DEFAULT,
              random);
      assertThat(slot.encode().length()).isLessThan(KeySlot.MAX_BYTES);
      assertThat(KeySlot.decode(slot.encode())).isEqualTo(slot);
    }
  }

  @Test
  void t51_slotMovedAlteredOrUnderAnotherKey_oneError() {
    DeviceSlot slot = deviceSlot();
    SecretBytes anotherKey = SecretBytes.random(random, DeviceSlot.KEY_BYTES);
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> slot.open(anotherKey));
    List<DeviceSlot> moved =
        List.of(
            new DeviceSlot(organisation.id(), other.user(), 2, device, slot.sealed()),
            new DeviceSlot(organisation.id(), member.user(), 1, device, slot.sealed()),
            new DeviceSlot(
                organisation.id(), member.user(), 2, DeviceId.random(random), slot.sealed()),
            new DeviceSlot(new Organisation(random).id(), member.user(), 2, device, slot.sealed()));
    for (DeviceSlot one : moved) {
      assertRefused(ErrorCode.UNLOCK_FAILED, () -> one.open(deviceKey));
    }
    int bit = random.nextInt(slot.sealed().length() * 8);
    DeviceSlot altered =
        new DeviceSlot(organisation.id(), member.user(), 2, device, flipped(slot.sealed(), bit));
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> altered.open(deviceKey));
  }

  @Test
  void t56_recoverySlotMovedAlteredOrUnderAnotherKey_oneError() {
    RecoverySlot slot = recoverySlot();
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> slot.open(kemKey()));
    for (RecoverySlot one :
        List.of(
            new RecoverySlot(organisation.id(), other.user(), 2, slot.recoveryKey(), slot.sealed()),
            new RecoverySlot(
                organisation.id(), member.user(), 3, slot.recoveryKey(), slot.sealed()),
            new RecoverySlot(
                organisation.id(),
                member.user(),
                2,
                slot.recoveryKey(),
                flipped(slot.sealed(), 8 + random.nextInt(slot.sealed().length() * 8 - 8))))) {
      assertRefused(ErrorCode.UNLOCK_FAILED, () -> one.open(recovery));
    }
  }

  @Test
  void slotWhoseContentsNameAnotherOrganisation_opensNothing() {
    Organisation another = new Organisation(random);
    SlotContents elsewhere =
        new SlotContents(
            IdentitySecret.random(random), another.id(), 0, another.policy().hash(), "");
    try (SecretBytes plaintext = SecretBytes.takeOver(elsewhere.encode())) {
      assertRefused(
          ErrorCode.UNLOCK_FAILED, () -> SlotContents.decode(plaintext, organisation.id()));
    }
  }

  @Test
  void contents_cutLongerOrWithAnotherLengthOrVersion_openNothing() {
    byte[] good = contents("note").encode();
    for (int cut = 0; cut < good.length; cut++) {
      assertContentsRefused(Arrays.copyOf(good, cut));
    }
    assertContentsRefused(Arrays.copyOf(good, good.length + 1));
    for (int at : new int[] {0, 105, 106, 107, 108}) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) 0x80;
      assertContentsRefused(bad);
    }
  }

  private void assertContentsRefused(byte[] plaintext) {
    assertRefused(
        ErrorCode.UNLOCK_FAILED,
        () -> SlotContents.decode(SecretBytes.takeOver(plaintext), organisation.id()));
  }

  @Test
  void slotOfSomebodyElse_isNotTaken() {
    deviceSlot().requireOf(organisation.id(), member.user());
    assertRefused(
        ErrorCode.UNLOCK_FAILED, () -> deviceSlot().requireOf(organisation.id(), other.user()));
    assertRefused(
        ErrorCode.UNLOCK_FAILED,
        () -> deviceSlot().requireOf(new Organisation(random).id(), member.user()));
  }

  @Test
  void slotChange_signedByItsOwner_countsForExactlyThatChange() {
    DeviceSlot slot = deviceSlot();
    SlotChange change = change("passphrase", Optional.of(slot.hash()), Optional.empty());
    Bytes signature = change.sign(member.keys().signing());
    change.verify(member.keys().signing().verifyingKey(), signature);
    assertRefused(
        ErrorCode.STATEMENT, () -> change.verify(other.keys().signing().verifyingKey(), signature));
    for (SlotChange another :
        List.of(
            change("recovery", Optional.of(slot.hash()), Optional.empty()),
            change("passphrase", Optional.empty(), Optional.of(slot.hash())),
            change("passphrase", Optional.empty(), Optional.empty()),
            new SlotChange(
                organisation.id(),
                other.user(),
                "passphrase",
                Optional.of(slot.hash()),
                Optional.empty()))) {
      assertRefused(
          ErrorCode.STATEMENT,
          () -> another.verify(member.keys().signing().verifyingKey(), signature));
    }
  }

  private SlotChange change(String slot, Optional<Hash> before, Optional<Hash> after) {
    return new SlotChange(organisation.id(), member.user(), slot, before, after);
  }

  static Bytes flipped(Bytes bytes, int bit) {
    byte[] changed = bytes.toArray();
    changed[bit >>> 3] ^= (byte) (1 << (bit & 7));
    return Bytes.of(changed);
  }
}
