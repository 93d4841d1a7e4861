package dev.strongroom.kit.projection;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The part of a table that follows from events.
 *
 * @param name of the table
 * @param key a column whose value no two rows share
 * @param columns all that follow, the key among them; what else the table has is the database's own
 *     matter, and keeps its value when a row is mended
 * @param order a column that has the order in which rows were written
 */
public record Followed(String name, String key, List<String> columns, String order) {
  private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,50}");

  public Followed {
    columns = List.copyOf(columns);
    boolean wellNamed =
        IDENTIFIER.matcher(name).matches()
            && IDENTIFIER.matcher(order).matches()
            && columns.stream().allMatch(column -> IDENTIFIER.matcher(column).matches());
    if (!wellNamed || !columns.contains(key)) {
      throw new IllegalArgumentException("not a table with a key: " + name);
    }
  }

  String shadow() {
    return name + "_shadow";
  }

  /** The columns as a list of SQL, each under {@code alias}. */
  String columns(String alias) {
    return String.join(", ", columns.stream().map(column -> alias + "." + column).toList());
  }
}
