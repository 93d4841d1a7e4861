package dev.strongroom.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.kit.testing.World;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Kills the storage service at a named point, which is a table that is held locked: the service has
 * done all that comes before it, and waits there when the blow falls.
 */
final class Killing {
  private final World world;

  Killing(World world) {
    this.world = world;
  }

  /** Kills the service when {@code work} has come as far as {@code table}, and starts it again. */
  void at(String table, Runnable work) throws Exception {
    try (Connection holder = Databases.open(world);
        Statement sql = holder.createStatement();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      holder.setAutoCommit(false);
      sql.execute("LOCK TABLE " + table + " IN EXCLUSIVE MODE");
      Future<?> running = threads.submit(work);
      awaitSomebodyAt(table);
      world.services().kill("storage");
      holder.rollback();
      running.get();
    }
    world.services().start("storage");
  }

  private void awaitSomebodyAt(String table) throws SQLException {
    Instant limit = Instant.now().plusSeconds(30);
    try (Connection watcher = Databases.open(world);
        Statement sql = watcher.createStatement()) {
      while (Instant.now().isBefore(limit)) {
        try (ResultSet waiting =
            sql.executeQuery(
                "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '"
                    + table
                    + "'::regclass")) {
          if (waiting.next()) {
            return;
          }
        }
      }
    }
    throw new AssertionError("the service never came to " + table);
  }

  /** Whatever the client is told when the service dies under it. */
  static Runnable unanswered(Runnable request) {
    return () -> {
      try {
        request.run();
      } catch (Exception e) {
        assertThat(e).hasMessageNotContaining("200");
      }
    };
  }
}
