package dev.strongroom.protocol;

/** An organisation: SHA-256 of its root public key (section 3). */
public record OrganisationId(Bytes value) {
  public static final int LENGTH_BYTES = 32;

  public OrganisationId {
    Ids.requireLength("OrganisationId", value, LENGTH_BYTES);
  }

  /**
   * Parses base64url.
   *
   * @throws MalformedException {@link ErrorCode#STATEMENT} if it is not one
   */
  public static OrganisationId parse(String base64Url) {
    return new OrganisationId(Bytes.fromBase64Url(base64Url));
  }

  @Override
  public String toString() {
    return value.toBase64Url();
  }
}
