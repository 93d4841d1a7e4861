package dev.strongroom.protocol.seal;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens single chunks of one message. Not thread-safe; keeps one JDK cipher, whose
 * intrinsics reach several GB/s. A nonce is the base nonce XOR the chunk's number, so each chunk of
 * a message has its own, and each message has its own key.
 */
public final class ChunkCipher {
  private static final Provider JDK = Security.getProvider("SunJCE");

  private final Cipher cipher;
  private final SecretKeySpec key;
  private final byte[] baseNonce;
  private final byte[] nonce;

  ChunkCipher(SecretBytes key, byte[] baseNonce) {
    this.key = key.with(bytes -> new SecretKeySpec(bytes, "AES"));
    this.baseNonce = baseNonce.clone();
    this.nonce = baseNonce.clone();
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding", JDK);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /** Seals {@code length} bytes as chunk {@code number}; writes {@code length} + 16 bytes. */
  public void seal(long number, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, parameters(number));
      cipher.doFinal(in, inOffset, length, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing cannot fail", e);
    }
  }

  /**
   * Opens {@code length} bytes (tag included) as chunk {@code number}; writes {@code length} - 16
   * bytes.
   *
   * @throws AuthenticationException {@link ErrorCode#CT_CORRUPT}; what is in {@code out} then must
   *     not be used
   */
  public void open(long number, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, parameters(number));
      cipher.doFinal(in, inOffset, length, out, outOffset);
    } catch (AEADBadTagException e) {
      throw new AuthenticationException(ErrorCode.CT_CORRUPT, "the ciphertext was changed");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("opening failed for no reason of the ciphertext", e);
    }
  }

  private GCMParameterSpec parameters(long number) {
    for (int i = 0; i < 8; i++) {
      int at = Cobblestone.NONCE_BYTES - 1 - i;
      nonce[at] = (byte) (baseNonce[at] ^ number >>> (8 * i));
    }
    return new GCMParameterSpec(Cobblestone.TAG_BYTES * 8, nonce);
  }
}
