package dev.strongroom.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Kills the service at a named point: {@code service:table}, which it is about to write to.
 *
 * @param world whose access service is killed
 */
record Crash(World world, Ask ask) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Kills the service when {@code work} has come as far as a table, and starts it again. */
  void at(String point, Runnable work) throws Exception {
    String service = point.substring(0, point.indexOf(':'));
    String table = point.substring(point.indexOf(':') + 1);
    try (Connection holder = ask.database(service);
        Statement sql = holder.createStatement();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      holder.setAutoCommit(false);
      sql.execute("LOCK TABLE " + table + " IN EXCLUSIVE MODE");
      Future<?> running = threads.submit(unanswered(work));
      awaitSomebodyAt(service, table);
      world.services().kill("access");
      holder.rollback();
      running.get();
    }
    world.services().start("access");
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

  void awaitSomebodyAt(String service, String table) throws SQLException {
    try (Connection watcher = ask.database(service);
        Statement sql = watcher.createStatement()) {
      Waiting.until(
          PATIENCE,
          () -> {
            try (ResultSet waiting =
                sql.executeQuery(
                    "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '"
                        + table
                        + "'::regclass")) {
              return waiting.next();
            }
          });
    }
  }
}
