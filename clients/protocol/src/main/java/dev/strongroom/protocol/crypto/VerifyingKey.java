package dev.strongroom.protocol.crypto;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.KeyId;
import dev.strongroom.protocol.MalformedException;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * An Ed25519 public key, 32 bytes.
 *
 * <p>Validated at construction: canonical, on the curve, in the prime-order group.
 *
 * <p>{@link MalformedException} with {@link ErrorCode#KEY_INVALID} otherwise (T16)
 */
public final class VerifyingKey {
  public static final int LENGTH_BYTES = 32;

  private final Bytes value;

  /** Kept as it was decoded: a chain is signed by few keys many times. */
  private final Ed25519.PublicPoint point;

  private final KeyId id;

  public VerifyingKey(Bytes value) {
    Ed25519.@Nullable PublicPoint decoded =
        value.length() == LENGTH_BYTES
            ? Ed25519.validatePublicKeyFullExport(value.toArray(), 0)
            : null;
    if (decoded == null) {
      throw new MalformedException(ErrorCode.KEY_INVALID, "not a signing key that a client makes");
    }
    this.value = value;
    this.point = decoded;
    this.id = new KeyId(Sha256.of(value).value());
  }

  public Bytes value() {
    return value;
  }

  /**
   * Whether {@code signature} (64 bytes) is this key's over {@code message}, as RFC 8032 says,
   * strictly.
   */
  public boolean verify(Bytes message, Bytes signature) {
    byte[] text = message.toArray();
    return signature.length() == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature.toArray(), 0, point, text, 0, text.length);
  }

  public KeyId id() {
    return id;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerifyingKey key && value.equals(key.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
