package dev.strongroom.protocol.crypto;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import java.util.Arrays;
import java.util.Set;

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

  /** Little-endian, as they travel; zero, one, the two of order 8, and -1, 0 and 1 above them. */
  private static final Set<Bytes> LOW_ORDER =
      Set.of(
          Bytes.fromHex("0000000000000000000000000000000000000000000000000000000000000000"),
          Bytes.fromHex("0100000000000000000000000000000000000000000000000000000000000000"),
          Bytes.fromHex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
          Bytes.fromHex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
          Bytes.fromHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
          Bytes.fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
          Bytes.fromHex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));

  public KemPublicKey {
    if (value.length() != LENGTH_BYTES) {
      throw invalid();
    }
    byte[] key = value.toArray();
    requireReduced(key);
    if (isOfLowOrder(key)) {
      throw invalid();
    }
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

  /**
   * The u-coordinates of all points of low order on Curve25519 and its twist, with the two that are
   * not reduced: with any of them an agreement gives zero, and with no other. To compare costs a
   * thousandth of an agreement, and a chain has a key in each link.
   */
  private static boolean isOfLowOrder(byte[] key) {
    byte[] u = Arrays.copyOfRange(key, MLKEM_BYTES, LENGTH_BYTES);
    u[u.length - 1] &= 0x7f;
    return LOW_ORDER.contains(Bytes.of(u));
  }

  private static MalformedException invalid() {
    return new MalformedException(ErrorCode.KEY_INVALID, "not a public key that a client makes");
  }
}
