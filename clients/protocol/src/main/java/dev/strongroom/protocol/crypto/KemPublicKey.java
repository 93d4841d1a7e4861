package dev.strongroom.protocol.crypto;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * An X-Wing public key: the ML-KEM-768 encapsulation key (1184 bytes) and the X25519 key (32
 * bytes).
 *
 * <p>Validated at construction: the length, the modulus check of FIPS 203 section 7.2 and, for
 * X25519, that it is of no low order.
 *
 * <p>{@link MalformedException} with {@link ErrorCode#KEY_INVALID} otherwise (T16)
 */
public record KemPublicKey(Bytes value) {
  public static final int LENGTH_BYTES = 1216;
  private static final int MLKEM_POLYNOMIAL_BYTES = 1152;
  private static final int MLKEM_BYTES = 1184;
  private static final int MLKEM_MODULUS = 3329;

  public KemPublicKey {
    if (value.length() != LENGTH_BYTES) {
      throw invalid();
    }
    byte[] key = value.toArray();
    requireReduced(key);
    requireNotLowOrder(key);
  }

  /** Two 12-bit coefficients in three bytes; each below q. */
  private static void requireReduced(byte[] key) {
    for (int i = 0; i < MLKEM_POLYNOMIAL_BYTES; i += 3) {
      int low = key[i] & 0xff | (key[i + 1] & 0x0f) << 8;
      int high = (key[i + 1] & 0xff) >>> 4 | (key[i + 2] & 0xff) << 4;
      if (low >= MLKEM_MODULUS || high >= MLKEM_MODULUS) {
        throw invalid();
      }
    }
  }

  /** A low-order point times the cofactor is zero, which the agreement reports. */
  private static void requireNotLowOrder(byte[] key) {
    byte[] scalar = new byte[X25519.SCALAR_SIZE];
    scalar[31] = 0x40;
    boolean usable =
        X25519.calculateAgreement(scalar, 0, key, MLKEM_BYTES, new byte[X25519.POINT_SIZE], 0);
    if (!usable) {
      throw invalid();
    }
  }

  private static MalformedException invalid() {
    return new MalformedException(ErrorCode.KEY_INVALID, "not a public key that a client makes");
  }
}
