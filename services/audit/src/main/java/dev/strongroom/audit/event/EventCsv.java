package dev.strongroom.audit.event;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Events as RFC 4180 lines. A spreadsheet takes a cell that begins with one of a few characters for
 * a formula, and an id may begin with a minus: such a cell gets an apostrophe in front, which a
 * spreadsheet shows as text.
 */
final class EventCsv {
  private static final String FORMULA = "=+-@\t\r\n";

  static final String HEADER =
      line(List.of("position", "time", "type", "aggregate", "sequence", "actor", "data"));

  private EventCsv() {}

  static String line(EventEntity row) {
    return line(
        List.of(
            Long.toString(row.position),
            row.happened_at.toString(),
            row.type,
            row.aggregate,
            Long.toString(row.sequence),
            row.actor,
            row.data));
  }

  private static String line(List<String> cells) {
    return cells.stream().map(EventCsv::cell).collect(Collectors.joining(",")) + "\r\n";
  }

  static String cell(String text) {
    boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }
}
