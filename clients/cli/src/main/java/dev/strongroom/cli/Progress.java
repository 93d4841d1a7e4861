package dev.strongroom.cli;

import dev.strongroom.sdk.transfer.TransferListener;
import java.io.PrintStream;

/** A bar on a terminal, and nothing in a pipe. */
final class Progress implements TransferListener {
  private static final int WIDTH = 32;
  private static final long EVERY_NANOS = 100_000_000;

  private final PrintStream err;
  private final boolean shown;
  private final String what;
  private final long start = System.nanoTime();
  private long last;

  Progress(Environment environment, String what) {
    this.err = environment.err();
    this.shown = environment.terminal();
    this.what = Printable.line(what);
  }

  @Override
  public synchronized void moved(long done, long total) {
    long now = System.nanoTime();
    if (!shown || (now - last < EVERY_NANOS && done < total)) {
      return;
    }
    last = now;
    int filled = total == 0 ? WIDTH : (int) (WIDTH * done / total);
    double seconds = (now - start) / 1e9;
    err.printf(
        "\r%-24.24s [%s%s] %3d %%  %6.1f MB/s ",
        what,
        "█".repeat(filled),
        "·".repeat(WIDTH - filled),
        total == 0 ? 100 : 100 * done / total,
        seconds == 0 ? 0 : done / 1e6 / seconds);
    if (done >= total) {
      err.println();
    }
    err.flush();
  }
}
