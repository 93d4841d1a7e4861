package dev.strongroom.protocol;

/** Well-formed, but of a suite or kind that this client does not accept. */
public final class UnsupportedException extends ProtocolException {
  private static final long serialVersionUID = 1;

  public UnsupportedException(ErrorCode code, String message) {
    super(code, message);
  }
}
