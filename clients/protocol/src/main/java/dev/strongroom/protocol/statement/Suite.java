package dev.strongroom.protocol.statement;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.UnsupportedException;

/** The accepted suites, compiled in: there is no negotiation (section 2). */
public final class Suite {
  /** X-Wing, Ed25519, Cobblestone-256, Argon2id. */
  public static final int SR1 = 1;

  private Suite() {}

  /**
   * @throws UnsupportedException {@link ErrorCode#SUITE_UNKNOWN} for any suite but SR1
   */
  public static void require(long suite) {
    if (suite != SR1) {
      throw new UnsupportedException(
          ErrorCode.SUITE_UNKNOWN, "suite " + suite + " is not accepted");
    }
  }
}
