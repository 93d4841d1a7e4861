package dev.strongroom.identity.scim;

import java.io.Serial;

/** An error as SCIM tells it: RFC 7644, section 3.12. */
final class ScimException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final String scimType;

  /**
   * @param scimType from the table of that section; empty for none
   */
  ScimException(int status, String scimType, String detail) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
  }

  static ScimException notFound() {
    return new ScimException(404, "", "There is no such resource.");
  }

  static ScimException invalid(String detail) {
    return new ScimException(400, "invalidValue", detail);
  }

  int status() {
    return status;
  }

  String scimType() {
    return scimType;
  }
}
