package dev.strongroom.sdk.people;

/**
 * A contact's keys were changed in a way that his contacts confirm first. Nothing was given to him;
 * the message says what to do.
 */
public final class UnconfirmedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnconfirmedException(String message) {
    super(message);
  }
}
