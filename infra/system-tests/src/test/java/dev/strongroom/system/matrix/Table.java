package dev.strongroom.system.matrix;

import dev.strongroom.local.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of docs/authorization.md: {@code | GET /path | none | … |}. */
final class Table {
  private Table() {}

  static Map<String, Map<Kind, Outcome>> read() throws IOException {
    Map<String, Map<Kind, Outcome>> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Layout.projectRoot().resolve("docs/authorization.md"))) {
      if (line.startsWith("| `") && !line.contains(" /internal/")) {
        List<String> cells =
            Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList();
        if (rows.put(cells.getFirst().replace("`", ""), row(cells)) != null) {
          throw new IllegalStateException("twice in the table: " + cells.getFirst());
        }
      }
    }
    return rows;
  }

  private static Map<Kind, Outcome> row(List<String> cells) {
    Map<Kind, Outcome> row = new EnumMap<>(Kind.class);
    Iterator<String> outcomes = cells.listIterator(1);
    for (Kind kind : Kind.values()) {
      row.put(kind, Outcome.parse(outcomes.next()));
    }
    return row;
  }

  /** As a line of the table. */
  static String line(String endpoint, Map<Kind, Outcome> row) {
    StringBuilder line = new StringBuilder("| `" + endpoint + "` |");
    for (Kind kind : Kind.values()) {
      line.append(' ').append(row.containsKey(kind) ? row.get(kind).cell() : "?").append(" |");
    }
    return line.toString();
  }
}
