package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;

/**
 * A link that breaks a rule by what its payload says: whoever knows the log up to the link's place
 * finds the same, so the link is void for all (section 3, rule 1). A spoiled signature, or
 * something that could not be fetched, is never told in this way: or the server could choose which
 * links are void.
 */
final class LinkException extends AuthenticationException {
  private static final long serialVersionUID = 1;

  private LinkException(ErrorCode code, String message) {
    super(code, message);
  }

  static LinkException chain(String what) {
    return new LinkException(ErrorCode.GROUP_CHAIN, what);
  }

  static LinkException id(String what) {
    return new LinkException(ErrorCode.CHAIN_ID, what);
  }

  static LinkException role(String what) {
    return new LinkException(ErrorCode.GROUP_ROLE, what);
  }

  static LinkException order(String what) {
    return new LinkException(ErrorCode.LINK_ORDER, what);
  }

  static LinkException rekey(String what) {
    return new LinkException(ErrorCode.REKEY, what);
  }

  /** A payload that no honest client makes is as void as one that breaks a rule. */
  static LinkException malformed(MalformedException cause) {
    LinkException e = new LinkException(cause.code(), String.valueOf(cause.getMessage()));
    e.initCause(cause);
    return e;
  }

  static LinkException proposal(String what) {
    return new LinkException(ErrorCode.PROPOSAL, what);
  }

  static LinkException statement(String what) {
    return new LinkException(ErrorCode.STATEMENT, what);
  }
}
