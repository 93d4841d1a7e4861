package dev.strongroom.protocol;

/** A SHA-256 hash, 32 bytes. */
public record Hash(Bytes value) {
  public static final int LENGTH_BYTES = 32;

  public Hash {
    Ids.requireLength("Hash", value, LENGTH_BYTES);
  }

  /**
   * Parses base64url.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is not one
   */
  public static Hash parse(String base64Url) {
    return new Hash(Bytes.fromBase64Url(base64Url));
  }

  @Override
  public String toString() {
    return value.toBase64Url();
  }
}
