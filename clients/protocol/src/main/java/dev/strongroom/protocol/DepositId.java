package dev.strongroom.protocol;

/** A deposit: 128 random bits made by its depositor (section 5). */
public record DepositId(Bytes value) {
  public static final int LENGTH_BYTES = 16;

  public DepositId {
    Ids.requireLength("DepositId", value, LENGTH_BYTES);
  }

  /**
   * Parses base64url.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is not one
   */
  public static DepositId parse(String base64Url) {
    return new DepositId(Bytes.fromBase64Url(base64Url));
  }

  @Override
  public String toString() {
    return value.toBase64Url();
  }
}
