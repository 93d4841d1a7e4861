package dev.strongroom.protocol;

/** Something does not prove what it has to: signature, tag, digest, proof, role. */
public non-sealed class AuthenticationException extends ProtocolException {
  private static final long serialVersionUID = 1;

  public AuthenticationException(ErrorCode code, String message) {
    super(code, message);
  }
}
