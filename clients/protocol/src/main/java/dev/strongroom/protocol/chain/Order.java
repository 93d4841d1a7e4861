package dev.strongroom.protocol.chain;

/** Places in the directory log, which gives all links one order (section 3, rule 2). */
public final class Order {
  /** The place of what is not logged yet, or is looked at as of now: everything known is before. */
  public static final long NOW = Long.MAX_VALUE;

  private Order() {}

  /** Whether what is logged at {@code index} is known to who verifies as of {@code at}. */
  static boolean isBefore(long index, long at) {
    return index < at || at == NOW;
  }
}
