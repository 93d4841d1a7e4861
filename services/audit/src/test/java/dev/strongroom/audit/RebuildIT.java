package dev.strongroom.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A hand in the audit's database: found by replaying what the services told, and mended. */
class RebuildIT {
  private static World world;

  @BeforeAll
  static void start() {
    world = World.start("audit-rebuild", "identity", "audit").founded();
    world.enrolled("member");
    world.enrolled("auditor", "auditor");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  void events_damagedByHand_areNamedByTheComparisonAndMendedByTheRebuild() throws SQLException {
    // One policy; each of two people was seen, and published keys and a slot.
    Waiting.until(
        Duration.ofSeconds(30), () -> rows("SELECT event_id FROM audit_event").size() >= 7);
    String everything =
        "SELECT event_id || type || actor || data FROM audit_event ORDER BY event_id";
    List<String> whole = rows(everything);
    JsonPath sound = command("comparison");
    assertThat(sound.getBoolean("same")).isTrue();
    assertThat(sound.getInt("events")).isEqualTo(whole.size());

    sql("DELETE FROM audit_event WHERE position = (SELECT min(position) FROM audit_event)");
    sql(
        "UPDATE audit_event SET actor = 'nobody'"
            + " WHERE position = (SELECT max(position) FROM audit_event)");

    JsonPath damaged = command("comparison");
    assertThat(damaged.getBoolean("same")).isFalse();
    assertThat(damaged.getString("replayed")).isEqualTo(sound.getString("live"));
    assertThat(damaged.getString("live")).isNotEqualTo(sound.getString("live"));
    assertThat(damaged.getInt("missing")).isEqualTo(1);
    assertThat(damaged.getInt("different")).isEqualTo(1);
    assertThat(damaged.getInt("surplus")).isZero();

    assertThat(command("rebuild").getBoolean("mended")).isTrue();
    assertThat(rows(everything)).isEqualTo(whole);
    assertThat(command("comparison").getString("live")).isEqualTo(sound.getString("live"));
  }

  @Test
  void commands_ofAnotherService_areRefused() {
    world
        .asService("storage", "audit")
        .post("/internal/v1/projections/events/rebuild")
        .then()
        .statusCode(403);
    world
        .as(world.signedIn("member"), "audit")
        .post("/internal/v1/projections/events/rebuild")
        .then()
        .statusCode(not(equalTo(200)));
  }

  private static JsonPath command(String what) {
    return world
        .asService("audit", "audit")
        .post("/internal/v1/projections/events/" + what)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static void sql(String statement) throws SQLException {
    try (Connection connection = world.database("audit");
        Statement sql = connection.createStatement()) {
      assertThat(sql.executeUpdate(statement)).isEqualTo(1);
    }
  }

  private static List<String> rows(String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = world.database("audit");
        Statement sql = connection.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
