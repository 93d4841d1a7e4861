package dev.strongroom.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.system.Platform;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every endpoint in the services' OpenAPI documents, asked by every kind of caller on the whole
 * platform, against docs/authorization.md. An endpoint without a row fails.
 */
@ExtendWith(Platform.Shared.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
class AuthorizationMatrixIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static Callers callers;
  private static Objects objects;
  private static List<Endpoint> endpoints = List.of();
  private static Map<String, Map<Kind, Outcome>> table = Map.of();

  @BeforeAll
  static void start(Platform platform) throws Exception {
    callers = new Callers(platform, "matrix");
    objects = Objects.made(platform, callers);
    endpoints = Endpoint.all();
    table = Table.read();
  }

  @Test
  @Order(1)
  void table_hasARowForEachEndpoint_andNoOther() {
    assertThat(table.keySet())
        .containsExactlyInAnyOrderElementsOf(endpoints.stream().map(Endpoint::name).toList());
  }

  /** Before anything is changed, so that what is not let through is let through by nobody. */
  @Test
  @Order(2)
  void foreignObjects_andSuchAsAreNotThere_areAnsweredAlike() throws Exception {
    Objects none = objects.none();
    List<String> differing = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      if (!endpoint.namesAnObject()) {
        continue;
      }
      for (Kind kind : Kind.values()) {
        if (!isKeptFrom(endpoint, kind)) {
          continue;
        }
        // A statement names its own chain: it is about neither of the two.
        Objects others = endpoint.takesStatement() ? objects.other() : objects;
        JsonNode foreign = problem(ask(endpoint, kind, others));
        JsonNode absent = problem(ask(endpoint, kind, none));
        if (!foreign.equals(absent)) {
          differing.add(endpoint.name() + " for " + kind + ": " + foreign + " / " + absent);
        }
      }
    }
    assertThat(differing).isEmpty();
  }

  @Test
  @Order(3)
  void everyCaller_isAnsweredAsTheTableSays() throws Exception {
    List<String> found = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      Map<Kind, Outcome> row = new EnumMap<>(Kind.class);
      for (Kind kind : Kind.values()) {
        HttpResponse<String> answer = ask(endpoint, kind, objects);
        row.put(kind, Outcome.of(answer.statusCode()));
        if (answer.statusCode() >= 500) {
          failed.add(endpoint.name() + " for " + kind + ": " + answer.body());
        }
      }
      found.add(Table.line(endpoint.name(), row));
      expected.add(Table.line(endpoint.name(), table.getOrDefault(endpoint.name(), Map.of())));
    }
    assertThat(failed).isEmpty();
    assertThat(String.join("\n", found)).isEqualTo(String.join("\n", expected));
  }

  /**
   * Whether what is asked about is to be as if it were not there: for strangers to it in any case,
   * and for others where the table says so. Who sees it, and may not change it, may know that.
   */
  private static boolean isKeptFrom(Endpoint endpoint, Kind kind) {
    Outcome outcome = table.getOrDefault(endpoint.name(), Map.of()).get(kind);
    return switch (kind) {
      case EMPLOYEE, OTHER_MANAGER -> outcome != Outcome.YES;
      default -> outcome == Outcome.NOTHING;
    };
  }

  private static HttpResponse<String> ask(Endpoint endpoint, Kind kind, Objects about)
      throws IOException, InterruptedException {
    return callers.ask(
        kind, endpoint.method(), endpoint.address(about.ids()), endpoint.body(about.ids()));
  }

  /** A problem but for what is of this one request. */
  private static JsonNode problem(HttpResponse<String> answer) throws IOException {
    JsonNode body = JSON.readTree(answer.body());
    if (body instanceof ObjectNode object) {
      object.remove(List.of("instance", "correlation", "correlationId"));
      object.put("answered", answer.statusCode());
    }
    return body;
  }
}
