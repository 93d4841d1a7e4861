package dev.strongroom.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * PostgreSQL. Every database has an owner of its own with a password; the superuser is for this
 * stack alone, on loopback.
 */
public final class Postgres implements AutoCloseable {
  static final String NAME = "postgres";

  private static final String HBA =
      """
      host all postgres 127.0.0.1/32 trust
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private final EmbeddedPostgres server;
  private final int port;

  private Postgres(EmbeddedPostgres server, int port) {
    this.server = server;
    this.port = port;
  }

  static Postgres start(Layout layout, Settings settings) throws IOException {
    int port = settings.port(NAME);
    Path data = layout.data(NAME);
    Files.createDirectories(data.getParent());
    Path hba = layout.home().resolve("pg_hba.conf");
    Files.writeString(hba, HBA);
    Files.deleteIfExists(data.resolve("postmaster.pid"));
    File log = layout.log(NAME).toFile();
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(layout.parts().resolve("postgres").toFile())
            .setPGStartupWait(Duration.ofSeconds(60))
            .setServerConfig("hba_file", hba.toString())
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("max_connections", "200")
            .setServerConfig("shared_buffers", "64MB")
            .setServerConfig("wal_compression", "off")
            .setServerConfig("unix_socket_directories", "")
            .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log))
            .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log))
            .start();
    long pid =
        Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    Pids.write(layout, NAME, ProcessHandle.of(pid).orElseThrow());
    return new Postgres(server, port);
  }

  /** The superuser's URL of a database. */
  static String adminUrl(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
  }

  public static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  int port() {
    return port;
  }

  /** Makes the database and its owner where they are missing. Names are ours, never input. */
  public static void ensureDatabase(int port, String name, String password) throws SQLException {
    requireName(name);
    try (Connection admin = DriverManager.getConnection(adminUrl(port, NAME));
        Statement sql = admin.createStatement()) {
      if (!exists(sql, "SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
        sql.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'");
      }
      if (!exists(sql, "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
        sql.execute("CREATE DATABASE " + name + " OWNER " + name);
        // Every role might connect to every database otherwise.
        sql.execute("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
      }
    }
  }

  /** Names of all databases but the server's own. */
  static List<String> databases(int port) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection admin = DriverManager.getConnection(adminUrl(port, NAME));
        Statement sql = admin.createStatement();
        ResultSet found =
            sql.executeQuery(
                "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")) {
      while (found.next()) {
        names.add(found.getString(1));
      }
    }
    return names;
  }

  /** Drops a database with all that is in it, and its owner. */
  public static void dropDatabase(int port, String name) throws SQLException {
    requireName(name);
    try (Connection admin = DriverManager.getConnection(adminUrl(port, NAME));
        Statement sql = admin.createStatement()) {
      sql.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      sql.execute("DROP ROLE IF EXISTS " + name);
    }
  }

  private static void requireName(String name) {
    if (!name.matches("[a-z][a-z0-9_]{0,50}")) {
      throw new IllegalArgumentException("not a database's name");
    }
  }

  private static boolean exists(Statement sql, String query) throws SQLException {
    try (ResultSet found = sql.executeQuery(query)) {
      return found.next();
    }
  }

  /** A fast shutdown: does not wait for those who are connected. SIGTERM would. */
  static void interrupt(ProcessHandle server) {
    try {
      new ProcessBuilder("sh", "-c", "kill -INT " + server.pid()).start().waitFor();
      server.onExit().get(10, TimeUnit.SECONDS);
    } catch (IOException | ExecutionException | TimeoutException _) {
      // Whoever called ends it by force.
      return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
