package dev.strongroom.protocol;

/** A user: SHA-256 over organisation, provider alias and subject (section 3). */
public record UserId(Bytes value) {
  public static final int LENGTH_BYTES = 32;

  public UserId {
    Ids.requireLength("UserId", value, LENGTH_BYTES);
  }

  /**
   * Parses base64url.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is not one
   */
  public static UserId parse(String base64Url) {
    return new UserId(Bytes.fromBase64Url(base64Url));
  }

  @Override
  public String toString() {
    return value.toBase64Url();
  }
}
