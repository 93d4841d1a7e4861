package dev.strongroom.protocol.crypto;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T16: public keys that no honest client makes. */
class KeyValidationTest {
  private final SecureRandom random = Seed.random(Seed.ofThisRun());
  private final KemPrivateKey key = KemPrivateKey.fromSeed(SecretBytes.random(random, 32));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"
      })
  void t16_xwingWithALowOrderX25519Part_keyInvalid(String point) {
    byte[] encoded = key.publicKey().value().toArray();
    Bytes.fromHex(point).copyTo(encoded, 1184);
    assertRefused(ErrorCode.KEY_INVALID, () -> new KemPublicKey(Bytes.of(encoded)));
  }

  @Test
  void t16_xwingWithUnreducedCoefficientsOrAnotherLength_keyInvalid() {
    byte[] encoded = key.publicKey().value().toArray();
    encoded[0] = (byte) 0xff;
    encoded[1] = (byte) 0xff;
    assertRefused(ErrorCode.KEY_INVALID, () -> new KemPublicKey(Bytes.of(encoded)));
    assertRefused(
        ErrorCode.KEY_INVALID, () -> new KemPublicKey(Bytes.of(Arrays.copyOf(encoded, 1215))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void t16_ed25519OfLowOrderOrNotCanonical_keyInvalid(String point) {
    assertRefused(ErrorCode.KEY_INVALID, () -> new VerifyingKey(Bytes.fromHex(point)));
  }

  @Test
  void hpke_otherKeyOtherInfoOrAnyBitFlipped_unlockFailed() {
    Bytes info = Bytes.utf8("info");
    try (SecretBytes secret = SecretBytes.random(random, 32);
        KemPrivateKey other = KemPrivateKey.fromSeed(SecretBytes.random(random, 32))) {
      Bytes sealed = Hpke.seal(key.publicKey(), info, secret);
      assertThat(Hpke.open(key, info, sealed)).isEqualTo(secret);
      assertRefused(ErrorCode.UNLOCK_FAILED, () -> Hpke.open(other, info, sealed));
      assertRefused(ErrorCode.UNLOCK_FAILED, () -> Hpke.open(key, Bytes.utf8("other"), sealed));
      for (int i = 1; i < sealed.length(); i += 31) {
        byte[] flipped = sealed.toArray();
        flipped[i] ^= 4;
        assertRefused(ErrorCode.UNLOCK_FAILED, () -> Hpke.open(key, info, Bytes.of(flipped)));
      }
      byte[] suite = sealed.toArray();
      suite[0] = 2;
      assertRefused(ErrorCode.SUITE_UNKNOWN, () -> Hpke.open(key, info, Bytes.of(suite)));
    }
  }
}
