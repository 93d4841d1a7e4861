package dev.strongroom.protocol;

/** A signing key: SHA-256 of the 32-byte Ed25519 public key (section 3). */
public record KeyId(Bytes value) {
  public static final int LENGTH_BYTES = 32;

  public KeyId {
    Ids.requireLength("KeyId", value, LENGTH_BYTES);
  }

  /**
   * Parses base64url.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is not one
   */
  public static KeyId parse(String base64Url) {
    return new KeyId(Bytes.fromBase64Url(base64Url));
  }

  @Override
  public String toString() {
    return value.toBase64Url();
  }
}
