package dev.strongroom.protocol;

/** Older than what this client has already seen, or no longer fit for use. */
public final class StaleException extends ProtocolException {
  private static final long serialVersionUID = 1;

  public StaleException(ErrorCode code, String message) {
    super(code, message);
  }
}
