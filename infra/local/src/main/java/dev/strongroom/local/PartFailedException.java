package dev.strongroom.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A part that did not start: one clear message, with the end of its log. */
public final class PartFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final int SHOWN_LINES = 8;

  public PartFailedException(String part, String what, Path log) {
    super(part + " " + what + "; its log is " + log + "\n" + tail(log));
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log)";
    }
  }
}
