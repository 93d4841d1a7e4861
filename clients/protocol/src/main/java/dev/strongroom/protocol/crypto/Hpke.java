package dev.strongroom.protocol.crypto;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UnsupportedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;

/**
 * HPKE (RFC 9180) in base mode, one message a context, empty AAD: KEM X-Wing (0x647A), HKDF-SHA256,
 * AES-256-GCM. What it makes is the suite byte, the encapsulation (1120 bytes) and the ciphertext.
 */
public final class Hpke {
  public static final int ENCAPSULATION_BYTES = 1120;
  public static final int TAG_BYTES = 16;
  private static final byte SUITE = 1;
  private static final byte[] NO_AAD = new byte[0];

  private Hpke() {}

  /** Bytes of what {@link #seal} makes from {@code plaintextBytes}. */
  public static int sealedBytes(int plaintextBytes) {
    return 1 + ENCAPSULATION_BYTES + plaintextBytes + TAG_BYTES;
  }

  public static Bytes seal(KemPublicKey to, Bytes info, SecretBytes plaintext) {
    HPKE hpke = suite();
    HPKEContextWithEncapsulation context =
        hpke.setupBaseS(hpke.deserializePublicKey(to.value().toArray()), info.toArray());
    byte[] sealed =
        plaintext.with(secret -> {
          try {
            return context.seal(NO_AAD, secret);
          } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("sealing cannot fail", e);
          }
        });
    return Bytes.of(
        ByteBuffer.allocate(1 + ENCAPSULATION_BYTES + sealed.length)
            .put(SUITE)
            .put(context.getEncapsulation())
            .put(sealed)
            .flip());
  }

  /**
   * Opens what was sealed to {@code key} under the same {@code info}.
   *
   * @throws UnsupportedException {@link ErrorCode#SUITE_UNKNOWN}
   * @throws NotForThisKeyException {@link ErrorCode#UNLOCK_FAILED}, whatever the reason
   */
  public static SecretBytes open(KemPrivateKey key, Bytes info, Bytes sealed) {
    if (sealed.length() < sealedBytes(0)) {
      throw failed();
    }
    if (sealed.at(0) != SUITE) {
      throw new UnsupportedException(ErrorCode.SUITE_UNKNOWN, "sealed under another suite");
    }
    byte[] all = sealed.toArray();
    byte[] encapsulation = Arrays.copyOfRange(all, 1, 1 + ENCAPSULATION_BYTES);
    byte[] ciphertext = Arrays.copyOfRange(all, 1 + ENCAPSULATION_BYTES, all.length);
    try {
      return SecretBytes.takeOver(
          suite().setupBaseR(encapsulation, key.pair(), info.toArray()).open(NO_AAD, ciphertext));
    } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
      throw failed();
    }
  }

  private static NotForThisKeyException failed() {
    return new NotForThisKeyException(
        ErrorCode.UNLOCK_FAILED, "a wrap does not open with this key");
  }

  /** A fresh one each time: Bouncy Castle does not say that it may be shared between threads. */
  static HPKE suite() {
    return new HPKE(HPKE.mode_base, HPKE.kem_X_WING, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }
}
