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

/**
 * PostgreSQL. Every database has an owner of its own with a password; the superuser is for this stack alone, on loopback.
 */
public final class Postgres implements AutoCloseable {
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
    int port = settings.port("postgres");
    Path data = layout.data("postgres");
    Files.createDirectories(data.getParent());
    Path hba = layout.home().resolve("pg_hba.conf");
    Files.writeString(hba, HBA);
    Files.deleteIfExists(data.resolve("postmaster.pid"));
    File log = layout.log("postgres").toFile();
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
    try (Connection admin = DriverManager.getConnection(adminUrl(port, "postgres"));
        Statement sql = admin.createStatement()) {
      if (!exists(sql, "SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
        sql.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'");
      }
      if (!exists(sql, "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
        sql.execute("CREATE DATABASE " + name + " OWNER " + name);
      }
    }
  }

  /** Drops a database with all that is in it. */
  public static void dropDatabase(int port, String name) throws SQLException {
    requireName(name);
    try (Connection admin = DriverManager.getConnection(adminUrl(port, "postgres"));
        Statement sql = admin.createStatement()) {
      sql.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
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

  @Override
  public void close() throws IOException {
    server.close();
  }
}
