package dev.strongroom.kit.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.local.testing.Waiting;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Kills a service at a named point, which is a table that is held locked: what comes before it is
 * done, and somebody waits there to write when the blow falls.
 *
 * @param service who is killed
 */
public record Crash(World world, String service) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Something that a client does. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  /**
   * Kills the service when {@code work} has come as far as {@code point}, and starts it again.
   *
   * @param point a table of the service's own database, or {@code SERVICE:TABLE}
   * @param work a request, which may go without an answer
   */
  public void at(String point, Work work) throws Exception {
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> running = holding(point, () -> threads.submit(unanswered(work)));
      running.get();
    }
  }

  /** The same, when what follows from {@code work} has come there: it is answered before. */
  public void behind(String point, Work work) throws Exception {
    holding(
        point,
        () -> {
          work.run();
          return true;
        });
  }

  private <T> T holding(String point, Callable<T> work) throws Exception {
    int colon = point.indexOf(':');
    String database = colon < 0 ? service : point.substring(0, colon);
    String table = point.substring(colon + 1);
    try (Connection holder = world.database(database);
        Statement sql = holder.createStatement()) {
      holder.setAutoCommit(false);
      sql.execute("LOCK TABLE " + table + " IN EXCLUSIVE MODE");
      T started = work.call();
      awaitSomebodyAt(database, table);
      world.services().kill(service);
      holder.rollback();
      world.services().start(service);
      return started;
    }
  }

  /** Whatever the client is told when the service dies under it. */
  public static Runnable unanswered(Work request) {
    return () -> {
      try {
        request.run();
      } catch (Exception e) {
        assertThat(e).hasMessageNotContaining("200");
      }
    };
  }

  /**
   * Waits until somebody waits for {@code table}; at the outbox, with an event: its publisher comes
   * by when it likes.
   */
  public void awaitSomebodyAt(String database, String table) throws SQLException {
    try (Connection watcher = world.database(database);
        Statement sql = watcher.createStatement()) {
      Waiting.until(
          PATIENCE,
          () -> {
            try (ResultSet waiting =
                sql.executeQuery(
                    "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)"
                        + " WHERE NOT granted AND relation = '%s'::regclass".formatted(table)
                        + " AND (relation <> 'outbox'::regclass OR query LIKE 'INSERT %')")) {
              return waiting.next();
            }
          });
    }
  }
}
