package dev.strongroom.kit.outbox;

import dev.strongroom.kit.config.Platform;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens for what the outbox's trigger says, and wakes the shard. What is lost, while no
 * connection listens, costs no event: the publisher looks by itself.
 */
@ApplicationScoped
class OutboxWakeUp {
  private static final Logger LOG = Logger.getLogger(OutboxWakeUp.class);
  static final String NAME = "strongroom-outbox-listener";

  private static final Duration LISTEN = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Pattern SLOT = Pattern.compile("[0-9]|[1-5][0-9]|6[0-3]");

  private final Platform platform;
  private final OutboxPublisher publisher;
  private final CountDownLatch stopping = new CountDownLatch(1);

  @Inject
  OutboxWakeUp(Platform platform, OutboxPublisher publisher) {
    this.platform = platform;
    this.publisher = publisher;
  }

  void start(@Observes StartupEvent event) {
    Thread.ofVirtual().name("outbox-listener").start(this::listenAgainAndAgain);
  }

  void stop(@Observes ShutdownEvent event) {
    stopping.countDown();
  }

  private void listenAgainAndAgain() {
    try {
      while (stopping.getCount() > 0) {
        try {
          listen();
        } catch (SQLException e) {
          if (!stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warnf("nothing wakes the outbox for now: %s", e.getMessage());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + Slots.CHANNEL);
      // Whatever was said before, nobody heard.
      publisher.wakeAll();
      PGConnection listening = connection.unwrap(PGConnection.class);
      while (stopping.getCount() > 0) {
        PGNotification[] heard = listening.getNotifications((int) LISTEN.toMillis());
        for (PGNotification one : heard == null ? new PGNotification[0] : heard) {
          wake(one.getParameter());
        }
      }
    }
  }

  private Connection connect() throws SQLException {
    Platform.Datasource datasource = platform.datasource();
    Properties settings = new Properties();
    settings.setProperty("user", datasource.username());
    settings.setProperty("password", datasource.password());
    settings.setProperty("ApplicationName", NAME);
    settings.setProperty("tcpKeepAlive", "true");
    return Objects.requireNonNull(new Driver().connect(datasource.jdbc().url(), settings));
  }

  private void wake(String slot) {
    if (SLOT.matcher(slot).matches()) {
      publisher.wake(Integer.parseInt(slot));
    }
  }
}
