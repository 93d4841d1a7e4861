package dev.strongroom.protocol;

/** A group's or a room's chain: SHA-256 of its first payload (section 3). */
public record ChainId(Bytes value) {
  public static final int LENGTH_BYTES = 32;

  public ChainId {
    Ids.requireLength("ChainId", value, LENGTH_BYTES);
  }

  /**
   * Parses base64url.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is not one
   */
  public static ChainId parse(String base64Url) {
    return new ChainId(Bytes.fromBase64Url(base64Url));
  }

  @Override
  public String toString() {
    return value.toBase64Url();
  }
}
