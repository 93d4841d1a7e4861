package dev.strongroom.protocol.slot;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.identity.IdentitySecret;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Approving a new device: T66, and what of T65 hangs on it. */
class DeviceApprovalTest {
  private final SecureRandom random = Seed.random(Seed.ofThisRun());
  private final Organisation organisation = new Organisation(random);
  private final Organisation.Somebody member = organisation.somebody("member");
  private final AccountSecret accountSecret = AccountSecret.random(random);
  private final KemPrivateKey fresh = kemKey();
  private final DeviceCode code = DeviceCode.of(fresh.publicKey(), random);

  private KemPrivateKey kemKey() {
    return KemPrivateKey.fromSeed(SecretBytes.random(random, KemPrivateKey.SEED_BYTES));
  }

  private DeviceApproval approval(KemPrivateKey to, DeviceCode typed) {
    try (SlotContents contents =
        new SlotContents(
            IdentitySecret.of(member.secret().value().copy()),
            organisation.id(),
            0,
            organisation.policy().hash(),
            "note")) {
      return DeviceApproval.seal(contents, accountSecret, member.user(), 1, to.publicKey(), typed);
    }
  }

  @Test
  void approval_typedCode_givesTheNewDeviceEverything() {
    DeviceCode typed = DeviceCode.parse(code.toString());
    DeviceApproval sent = DeviceApproval.decode(approval(fresh, typed).encode());
    try (DeviceApproval.Opened opened = sent.open(fresh, code)) {
      assertThat(opened.contents().secret().value()).isEqualTo(member.secret().value());
      assertThat(opened.contents().organisation()).isEqualTo(organisation.id());
      assertThat(opened.contents().checkpoint()).isEqualTo("note");
      assertThat(opened.accountSecret().value()).isEqualTo(accountSecret.value());
    }
  }

  @Test
  void t66_keyExchangedOnTheWay_deviceCode() {
    KemPrivateKey attackers = kemKey();
    assertRefused(ErrorCode.DEVICE_CODE, () -> approval(attackers, code));
  }

  @Test
  void t66_everyBitOfTheCommitmentCounts() {
    for (int bit = 0; bit < 128; bit++) {
      DeviceCode slip = new DeviceCode(KeySlotTest.flipped(code.value(), bit));
      assertThat(slip.commitsTo(fresh.publicKey())).as("bit " + bit).isFalse();
    }
  }

  /** The server knows the key, and so all of the code but what never reached it. */
  @Test
  void t66_approvalMadeByTheServer_deviceCode() {
    DeviceCode guessed = DeviceCode.of(fresh.publicKey(), random);
    assertThat(guessed.commitsTo(fresh.publicKey())).isTrue();
    DeviceApproval forged = approval(fresh, guessed);
    assertRefused(ErrorCode.DEVICE_CODE, () -> forged.open(fresh, code));
    for (int bit = 128; bit < 160; bit++) {
      DeviceApproval near = approval(fresh, new DeviceCode(KeySlotTest.flipped(code.value(), bit)));
      assertRefused(ErrorCode.DEVICE_CODE, () -> near.open(fresh, code));
    }
  }

  @Test
  void t66_approvalMovedAlteredOrOfAnotherGeneration_deviceCode() {
    DeviceApproval good = approval(fresh, code);
    Bytes sealed = good.sealed();
    for (DeviceApproval bad :
        List.of(
            new DeviceApproval(good.organisation(), good.user(), 2, sealed),
            new DeviceApproval(
                good.organisation(), organisation.somebody("other").user(), 1, sealed),
            new DeviceApproval(new Organisation(random).id(), good.user(), 1, sealed),
            new DeviceApproval(
                good.organisation(),
                good.user(),
                1,
                KeySlotTest.flipped(sealed, random.nextInt(sealed.length() * 8))))) {
      assertRefused(ErrorCode.DEVICE_CODE, () -> bad.open(fresh, code));
    }
    assertRefused(ErrorCode.DEVICE_CODE, () -> good.open(kemKey(), code));
  }

  @Test
  void code_typedCarelessly_isTheSame() {
    String shown = code.toString();
    assertThat(shown).matches("([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}");
    for (String typed :
        List.of(
            shown.toLowerCase(Locale.ROOT),
            shown.replace("-", " "),
            shown.replace("-", ""),
            shown.replace('0', 'O').replace('1', 'l'))) {
      assertThat(DeviceCode.parse(typed)).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yes", "0000-0000-0000-0000-0000-0000-0000-000", "UUUU-0000"})
  void t66_lessThanTheWholeCode_isNone(String typed) {
    assertRefused(ErrorCode.DEVICE_CODE, () -> DeviceCode.parse(typed));
    assertRefused(ErrorCode.DEVICE_CODE, () -> DeviceCode.parse(code.toString().substring(0, 34)));
    assertRefused(ErrorCode.DEVICE_CODE, () -> DeviceCode.parse(code + "0"));
    assertRefused(
        ErrorCode.DEVICE_CODE, () -> DeviceCode.parse("U" + code.toString().substring(1)));
  }
}
