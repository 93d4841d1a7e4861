package dev.strongroom.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.http.KitStack;
import dev.strongroom.kit.http.RecordingHandler;
import dev.strongroom.local.testing.Waiting;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The publisher looks by itself once in five minutes here: what comes soon, came by a wake-up. */
@QuarkusTest
@TestProfile(OutboxWakeUpIT.SeldomLooking.class)
@QuarkusTestResource(KitStack.class)
class OutboxWakeUpIT {
  /** Far longer than any wait of this test. */
  public static final class SeldomLooking implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("strongroom.outbox-period", "5m");
    }
  }

  @Inject Outbox outbox;
  @Inject RecordingHandler handler;
  @Inject DataSource database;

  @Test
  void append_publisherAsleep_isDeliveredSoon() {
    // The first one pays for the topic and the consumer's group.
    delivered();
    Instant begin = Instant.now();
    for (int i = 0; i < 5; i++) {
      delivered();
    }
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void append_listenersConnectionLost_isDeliveredAllTheSame() throws SQLException {
    delivered();
    assertThat(endListeners()).isPositive();
    delivered();
  }

  private void delivered() {
    String aggregate = "woken-" + UUID.randomUUID();
    QuarkusTransaction.requiringNew()
        .run(() -> outbox.append(new DomainEvent.UserSeen(aggregate, aggregate)));
    Waiting.until(Duration.ofSeconds(30), () -> handler.appliedOf(aggregate).size() == 1);
  }

  private int endListeners() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet ended =
            statement.executeQuery(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND application_name = '"
                    + OutboxWakeUp.NAME
                    + "'")) {
      ended.next();
      return ended.getInt(1);
    }
  }
}
