package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.UnsupportedException;
import java.util.Locale;

/** What kind of link it is; decides who may sign it and what it may change. */
public enum Cause {
  CREATE,
  CHANGE,
  /** Renews the epoch and changes nothing else; may be signed without being a manager. */
  REKEY,
  /** Removes exactly its signer and keeps the epoch; a rekey is due after it. */
  LEAVE;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Cause parse(String text) {
    for (Cause cause : values()) {
      if (cause.text().equals(text)) {
        return cause;
      }
    }
    throw new UnsupportedException(
        ErrorCode.STATEMENT, "a kind of link that this client does not know");
  }
}
