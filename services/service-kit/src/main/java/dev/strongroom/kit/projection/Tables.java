package dev.strongroom.kit.projection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import org.hibernate.Session;

/** A table and its shadow. All names in the statements are held by {@link Followed}. */
@ApplicationScoped
class Tables {
  private static final int ROWS_AT_ONCE = 1000;

  private final EntityManager database;

  @Inject
  Tables(EntityManager database) {
    this.database = database;
  }

  /** How a table differs from its shadow. */
  record Differences(long missing, long different, long surplus) {}

  /**
   * An empty table of the same shape, that nobody else sees, and that ends with the transaction.
   */
  void makeShadow(Followed table) {
    execute(
        "CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING ALL) ON COMMIT DROP"
            .formatted(table.shadow(), table.name()));
  }

  /** SHA-256 over the rows in the order of their key, a line of JSON each. */
  String digest(Followed table, String name) {
    String sql =
        "SELECT CAST(to_jsonb(r) AS text) FROM (SELECT %s FROM %s t ORDER BY t.%s) r"
            .formatted(table.columns("t"), name, table.key());
    return database.unwrap(Session.class).doReturningWork(connection -> digest(connection, sql));
  }

  private static String digest(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_AT_ONCE);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          digest.update(rows.getString(1).getBytes(StandardCharsets.UTF_8));
          digest.update((byte) '\n');
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  Differences differences(Followed table) {
    return new Differences(
        count(table.shadow() + " s WHERE " + without(table, "s", table.name())),
        count(
            "%s l JOIN %s s ON l.%s = s.%s WHERE %s"
                .formatted(
                    table.name(), table.shadow(), table.key(), table.key(), otherwise(table))),
        count(table.name() + " l WHERE " + without(table, "l", table.shadow())));
  }

  /**
   * Makes the table what its shadow is. Rows that are right stay as they are, rows that are wrong
   * keep what does not follow from events, and rows that were missing come behind all others.
   */
  void mend(Followed table) {
    execute(
        "DELETE FROM %s l WHERE %s".formatted(table.name(), without(table, "l", table.shadow())));
    execute(
        "UPDATE %s l SET (%s) = ROW(%s) FROM %s s WHERE l.%s = s.%s AND %s"
            .formatted(
                table.name(),
                String.join(", ", table.columns()),
                table.columns("s"),
                table.shadow(),
                table.key(),
                table.key(),
                otherwise(table)));
    execute(
        "INSERT INTO %s (%s) SELECT %s FROM %s s WHERE %s ORDER BY s.%s"
            .formatted(
                table.name(),
                String.join(", ", table.columns()),
                table.columns("s"),
                table.shadow(),
                without(table, "s", table.name()),
                table.order()));
  }

  private static String otherwise(Followed table) {
    return "ROW(%s) IS DISTINCT FROM ROW(%s)".formatted(table.columns("l"), table.columns("s"));
  }

  private static String without(Followed table, String alias, String other) {
    return "NOT EXISTS (SELECT 1 FROM %s o WHERE o.%s = %s.%s)"
        .formatted(other, table.key(), alias, table.key());
  }

  private long count(String what) {
    return ((Number) database.createNativeQuery("SELECT count(*) FROM " + what).getSingleResult())
        .longValue();
  }

  private void execute(String sql) {
    database.createNativeQuery(sql).executeUpdate();
  }
}
