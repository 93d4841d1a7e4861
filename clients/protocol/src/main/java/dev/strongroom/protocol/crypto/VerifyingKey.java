package dev.strongroom.protocol.crypto;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.KeyId;
import dev.strongroom.protocol.MalformedException;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 public key, 32 bytes.
 *
 * <p>Validated at construction: canonical, on the curve, in the prime-order group.
 *
 * <p>{@link MalformedException} with {@link ErrorCode#KEY_INVALID} otherwise (T16)
 */
public record VerifyingKey(Bytes value) {
  public static final int LENGTH_BYTES = 32;

  public VerifyingKey {
    if (value.length() != LENGTH_BYTES || !Ed25519.validatePublicKeyFull(value.toArray(), 0)) {
      throw new MalformedException(ErrorCode.KEY_INVALID, "not a signing key that a client makes");
    }
  }

  /**
   * Whether {@code signature} (64 bytes) is this key's over {@code message}, as RFC 8032 says,
   * strictly.
   */
  public boolean verify(Bytes message, Bytes signature) {
    byte[] text = message.toArray();
    return signature.length() == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature.toArray(), 0, value.toArray(), 0, text, 0, text.length);
  }

  public KeyId id() {
    return new KeyId(Sha256.of(value).value());
  }
}
