package dev.strongroom.demo;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Tells the story as it goes. */
public final class Tale {
  private final PrintStream out;
  private final boolean terminal;

  public Tale(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  boolean isTerminal() {
    return terminal;
  }

  void chapter(String title) {
    out.println();
    out.println("── " + title + " " + "─".repeat(Math.max(3, 74 - title.length())));
  }

  void says(String format, Object... arguments) {
    out.println("   " + format.formatted(arguments));
  }

  void types(String who, String... arguments) {
    out.println(" " + who + " $ strongroom " + String.join(" ", arguments));
  }

  /** Keeps what a command writes to its error stream, and shows it where a person is watching. */
  PrintStream errorsOf(ByteArrayOutputStream kept) {
    OutputStream both =
        new FilterOutputStream(kept) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            kept.write(bytes, offset, length);
            if (terminal) {
              Tale.this.out.write(bytes, offset, length);
            }
          }
        };
    return new PrintStream(both, true, StandardCharsets.UTF_8);
  }
}
