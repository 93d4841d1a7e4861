package dev.strongroom.protocol.crypto;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
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
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void t16_xwingWithALowOrderX25519Part_keyInvalid(String point) {
    byte[] encoded = key.publicKey().value().toArray();
    Bytes.fromHex(point).copyTo(encoded, 1184);
    assertRefused(ErrorCode.KEY_INVALID, () -> new KemPublicKey(Bytes.of(encoded)));
    assertThat(agrees(encoded)).isFalse();
  }

  /** The check by a list finds what an agreement finds. */
  private static boolean agrees(byte[] encoded) {
    byte[] scalar = new byte[X25519.SCALAR_SIZE];
    scalar[31] = 0x40;
    return X25519.calculateAgreement(scalar, 0, encoded, 1184, new byte[X25519.POINT_SIZE], 0);
  }

  @Test
  void xwing_withAnyOtherX25519Part_isTakenAsAnAgreementTakesIt() {
    byte[] encoded = key.publicKey().value().toArray();
    for (int i = 0; i < 200; i++) {
      byte[] u = new byte[32];
      if (i < 100) {
        random.nextBytes(u);
      } else {
        // Small numbers and those just below and above the modulus.
        u[0] = (byte) (i < 120 ? i - 98 : 0xd8 + i - 120);
        if (i >= 120) {
          Arrays.fill(u, 1, 31, (byte) 0xff);
          u[31] = 0x7f;
        }
      }
      System.arraycopy(u, 0, encoded, 1184, 32);
      boolean taken;
      try {
        taken = new KemPublicKey(Bytes.of(encoded)).value().length() == 1216;
      } catch (MalformedException _) {
        taken = false;
      }
      assertThat(taken).as(Bytes.of(u).toHex()).isEqualTo(agrees(encoded));
    }
  }

  @Test
  void t16_xwingWithUnreducedCoefficientsOrAnotherLength_keyInvalid() {
    byte[] encoded = key.publicKey().value().toArray();
    encoded[0] = (byte) 0xff;
    encoded[1] = (byte) 0xff;
    assertRefused(ErrorCode.KEY_INVALID, () -> new KemPublicKey(Bytes.of(encoded)));
    byte[] good = key.publicKey().value().toArray();
    for (int length : new int[] {0, 1215, 1217}) {
      assertRefused(
          ErrorCode.KEY_INVALID, () -> new KemPublicKey(Bytes.of(Arrays.copyOf(good, length))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        // On the curve and of high order, with a part of low order in it.
        "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d"
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
