package dev.strongroom.cli;

import dev.strongroom.sdk.rewrap.RewrapListener;
import java.io.PrintStream;

/** A bar over keys on a terminal, and nothing in a pipe. */
final class KeyProgress implements RewrapListener {
  private static final int WIDTH = 32;

  private final PrintStream err;
  private final boolean shown;
  private final String what;
  private final long start = System.nanoTime();
  private long first = -1;
  private long last = -1;

  KeyProgress(Environment environment, String what) {
    this.err = environment.err();
    this.shown = environment.terminal();
    this.what = what;
  }

  @Override
  public synchronized void progressed(long done, long total) {
    if (!shown || done <= last) {
      return;
    }
    first = first < 0 ? done : first;
    last = done;
    int filled = total == 0 ? WIDTH : (int) (WIDTH * done / total);
    double seconds = (System.nanoTime() - start) / 1e9;
    err.printf(
        "\r%-24.24s [%s%s] %3d %%  %,8.0f keys/s ",
        what,
        "█".repeat(filled),
        "·".repeat(WIDTH - filled),
        total == 0 ? 100 : 100 * done / total,
        seconds == 0 ? 0 : (done - first) / seconds);
    if (done >= total) {
      err.println();
    }
    err.flush();
  }
}
