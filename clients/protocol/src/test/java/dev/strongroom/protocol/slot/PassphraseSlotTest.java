package dev.strongroom.protocol.slot;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.crypto.Argon2Parameters;
import dev.strongroom.protocol.identity.IdentitySecret;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Key slots: T51, T56's guessing, T34's costs. */
class PassphraseSlotTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody member = organisation.somebody("member");
  private final AccountSecret accountSecret = AccountSecret.random(organisation.random());
  private final IdentitySecret secret = IdentitySecret.random(organisation.random());
  private final PassphraseSlot slot = seal();

  private PassphraseSlot seal() {
    SlotContents contents =
        new SlotContents(secret, organisation.id(), 0, organisation.policy().hash());
    try (SecretBytes passphrase = passphrase("correct horse")) {
      return PassphraseSlot.seal(
          contents,
          member.user(),
          1,
          passphrase,
          accountSecret,
          Argon2Parameters.DEFAULT,
          organisation.random());
    }
  }

  private static SecretBytes passphrase(String text) {
    return SecretBytes.takeOver(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void open_withPassphraseAndAccountSecret_givesWhatWasSealed() {
    PassphraseSlot kept = PassphraseSlot.decode(slot.encode());
    try (SecretBytes passphrase = passphrase("correct horse");
        SlotContents opened = kept.open(passphrase, accountSecret)) {
      assertThat(opened.secret().value()).isEqualTo(secret.value());
      assertThat(opened.organisation()).isEqualTo(organisation.id());
      assertThat(opened.policy()).isEqualTo(organisation.policy().hash());
    }
  }

  @Test
  void t51_wrongPassphraseWrongAccountSecretOrAlteredSlot_oneError() {
    assertRefused(
        ErrorCode.UNLOCK_FAILED, () -> slot.open(passphrase("wrong horse"), accountSecret));
    AccountSecret other = AccountSecret.random(organisation.random());
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> slot.open(passphrase("correct horse"), other));
    byte[] sealed = slot.sealed().toArray();
    sealed[sealed.length - 1] ^= 1;
    PassphraseSlot altered =
        new PassphraseSlot(
            slot.organisation(),
            slot.user(),
            slot.generation(),
            slot.parameters(),
            slot.salt(),
            Bytes.of(sealed));
    assertRefused(
        ErrorCode.UNLOCK_FAILED, () -> altered.open(passphrase("correct horse"), accountSecret));
    PassphraseSlot moved =
        new PassphraseSlot(
            slot.organisation(),
            organisation.somebody("outsider").user(),
            slot.generation(),
            slot.parameters(),
            slot.salt(),
            slot.sealed());
    assertRefused(
        ErrorCode.UNLOCK_FAILED, () -> moved.open(passphrase("correct horse"), accountSecret));
  }

  @ParameterizedTest
  @CsvSource({
    "65535,3,4",
    "65536,2,4",
    "65536,3,3",
    "131073,3,4",
    "65536,11,4",
    "65536,3,5",
    "2147483647,3,4"
  })
  void t34_costsOutsideTheBounds_limit(int memory, int iterations, int parallelism) {
    assertRefused(ErrorCode.LIMIT, () -> new Argon2Parameters(memory, iterations, parallelism));
  }

  @Test
  void accountSecret_printedAndTyped_isTheSame_andASlipIsSeen() {
    char[] printed = accountSecret.toPrintable();
    assertThat(AccountSecret.parse(printed).value()).isEqualTo(accountSecret.value());
    String lower = new String(printed).toLowerCase(Locale.ROOT).replace("-", " ");
    assertThat(AccountSecret.parse(lower.toCharArray()).value()).isEqualTo(accountSecret.value());
    for (int i = 0; i < printed.length; i++) {
      if (printed[i] != '-') {
        char[] slip = printed.clone();
        slip[i] = slip[i] == '7' ? '8' : '7';
        assertRefused(ErrorCode.UNLOCK_FAILED, () -> AccountSecret.parse(slip));
      }
    }
  }
}
