package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;

/** The limits of chains, in one place (T34). */
public final class ChainLimits {
  /** Links of one chain. */
  public static final long MAX_LINKS = 100_000;

  /** Members of a group. */
  public static final int MAX_MEMBERS = 100_000;

  /** Grants of a room. A room is for few grants people and many groups' people. */
  public static final int MAX_GRANTS = 1_000;

  /** Changes in one link; larger ones are split. */
  public static final int MAX_CHANGES = 1_000;

  /** Characters of a label published in clear. */
  public static final int MAX_LABEL_CHARACTERS = 100;

  private ChainLimits() {}

  static void require(boolean within, String what) {
    if (!within) {
      throw new MalformedException(ErrorCode.LIMIT, what);
    }
  }
}
