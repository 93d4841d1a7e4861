package dev.strongroom.kit.crash;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/**
 * Says on the process's output that a named point is reached for the nth time, and stays there to
 * be killed.
 */
public final class CrashPoint {
  public static final String MARK = "REACHED ";

  private final String name;
  private final PrintStream out;
  private int left;

  private CrashPoint(String name, int left) {
    this.name = name;
    this.left = left;
    this.out = System.out;
  }

  /** From {@code name:n}, or {@code none}. */
  public static CrashPoint parse(String text) {
    String[] parts = text.split(":", 2);
    return parts.length == 1
        ? new CrashPoint("", 0)
        : new CrashPoint(parts[0], Integer.parseInt(parts[1]));
  }

  public void pass(String point) {
    if (point.equals(name) && --left <= 0) {
      out.println(MARK + name);
      out.flush();
      stay();
    }
  }

  private static void stay() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("only a kill ends this", e);
    }
  }
}
