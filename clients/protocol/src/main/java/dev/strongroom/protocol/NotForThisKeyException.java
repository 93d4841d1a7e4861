package dev.strongroom.protocol;

/** The key at hand does not open this: another key, another context, or an altered wrap. */
public final class NotForThisKeyException extends ProtocolException {
  private static final long serialVersionUID = 1;

  public NotForThisKeyException(ErrorCode code, String message) {
    super(code, message);
  }
}
