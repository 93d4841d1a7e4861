package dev.strongroom.kit.trace;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Origin;
import dev.strongroom.events.testing.EventContract;
import dev.strongroom.kit.http.KitStack;
import dev.strongroom.kit.http.RecordingHandler;
import dev.strongroom.kit.http.Tokens;
import dev.strongroom.local.testing.Waiting;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** One request, followed into the handler of the event that it causes, and into the traces. */
@QuarkusTest
@QuarkusTestResource(KitStack.class)
@QuarkusTestResource(Collector.class)
class TracesIT {
  private static final String NAME = "somebody-by-name";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject RecordingHandler handler;
  @Inject DataSource database;

  @Inject
  @ConfigProperty(name = "kit.test.private-key")
  String privateKey;

  @Test
  void request_withATraceAndACorrelation_isFollowedThroughOutboxBrokerAndInbox() throws Exception {
    String trace = trace();
    String user = "traced-" + UUID.randomUUID();

    seen(user, trace, "corr-" + user.substring(0, 20));

    CloudEvent event = CloudEvent.decode(stored(user));
    EventContract.requireValid(user, stored(user));
    assertThat(event.origin().traceparent()).startsWith("00-" + trace + "-").endsWith("-01");
    assertThat(event.origin().correlationId()).isEqualTo("corr-" + user.substring(0, 20));
    Origin applied = handler.causeOf(user);
    assertThat(applied.correlationId()).isEqualTo(event.origin().correlationId());
    assertThat(applied.traceparent())
        .startsWith("00-" + trace + "-")
        .as("a span of its own")
        .isNotEqualTo(event.origin().traceparent());
  }

  @Test
  void traces_ofARequest_areOtlpInFileAndAtCollector_andTellNoNameAndNoToken() throws Exception {
    String trace = trace();
    String user = "told-" + UUID.randomUUID();
    String token = seen(user, trace, "abcdefgh-1");

    Waiting.until(LIMIT, () -> spansOf(trace).size() >= 2 && received().contains(raw(trace)));

    List<JsonNode> spans = spansOf(trace);
    assertThat(spans)
        .extracting(span -> span.get("name").asText())
        .contains("POST /probe/v1/seen/{user}", "inbox dev.strongroom.identity.v1.UserSeen");
    assertThat(attributes(spans))
        .contains("url.path=/probe/v1/seen/" + user, "http.response.status_code=204")
        .noneMatch(attribute -> attribute.startsWith("url.query"));
    for (String told : List.of(Files.readString(Collector.FILE), received())) {
      assertThat(told)
          .contains(user)
          .doesNotContain(NAME)
          .doesNotContain("a-browser")
          .doesNotContain(token.substring(0, 40));
    }
  }

  private String seen(String user, String trace, String correlation) throws Exception {
    String token = Tokens.user(privateKey);
    given()
        .header("Authorization", "Bearer " + token)
        .header("User-Agent", "a-browser")
        .header("traceparent", "00-" + trace + "-" + "2e".repeat(8) + "-01")
        .header("X-Correlation-Id", correlation)
        .queryParam("name", NAME)
        .post("/probe/v1/seen/" + user)
        .then()
        .statusCode(204);
    Waiting.until(LIMIT, () -> handler.appliedOf(user).size() == 1);
    return token;
  }

  private static String trace() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private String stored(String aggregate) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT payload FROM outbox WHERE aggregateid = ?")) {
      statement.setString(1, aggregate);
      try (ResultSet rows = statement.executeQuery()) {
        assertThat(rows.next()).isTrue();
        return rows.getString(1);
      }
    }
  }

  /** The file's spans of a trace; each of its lines is an OTLP request. */
  private static List<JsonNode> spansOf(String trace) throws IOException {
    List<JsonNode> spans = new ArrayList<>();
    if (!Files.exists(Collector.FILE)) {
      return spans;
    }
    String written = Files.readString(Collector.FILE);
    // A line that is being written has no end yet.
    for (String line : written.substring(0, written.lastIndexOf('\n') + 1).lines().toList()) {
      for (JsonNode resource : JSON.readTree(line).get("resourceSpans")) {
        for (JsonNode scope : resource.get("scopeSpans")) {
          scope.get("spans").forEach(spans::add);
        }
      }
    }
    spans.removeIf(span -> !span.get("traceId").asText().equals(trace));
    return spans;
  }

  private static List<String> attributes(List<JsonNode> spans) {
    List<String> all = new ArrayList<>();
    for (JsonNode span : spans) {
      for (JsonNode attribute : span.path("attributes")) {
        JsonNode value = attribute.get("value").elements().next();
        all.add(attribute.get("key").asText() + "=" + value.asText());
      }
    }
    return all;
  }

  /** As it came: strings are in there as they are. */
  private static String received() throws IOException {
    return Files.exists(Collector.RECEIVED)
        ? Files.readString(Collector.RECEIVED, StandardCharsets.ISO_8859_1)
        : "";
  }

  private static String raw(String trace) {
    return new String(HexFormat.of().parseHex(trace), StandardCharsets.ISO_8859_1);
  }
}
