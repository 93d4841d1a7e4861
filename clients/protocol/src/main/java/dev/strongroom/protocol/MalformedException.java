package dev.strongroom.protocol;

/** Input that no honest peer makes: bad encoding, over a limit, contradictory. */
public final class MalformedException extends ProtocolException {
  private static final long serialVersionUID = 1;

  public MalformedException(ErrorCode code, String message) {
    super(code, message);
  }
}
