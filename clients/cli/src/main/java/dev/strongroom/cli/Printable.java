package dev.strongroom.cli;

import java.util.stream.Stream;

/**
 * Text for a terminal. What a server or another user wrote may hold escape sequences that move the
 * cursor, or characters that turn the reading order: both can show a line that is not there. Each
 * such character becomes U+FFFD, so that it is seen.
 */
final class Printable {
  private static final char MARK = '\uFFFD';

  private Printable() {}

  /** One line: a line break within it is replaced as well. */
  static String line(String text) {
    return replaced(text, false);
  }

  /** Lines that this program put together from parts which are one line each. */
  static String lines(String text) {
    return replaced(text, true);
  }

  /** A format whose line breaks are ours; each text put into it is one line. */
  static String row(String format, Object... parts) {
    Object[] safe =
        Stream.of(parts)
            .map(part -> part instanceof Number ? part : line(part.toString()))
            .toArray();
    return format.formatted(safe);
  }

  private static String replaced(String text, boolean breaks) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> safe.appendCodePoint((breaks && c == '\n') || isHarmless(c) ? c : MARK));
    return safe.toString();
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      // Scripts and names need the joiners, which turn and move nothing.
      case Character.FORMAT -> c == 0x200c || c == 0x200d;
      default -> true;
    };
  }
}
