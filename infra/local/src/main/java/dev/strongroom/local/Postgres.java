package dev.strongroom.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
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

  public static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  int port() {
    return port;
  }

  /** The superuser of the local stack's server, whom it trusts on loopback. */
  static PostgresAdmin admin(int port) {
    return new PostgresAdmin(port, "");
  }

  /** Makes the database and its owner where they are missing. Names are ours, never input. */
  public static void ensureDatabase(int port, String name, String password) throws SQLException {
    admin(port).ensureDatabase(name, password);
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
