package dev.strongroom.demo.search;

import dev.strongroom.local.Layout;
import dev.strongroom.local.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/** Everywhere the server side of a stack keeps something. */
public final class Places {
  private final Layout layout;
  private final int port;

  public Places(Layout layout, Settings settings) {
    this.layout = layout;
    this.port = settings.port("postgres");
  }

  /** What one place held. */
  public record Searched(String place, long bytes) {}

  /** Everything that was looked through, and what was found. */
  public record Result(List<Searched> places, Set<Searcher.Hit> hits) {}

  /**
   * Looks through all of them.
   *
   * @throws IOException if something cannot be read: a place is never skipped
   */
  public Result search(Searcher searcher) throws IOException, SQLException {
    Map<String, Long> bytes = new LinkedHashMap<>();
    Set<Searcher.Hit> hits = new LinkedHashSet<>();
    for (String database : databases()) {
      tables(database, searcher, bytes, hits);
    }
    files("postgresql data files and WAL", layout.data("postgres"), searcher, bytes, hits);
    files("s3 objects", layout.data("s3"), searcher, bytes, hits);
    files("kafka log segments", layout.data("kafka"), searcher, bytes, hits);
    files("logs and traces", layout.logs(), searcher, bytes, hits);
    List<Searched> places = new ArrayList<>();
    bytes.forEach((place, size) -> places.add(new Searched(place, size)));
    return new Result(places, hits);
  }

  private Connection open(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres");
  }

  private List<String> databases() throws SQLException {
    try (Connection connection = open("postgres");
        Statement sql = connection.createStatement()) {
      // What is in memory is written out, so that the data files hold it too.
      sql.execute("CHECKPOINT");
      return column(sql, "SELECT datname FROM pg_database WHERE datallowconn ORDER BY datname");
    }
  }

  private static List<String> column(Statement sql, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = sql.executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private void tables(
      String database, Searcher searcher, Map<String, Long> bytes, Set<Searcher.Hit> hits)
      throws IOException, SQLException {
    try (Connection connection = open(database);
        Statement sql = connection.createStatement()) {
      List<String> tables =
          column(
              sql,
              "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
                  + " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1");
      for (String table : tables) {
        Searcher.Found found = copy(connection, table, database, searcher);
        bytes.merge("database " + database, found.bytes(), Long::sum);
        hits.addAll(found.hits());
      }
    }
  }

  private static Searcher.Found copy(
      Connection connection, String table, String database, Searcher searcher)
      throws IOException, SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    try (PipedInputStream in = new PipedInputStream(1 << 16)) {
      PipedOutputStream out = new PipedOutputStream(in);
      CompletableFuture<Void> copying =
          CompletableFuture.runAsync(() -> {
            try (out) {
              postgres.getCopyAPI().copyOut("COPY " + table + " TO STDOUT", out);
            } catch (SQLException | IOException e) {
              throw new CompletionException(e);
            }
          });
      Searcher.Found found = searcher.search("database " + database + " " + table, in);
      copying.join();
      return found;
    }
  }

  private static void files(
      String place, Path folder, Searcher searcher, Map<String, Long> bytes, Set<Searcher.Hit> hits)
      throws IOException {
    bytes.put(place, 0L);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        Searcher.Found found = searcher.search(place + " " + folder.relativize(file), in);
        bytes.merge(place, found.bytes(), Long::sum);
        hits.addAll(found.hits());
      } catch (NoSuchFileException _) {
        // PostgreSQL recycles WAL files: what is gone is no longer stored.
      }
    }
  }

  /** From now on nothing is stored compressed, so that the raw files can be looked through. */
  public void disableCompression() throws SQLException {
    for (String database : databases()) {
      try (Connection connection = open(database);
          Statement sql = connection.createStatement()) {
        List<String> changes =
            column(
                sql,
                "SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I SET STORAGE EXTERNAL',"
                    + " n.nspname, c.relname, a.attname) FROM pg_attribute a"
                    + " JOIN pg_class c ON c.oid = a.attrelid"
                    + " JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"
                    + " AND a.attstorage IN ('x', 'm')"
                    + " AND n.nspname NOT IN ('pg_catalog', 'information_schema')");
        for (String change : changes) {
          sql.execute(change);
        }
      }
    }
  }
}
