package dev.strongroom.protocol.crypto;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HKDF with HMAC-SHA-512 (RFC 5869). On {@link Mac}, because the JDK's own HKDF refuses a
 * pseudorandom key shorter than the hash, and ours have 32 bytes.
 */
public final class Hkdf {
  private static final int HASH_BYTES = 64;

  private Hkdf() {}

  /**
   * HKDF-Expand.
   *
   * @param prk uniformly random, at least 32 bytes
   * @param length up to 255·64 bytes
   */
  public static SecretBytes expand(SecretBytes prk, Bytes info, int length) {
    return prk.with(key -> SecretBytes.takeOver(expand(key, info.toArray(), length)));
  }

  /** HKDF-Extract with {@code salt} as the HMAC key. */
  public static SecretBytes extract(SecretBytes salt, SecretBytes ikm) {
    return salt.with(key -> ikm.with(input -> SecretBytes.takeOver(hmac(key).doFinal(input))));
  }

  private static byte[] expand(byte[] prk, byte[] info, int length) {
    if (length < 1 || length > 255 * HASH_BYTES) {
      throw new IllegalArgumentException("HKDF gives 1 to 255 blocks");
    }
    Mac mac = hmac(prk);
    byte[] out = new byte[length];
    byte[] block = new byte[0];
    for (int done = 0, counter = 1; done < length; counter++) {
      mac.update(block);
      mac.update(info);
      mac.update((byte) counter);
      Arrays.fill(block, (byte) 0);
      block = mac.doFinal();
      int take = Math.min(HASH_BYTES, length - done);
      System.arraycopy(block, 0, out, done, take);
      done += take;
    }
    Arrays.fill(block, (byte) 0);
    return out;
  }

  private static Mac hmac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA512");
      mac.init(new SecretKeySpec(key, "HmacSHA512"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-512", e);
    }
  }
}
