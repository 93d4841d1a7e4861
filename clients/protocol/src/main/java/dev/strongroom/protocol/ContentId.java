package dev.strongroom.protocol;

/** A content: 128 random bits made by the client (section 6). */
public record ContentId(Bytes value) {
  public static final int LENGTH_BYTES = 16;

  public ContentId {
    Ids.requireLength("ContentId", value, LENGTH_BYTES);
  }

  /**
   * Parses base64url.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is not one
   */
  public static ContentId parse(String base64Url) {
    return new ContentId(Bytes.fromBase64Url(base64Url));
  }

  @Override
  public String toString() {
    return value.toBase64Url();
  }
}
