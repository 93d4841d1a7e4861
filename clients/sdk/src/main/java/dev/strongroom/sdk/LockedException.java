package dev.strongroom.sdk;

/**
 * The client is not ready for this: not signed in, not enrolled, or locked. The message says what
 * to do.
 */
public final class LockedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LockedException(String message) {
    super(message);
  }
}
