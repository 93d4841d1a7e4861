package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;

/** A link's envelope does not carry its author's good signature, whatever the payload says. */
final class SpoiledException extends AuthenticationException {
  private static final long serialVersionUID = 1;

  SpoiledException(String message) {
    super(ErrorCode.STATEMENT, message);
  }
}
