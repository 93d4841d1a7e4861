package dev.strongroom.protocol.identity;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Seed;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Letters and words for the same bits. */
class FingerprintTest {
  /** Made with @scure/bip39 2.4.0: entropyToMnemonic, English. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000000000000000000000000000,abandon abandon abandon abandon abandon abandon"
        + " abandon abandon abandon abandon abandon abandon abandon abandon address",
    "ffffffffffffffffffffffffffffffffffffffff,zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo"
        + " zoo zoo wrist",
    "fa8f53b651f03a2060980b45b9d7c15c3bc907ca,whisper kind unique physical admit awake list"
        + " accident east solid utility reveal route loop cloud",
    "8080808080808080808080808080808080808080,letter advice cage absurd amount doctor acoustic"
        + " avoid letter advice cage absurd amount doctor accident"
  })
  void words_areThoseOfBip39(String bits, String words) {
    Fingerprint fingerprint = Fingerprint.of(Bytes.fromHex(bits));
    assertThat(String.join(" ", fingerprint.words())).isEqualTo(words);
    assertThat(Fingerprint.parse(words)).isEqualTo(fingerprint);
  }

  @Test
  void wordsAndLetters_leadToTheSameFingerprint_howeverTheyAreTyped() {
    SecureRandom random = Seed.random(Seed.ofThisRun());
    for (int i = 0; i < 200; i++) {
      Fingerprint fingerprint = Fingerprint.of(Bytes.random(random, 32));
      List<String> words = fingerprint.words();
      assertThat(words).hasSize(15);
      assertThat(Fingerprint.parse(String.join(" ", words))).isEqualTo(fingerprint);
      assertThat(Fingerprint.parse(String.join("-", words).toUpperCase(Locale.ROOT)))
          .isEqualTo(fingerprint);
      List<String> beginnings =
          words.stream().map(word -> word.substring(0, Math.min(4, word.length()))).toList();
      assertThat(Fingerprint.parse(String.join("  ", beginnings))).isEqualTo(fingerprint);
      assertThat(Fingerprint.parse(fingerprint.text().toLowerCase(Locale.ROOT)))
          .isEqualTo(fingerprint);
      assertThat(Fingerprint.parse(fingerprint.text().replace("-", " "))).isEqualTo(fingerprint);
    }
  }

  @Test
  void words_withASlip_areRefused() {
    Fingerprint fingerprint = Fingerprint.of(Bytes.random(Seed.random(3), 32));
    List<String> unknown = new ArrayList<>(fingerprint.words());
    unknown.set(4, "strongroom");
    assertRefused(ErrorCode.STATEMENT, () -> Fingerprint.parse(String.join(" ", unknown)));
    List<String> ended = new ArrayList<>(fingerprint.words());
    ended.set(0, ended.getFirst() + "ish");
    assertRefused(ErrorCode.STATEMENT, () -> Fingerprint.parse(String.join(" ", ended)));
    // The bits are those of nothing but zeros, whose checksum makes the last word "address".
    assertRefused(ErrorCode.STATEMENT, () -> Fingerprint.parse("abandon ".repeat(15)));
    List<String> short14 = fingerprint.words().subList(0, 14);
    assertRefused(ErrorCode.STATEMENT, () -> Fingerprint.parse(String.join(" ", short14)));
  }
}
