package dev.strongroom.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.http.KitStack;
import dev.strongroom.local.testing.Waiting;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the outbox promises on a real database and broker. */
@QuarkusTest
@QuarkusTestResource(KitStack.class)
class OutboxIT {
  @Inject Outbox outbox;
  @Inject OutboxRetention retention;
  @Inject DataSource database;

  @Test
  void table_columns_areThoseOfDebeziumsRouter() throws SQLException {
    assertThat(
            rows(
                "SELECT column_name || ' ' || data_type"
                    + " || coalesce('(' || character_maximum_length || ')', '')"
                    + " FROM information_schema.columns WHERE table_name = 'outbox'"
                    + " AND table_schema = 'public' ORDER BY ordinal_position LIMIT 5"))
        .containsExactly(
            "id uuid",
            "aggregatetype character varying(255)",
            "aggregateid character varying(255)",
            "type character varying(255)",
            "payload jsonb");
  }

  @Test
  void payload_ofARow_isTheWholeEventAsItIsPublished() throws SQLException {
    String aggregate = append("whole");

    assertThat(
            rows(
                "SELECT payload->>'subject' || ' ' || (payload->>'sequence') || ' '"
                    + " || (payload->>'id' = id::text) || ' ' || (payload->>'type' = type)"
                    + " FROM outbox WHERE aggregateid = '%s'".formatted(aggregate)))
        .containsExactly(aggregate + " 1 true true");
  }

  @Test
  void sequence_writersAtOnceAndRollbacks_hasNoGap() throws SQLException {
    String aggregate = "contended-" + UUID.randomUUID();
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int writer = 0; writer < 8; writer++) {
      writers.add(CompletableFuture.runAsync(() -> appendAndRollBack(aggregate)));
    }
    writers.forEach(CompletableFuture::join);

    assertThat(
            rows(
                "SELECT seq FROM outbox WHERE aggregateid = '%s' ORDER BY seq"
                    .formatted(aggregate)))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).mapToObj(Long::toString).toList());
  }

  /** The second writer has read the old sequence, and comes to take it when the first commits. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void sequence_takenByAnotherMeanwhile_isReadAgain(int before) throws SQLException {
    String aggregate = "raced-" + UUID.randomUUID();
    for (int i = 0; i < before; i++) {
      appendTo(aggregate);
    }
    CompletableFuture<Void> second =
        QuarkusTransaction.requiringNew()
            .call(() -> {
              outbox.append(new DomainEvent.UserSeen(aggregate, aggregate));
              CompletableFuture<Void> other = CompletableFuture.runAsync(() -> appendTo(aggregate));
              Waiting.until(
                  Duration.ofSeconds(30),
                  () ->
                      number(
                              "SELECT count(*) FROM pg_locks WHERE NOT granted"
                                  + " AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
                          == 1);
              return other;
            });
    second.join();

    assertThat(
            rows(
                "SELECT seq FROM outbox WHERE aggregateid = '%s' ORDER BY seq"
                    .formatted(aggregate)))
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, before + 2).mapToObj(Long::toString).toList());
  }

  private void appendAndRollBack(String aggregate) {
    for (int i = 0; i < 5; i++) {
      appendTo(aggregate);
      assertThatThrownBy(() ->
              QuarkusTransaction.requiringNew()
                  .run(() -> {
                    outbox.append(new DomainEvent.UserSeen(aggregate, aggregate));
                    throw new CancellationException("rolled back");
                  }))
          .isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void slot_heldByAnotherPublisher_waits_andOthersFlowOn() throws SQLException {
    String held = "held-" + UUID.randomUUID();
    String other;
    do {
      other = "other-" + UUID.randomUUID();
    } while (Slots.of(other) == Slots.of(held));
    try (Connection publisher = database.getConnection();
        Statement statement = publisher.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(%d, %d)".formatted(Slots.LOCKS, Slots.of(held)));
      appendTo(held);
      appendTo(other);
      awaitPublished(other);
      appendTo(other);
      awaitPublished(other);
      assertThat(unpublished(held)).isEqualTo(1);
      statement.execute("SELECT pg_advisory_unlock(%d, %d)".formatted(Slots.LOCKS, Slots.of(held)));
    }
    awaitPublished(held);
  }

  @Test
  void notify_lost_isStillDelivered() throws SQLException {
    execute("ALTER TABLE outbox DISABLE TRIGGER outbox_wakes");
    try {
      awaitPublished(append("unheard"));
    } finally {
      execute("ALTER TABLE outbox ENABLE TRIGGER outbox_wakes");
    }
  }

  @Test
  void retention_published_goesAfterSevenDaysAndNotBefore() throws SQLException {
    String old = append("old");
    String young = append("young");
    awaitPublished(old);
    awaitPublished(young);
    String unpublished = "unpublished-" + UUID.randomUUID();
    OffsetDateTime kept = OffsetDateTime.now(ZoneOffset.UTC).minusDays(7);
    publishedAt(old, "'" + kept.minusMinutes(1) + "'");
    publishedAt(young, "'" + kept.plusMinutes(1) + "'");
    // Of an unknown topic's slot, held back: it is older than all, and was never published.
    try (Connection publisher = database.getConnection();
        Statement statement = publisher.createStatement()) {
      statement.execute(
          "SELECT pg_advisory_lock(%d, %d)".formatted(Slots.LOCKS, Slots.of(unpublished)));
      appendTo(unpublished);
      execute(
          "UPDATE outbox SET created_at = '%s' WHERE aggregateid = '%s'"
              .formatted(kept.minusDays(30), unpublished));

      retention.prune();

      assertThat(count(old)).isZero();
      assertThat(count(young)).isEqualTo(1);
      assertThat(count(unpublished)).isEqualTo(1);
      statement.execute(
          "SELECT pg_advisory_unlock(%d, %d)".formatted(Slots.LOCKS, Slots.of(unpublished)));
    }
    appendTo(old);
    assertThat(rows("SELECT seq FROM outbox WHERE aggregateid = '%s'".formatted(old)))
        .as("the sequence goes on")
        .containsExactly("2");
  }

  private String append(String name) {
    String aggregate = name + "-" + UUID.randomUUID();
    appendTo(aggregate);
    return aggregate;
  }

  private void appendTo(String aggregate) {
    QuarkusTransaction.requiringNew()
        .run(() -> outbox.append(new DomainEvent.UserSeen(aggregate, aggregate)));
  }

  private void awaitPublished(String aggregate) {
    Waiting.until(Duration.ofSeconds(30), () -> unpublished(aggregate) == 0);
  }

  private void publishedAt(String aggregate, String time) throws SQLException {
    execute(
        "UPDATE outbox SET published_at = %s WHERE aggregateid = '%s'".formatted(time, aggregate));
  }

  private long unpublished(String aggregate) throws SQLException {
    return number(
        "SELECT count(*) FROM outbox WHERE published_at IS NULL AND aggregateid = '%s'"
            .formatted(aggregate));
  }

  private long count(String aggregate) throws SQLException {
    return number("SELECT count(*) FROM outbox WHERE aggregateid = '%s'".formatted(aggregate));
  }

  private long number(String sql) throws SQLException {
    return Long.parseLong(rows(sql).getFirst());
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
