package dev.strongroom.demo.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.local.Layout;
import dev.strongroom.local.Postgres;
import dev.strongroom.local.Stack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plants what must not be there in each kind of place, and sees it found. */
class PlaintextSearchIT {
  @TempDir static Path home;
  private static Stack stack;

  private final Canary canary =
      Canary.text(Canary.Kind.FILE_NAME, "planted-" + UUID.randomUUID() + ".txt");

  @BeforeAll
  static void start() throws Exception {
    stack =
        Stack.start(
            Layout.of(Layout.projectRoot(), home),
            EnumSet.of(Stack.Part.POSTGRES, Stack.Part.KAFKA, Stack.Part.S3),
            false,
            line -> {});
    Postgres.ensureDatabase(stack.settings().port("postgres"), "planted", "a-password");
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  private List<String> placesOfHits() throws IOException, SQLException {
    return new Places(stack.layout(), stack.settings())
        .search(new Searcher(List.of(canary))).hits().stream().map(Searcher.Hit::place).toList();
  }

  private Connection database() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:"
            + stack.settings().port("postgres")
            + "/planted?user=postgres");
  }

  @Test
  void nothingPlanted_nothingFound_andEveryPlaceHadSomething() throws Exception {
    Places.Result result =
        new Places(stack.layout(), stack.settings()).search(new Searcher(List.of(canary)));
    assertThat(result.hits()).isEmpty();
    assertThat(result.places())
        .extracting(Places.Searched::place)
        .contains(
            "postgresql data files and WAL", "s3 objects", "kafka log segments", "logs and traces");
  }

  @Test
  void plantedInATable_isFoundByCopyAndInTheRawFiles() throws Exception {
    try (Connection connection = database();
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE small (name text)");
      new Places(stack.layout(), stack.settings()).disableCompression();
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO small VALUES (?)")) {
        insert.setString(1, new String(canary.value().toArray(), StandardCharsets.UTF_8));
        insert.execute();
      }
      assertThat(placesOfHits())
          .anyMatch(place -> place.startsWith("database planted"))
          .anyMatch(place -> place.startsWith("postgresql data files"));
      sql.execute("DROP TABLE small");
    }
  }

  @Test
  void plantedInALongColumn_isFoundInTheRawFilesToo() throws Exception {
    try (Connection connection = database();
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE large (body text)");
      new Places(stack.layout(), stack.settings()).disableCompression();
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO large VALUES (?)")) {
        insert.setString(1, "a".repeat(50_000) + canary.value().toHex() + "b".repeat(50_000));
        insert.execute();
      }
      assertThat(placesOfHits()).anyMatch(place -> place.startsWith("postgresql data files"));
      sql.execute("DROP TABLE large");
    }
  }

  private void planted(Path file, String place) throws Exception {
    Files.createDirectories(file.getParent());
    Files.write(file, canary.value().toArray());
    try {
      assertThat(placesOfHits()).anyMatch(found -> found.startsWith(place));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void plantedInAnObjectASegmentALogOrATrace_isFound() throws Exception {
    planted(stack.layout().data("s3").resolve("strongroom/object"), "s3 objects");
    planted(stack.layout().data("kafka").resolve("topic-0/segment.log"), "kafka log segments");
    planted(stack.layout().log("storage"), "logs and traces");
    planted(stack.layout().logs().resolve("storage.traces.jsonl"), "logs and traces");
  }
}
