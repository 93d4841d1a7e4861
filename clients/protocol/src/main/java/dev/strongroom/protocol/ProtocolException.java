package dev.strongroom.protocol;

/**
 * A check of the protocol failed. Unchecked, because checks sit deep inside streams and parallel
 * work; every public method says which ones it throws. The message is for the person at the client;
 * nothing of it goes to a server.
 */
public abstract sealed class ProtocolException extends RuntimeException
    permits MalformedException,
        UnsupportedException,
        AuthenticationException,
        NotForThisKeyException,
        StaleException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  ProtocolException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public final ErrorCode code() {
    return code;
  }
}
