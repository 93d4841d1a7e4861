package dev.strongroom.kit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.kit.inbox.ConsumerProcess;
import dev.strongroom.kit.outbox.EventWriter;
import dev.strongroom.kit.outbox.PublisherProcess;
import dev.strongroom.local.StackLease;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Kills the publisher and the consumer at named points; each event is then found applied once, in
 * order.
 */
class OutboxInboxCrashIT {
  private static final int AGGREGATES = 6;
  private static final int EACH = 40;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static StackLease lease;
  private static Parts producing;
  private static Parts consuming;

  @BeforeAll
  static void start() throws Exception {
    lease = StackLease.take("kit-crash");
    producing = schema("producing");
    consuming = schema("consuming");
  }

  /** Two services, as far as they are concerned here: neither sees the other's tables. */
  private static Parts schema(String name) throws SQLException {
    Parts parts =
        new Parts(
            lease.jdbcUrl() + "?currentSchema=" + name,
            lease.databaseUser(),
            lease.databasePassword(),
            lease.kafkaBootstrap(),
            lease.topicPrefix());
    Flyway.configure()
        .dataSource(parts.url(), parts.user(), parts.password())
        .schemas(name)
        .locations("db/kit")
        .load()
        .migrate();
    try (Connection sql = connect(parts);
        Statement statement = sql.createStatement()) {
      statement.execute(
          "CREATE TABLE effect (place bigserial, event uuid, aggregate text, seq bigint)");
    }
    return parts;
  }

  @AfterAll
  static void stop() {
    lease.close();
  }

  @Test
  void delivery_publisherAndConsumerKilledAtNamedPoints_eachEventOnceAndInOrder() throws Exception {
    try (EntityManagerFactory databases = producing.database()) {
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      // Two writers for each aggregate: sequences are fought over.
      for (int i = 0; i < 2 * AGGREGATES; i++) {
        String aggregate = "aggregate-" + i % AGGREGATES;
        writers.add(
            CompletableFuture.runAsync(
                () -> new EventWriter(databases).write(aggregate, EACH / 2)));
      }
      killAt(PublisherProcess.class, producing, PublisherProcess.BEFORE_SEND + ":5");
      killAt(PublisherProcess.class, producing, PublisherProcess.AFTER_SEND + ":1");
      killAt(ConsumerProcess.class, consuming, ConsumerProcess.BEFORE_COMMIT + ":1");
      writers.forEach(CompletableFuture::join);
    }
    assertThat(count(producing, "outbox")).isEqualTo(AGGREGATES * EACH);
    new EventWriter(producing.database()).write("aggregate-late", EACH);
    killAt(PublisherProcess.class, producing, PublisherProcess.AFTER_SEND + ":1");
    killAt(ConsumerProcess.class, consuming, ConsumerProcess.BEFORE_ACK + ":3");

    finish();

    assertThat(count(consuming, "inbox_parked")).isZero();
    assertThat(count(consuming, "inbox_undecodable")).isZero();
    assertThat(appliedByAggregate())
        .hasSize(AGGREGATES + 1)
        .allSatisfy((_, seqs) -> assertThat(seqs).containsExactlyElementsOf(upTo(EACH)));
    assertThat(eventIds(consuming, "effect", "event"))
        .containsExactlyInAnyOrderElementsOf(eventIds(producing, "outbox", "id"));
  }

  /**
   * Both run undisturbed until everything that was written is published and something of each is
   * applied.
   */
  private static void finish() throws Exception {
    Process publisher = launch(PublisherProcess.class, producing, "none");
    Process consumer = launch(ConsumerProcess.class, consuming, "none");
    try {
      Instant limit = Instant.now().plus(LIMIT);
      while (count(producing, "outbox WHERE published_at IS NULL") > 0
          || count(consuming, "inbox_event") < count(producing, "outbox")) {
        assertThat(Instant.now()).as("all applied in time").isBefore(limit);
        assertThat(publisher.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(consumer.isAlive()).isTrue();
      }
    } finally {
      publisher.destroyForcibly().waitFor();
      consumer.destroyForcibly().waitFor();
    }
  }

  /**
   * Starts a process, waits until it says that it is at the point, and kills it there with SIGKILL.
   */
  private static void killAt(Class<?> main, Parts parts, String point) throws Exception {
    Process process = launch(main, parts, point);
    try {
      boolean reached =
          CompletableFuture.supplyAsync(
                  () -> process.inputReader().lines().anyMatch(l -> l.startsWith(CrashPoint.MARK)))
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(reached).as("%s reached", point).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process launch(Class<?> main, Parts parts, String point) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(parts.arguments());
    command.add(point);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(
            point.equals("none") ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.PIPE)
        .start();
  }

  private static List<Long> upTo(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  /** The sequences of each aggregate in the order in which they were applied. */
  private static Map<String, List<Long>> appliedByAggregate() throws SQLException {
    Map<String, List<Long>> applied = new HashMap<>();
    try (Connection sql = connect(consuming);
        Statement statement = sql.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT aggregate, seq FROM effect ORDER BY place")) {
      while (rows.next()) {
        applied.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>()).add(rows.getLong(2));
      }
    }
    return applied;
  }

  private static List<String> eventIds(Parts parts, String table, String column)
      throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Connection sql = connect(parts);
        Statement statement = sql.createStatement();
        ResultSet rows = statement.executeQuery("SELECT " + column + " FROM " + table)) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  private static int count(Parts parts, String what) throws SQLException {
    try (Connection sql = connect(parts);
        Statement statement = sql.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + what)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static Connection connect(Parts parts) throws SQLException {
    return DriverManager.getConnection(parts.url(), parts.user(), parts.password());
  }
}
