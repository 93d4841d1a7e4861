package dev.strongroom.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.local.Stack;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What it takes to follow the company's sign-on: a mirror of 10,000 users and 2,000 groups from
 * nothing, a reconciliation that finds no change, and the time from disabling somebody there to the
 * first refusal at storage, with a token that is good still.
 */
final class SignOnBench {
  static final int USERS = 10_000;
  private static final int GROUPS = 2_000;
  private static final String FIRST = "bench-template";
  private static final int CUT_OFFS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final Duration TOKEN_KEPT = Duration.ofMinutes(3);

  private final WholePlatform platform;
  private String token = "";
  private Instant tokenSince = Instant.EPOCH;

  SignOnBench(WholePlatform platform) {
    this.platform = platform;
  }

  /** Adds what it measured; the users are in the sign-on and in the mirror afterwards. */
  void run(Map<String, Object> figures) throws Exception {
    List<Double> cutOffs = cutOffs();
    figures.put("cutoff_ms", Math.round(cutOffs.get(CUT_OFFS / 2)));
    figures.put("cutoff_max_ms", Math.round(cutOffs.getLast()));

    state();
    // What the sign-on tells meanwhile is told to nobody: all has to be found.
    platform.stack().kill("identity");
    fill();
    long start = System.nanoTime();
    platform.stack().restart("identity");
    Instant begun = Instant.now();
    Waiting.until(PATIENCE, () -> state().path("users").asInt() >= USERS && isDone(begun));
    figures.put("mirror_s", Samples.rounded(seconds(start)));
    if (state().path("groups").asInt() < GROUPS) {
      throw new IllegalStateException("not all groups are there");
    }

    List<Double> rounds = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      Instant asked = Instant.now();
      long from = System.nanoTime();
      ask("POST", "/identity/v1/admin/sign-on/reconciliation", "{}");
      Waiting.until(PATIENCE, () -> isDone(asked));
      rounds.add(seconds(from));
    }
    rounds.sort(Comparator.naturalOrder());
    figures.put("reconcile_s", Samples.rounded(rounds.get(1)));
  }

  private boolean isDone(Instant since) throws Exception {
    String at = state().path("lastFullAt").asText();
    return !at.isEmpty() && !at.equals("null") && Instant.parse(at).isAfter(since);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private JsonNode state() throws Exception {
    HttpResponse<String> answer = ask("GET", "/identity/v1/admin/sign-on", "");
    return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.createObjectNode();
  }

  /**
   * Users and groups, each user in one group and every tenth in a second. One of each is made as
   * Keycloak makes it, and its rows are copied: Keycloak itself takes many minutes for so many.
   */
  private void fill() throws SQLException {
    ObjectNode first = JSON.createObjectNode().put("ifResourceExists", "SKIP");
    first.putArray("groups").addObject().put("name", FIRST).put("path", "/" + FIRST);
    first
        .putArray("users")
        .addObject()
        .put("username", FIRST)
        .put("email", FIRST + "@strongroom.invalid")
        .put("firstName", "Bench")
        .put("lastName", "User")
        .put("enabled", true)
        .putArray("groups")
        .add("/" + FIRST);
    platform.stack().keycloakAdmin().importInto(Stack.REALM, first);
    try (Connection keycloak =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:"
                    + platform.stack().settings().port("postgres")
                    + "/keycloak?user=postgres");
        Statement statement = keycloak.createStatement()) {
      statement.execute(
          """
          INSERT INTO keycloak_group SELECT (jsonb_populate_record(g, jsonb_build_object(
            'id', gen_random_uuid()::text, 'name', 'bench group ' || n))).*
          FROM keycloak_group g, generate_series(1, %d) n WHERE g.name = '%s'
          """
              .formatted(GROUPS, FIRST));
      statement.execute(
          """
          INSERT INTO user_entity SELECT (jsonb_populate_record(u, jsonb_build_object(
            'id', gen_random_uuid()::text, 'username', 'bench-' || n,
            'email', 'bench-' || n || '@strongroom.invalid',
            'email_constraint', 'bench-' || n || '@strongroom.invalid'))).*
          FROM user_entity u, generate_series(1, %d) n WHERE u.username = '%s'
          """
              .formatted(USERS, FIRST));
      for (int[] shiftAndEvery : new int[][] {{0, 1}, {1, 10}}) {
        statement.execute(
            """
            INSERT INTO user_group_membership SELECT (jsonb_populate_record(m, jsonb_build_object(
              'user_id', u.id, 'group_id', g.id))).*
            FROM generate_series(1, %d) n
            JOIN user_entity u ON u.username = 'bench-' || n
            JOIN keycloak_group g ON g.name = 'bench group ' || (1 + ((n + %d) %% %d))
            JOIN user_entity f ON f.username = '%s'
            JOIN user_group_membership m ON m.user_id = f.id
            WHERE n %% %d = 0
            """
                .formatted(USERS, shiftAndEvery[0], GROUPS, FIRST, shiftAndEvery[1]));
      }
      statement.execute("ANALYZE");
    }
  }

  /** Milliseconds, in order. */
  private List<Double> cutOffs() throws Exception {
    List<Double> taken = new ArrayList<>();
    for (int round = 0; round < CUT_OFFS; round++) {
      String name = "dismissed-" + round;
      StrongroomConfig client = platform.enrol(name);
      String path;
      try (Strongroom his = Strongroom.connect(client)) {
        path = "/storage/v1/rooms/" + his.createRoom("Desk " + round) + "/head";
      }
      String token = freshToken(client);
      requireStatus(200, token, path);
      String subject = platform.stack().keycloakAdmin().subject(Stack.REALM, name);
      long start = System.nanoTime();
      platform.stack().keycloakAdmin().disableUser(Stack.REALM, subject);
      Waiting.until(PATIENCE, () -> status(token, path) == 401);
      taken.add(seconds(start) * 1e3);
    }
    taken.sort(Comparator.naturalOrder());
    return taken;
  }

  private void requireStatus(int status, String token, String path) throws Exception {
    int found = status(token, path);
    if (found != status) {
      throw new IllegalStateException(path + " answered " + found);
    }
  }

  private int status(String token, String path) throws IOException, InterruptedException {
    return send("GET", path, token, "").statusCode();
  }

  private HttpResponse<String> ask(String method, String path, String body) throws Exception {
    if (token.isEmpty() || Instant.now().isAfter(tokenSince.plus(TOKEN_KEPT))) {
      token = freshToken(platform.config());
      tokenSince = Instant.now();
    }
    return send(method, path, token, body);
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(platform.stack().edgeUrl() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Signing in is over; asking who this is has the client renew what is about to end. */
  private static String freshToken(StrongroomConfig client) throws IOException {
    new Enrolment(client).me();
    return JSON.readTree(Files.readAllBytes(client.folder().resolve("tokens.json")))
        .path("access")
        .asText();
  }
}
