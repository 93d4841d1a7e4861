package dev.strongroom.protocol;

/** A node of a room: 128 random bits made by the client (section 6). */
public record NodeId(Bytes value) {
  public static final int LENGTH_BYTES = 16;

  public NodeId {
    Ids.requireLength("NodeId", value, LENGTH_BYTES);
  }

  /**
   * Parses base64url.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is not one
   */
  public static NodeId parse(String base64Url) {
    return new NodeId(Bytes.fromBase64Url(base64Url));
  }

  @Override
  public String toString() {
    return value.toBase64Url();
  }
}
