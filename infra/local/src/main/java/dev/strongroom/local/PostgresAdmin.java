package dev.strongroom.local;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The superuser of a PostgreSQL server on loopback: makes and drops databases with their owners.
 */
final class PostgresAdmin {
  private final int port;
  private final String password;

  /**
   * @param password empty where the server trusts loopback, as the local stack's does
   */
  PostgresAdmin(int port, String password) {
    this.port = port;
    this.password = password;
  }

  int port() {
    return port;
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection(Postgres.url(port, Postgres.NAME), Postgres.NAME, password);
  }

  /** Throws while the server does not take anybody yet. */
  void ping() throws SQLException {
    open().close();
  }

  /** Makes the database and its owner where they are missing. Names are ours, never input. */
  void ensureDatabase(String name, String ownersPassword) throws SQLException {
    requireName(name);
    try (Connection admin = open();
        Statement sql = admin.createStatement()) {
      if (!exists(sql, "SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
        sql.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + ownersPassword + "'");
      }
      if (!exists(sql, "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
        sql.execute("CREATE DATABASE " + name + " OWNER " + name);
        // Every role might connect to every database otherwise.
        sql.execute("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
      }
    }
  }

  /** Names of all databases but the server's own. */
  List<String> databases() throws SQLException {
    List<String> names = new ArrayList<>();
    try (Connection admin = open();
        Statement sql = admin.createStatement();
        ResultSet found =
            sql.executeQuery(
                "SELECT datname FROM pg_database"
                    + " WHERE NOT datistemplate AND datname <> 'postgres'")) {
      while (found.next()) {
        names.add(found.getString(1));
      }
    }
    return names;
  }

  /** Drops a database with all that is in it, and its owner. */
  void dropDatabase(String name) throws SQLException {
    requireName(name);
    try (Connection admin = open();
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
}
