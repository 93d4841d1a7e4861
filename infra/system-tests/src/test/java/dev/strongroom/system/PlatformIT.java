package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.demo.Player;
import dev.strongroom.demo.Tale;
import dev.strongroom.local.Layout;
import dev.strongroom.local.Stack;
import dev.strongroom.protocol.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ordinary days and bad input, on the whole platform: what is said, what is left, what exit code.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlatformIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ROOM = "Ledger";

  @TempDir static Path home;
  private static Stack stack;
  private static Player manager;
  private static Player outsider;
  private static String roomId = "";

  @BeforeAll
  static void start() throws Exception {
    stack =
        Stack.start(
            Layout.of(Layout.projectRoot(), home.resolve("stack")),
            EnumSet.allOf(Stack.Part.class),
            true,
            line -> {});
    Player administrator = player("administrator", "org-admin");
    manager = player("manager");
    outsider = player("outsider");
    administrator.does("login", stack.edgeUrl());
    String root =
        administrator
            .asks("org", "init", "--passphrase-file", passphrase(administrator, "root words 12"))
            .path("fingerprint")
            .asText();
    for (Player player : List.of(manager, outsider)) {
      player.does("login", stack.edgeUrl());
      player.does(
          "enrol",
          "--root-fingerprint",
          root,
          "--passphrase-file",
          passphrase(player, "right words 123"),
          "--kit",
          player.folder().resolve("kit.txt").toString());
    }
    roomId = manager.asks("room", "create", ROOM).path("id").asText();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  private static Player player(String name, String... roles) throws IOException {
    String password = "sign-on-" + name;
    stack
        .keycloakAdmin()
        .createUser(Stack.REALM, name, name + "@strongroom.invalid", password, List.of(roles));
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Player(
        name, name, home.resolve("people"), new SecureRandom(), password, new Tale(nowhere, false));
  }

  private static String passphrase(Player player, String text) throws IOException {
    return player.writes("passphrase", text).toString();
  }

  private static void assertPlain(Player.Outcome outcome, int status) {
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
    assertThat(outcome.err().lines().filter(l -> l.startsWith("strongroom: "))).hasSize(1);
    assertThat(outcome.err()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  private static HttpResponse<String> request(
      Player player, String method, String path, String body) throws Exception {
    String token =
        JSON.readTree(Files.readAllBytes(player.config().folder().resolve("tokens.json")))
            .path("access")
            .asText();
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(stack.edgeUrl() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode problem(HttpResponse<String> response) throws IOException {
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(response.body()).doesNotContain("\tat ").doesNotContain("Exception");
    ObjectNode problem = (ObjectNode) JSON.readTree(response.body());
    problem.remove("correlationId");
    return problem;
  }

  @Test
  @Order(1)
  void ordinaryDay_putListMoveRangeRevisionAndBin() throws Exception {
    Path file = manager.writes("one.txt", "0123456789");
    assertThat(
            manager
                .asks("put", file.toString(), ROOM + "/a/b/one.txt")
                .path(0)
                .path("revision")
                .asInt())
        .isEqualTo(1);
    assertThat(
            manager
                .asks("put", file.toString(), ROOM + "/a/b/one.txt")
                .path(0)
                .path("revision")
                .asInt())
        .isEqualTo(2);
    manager.does("mkdir", ROOM + "/empty");
    manager.does("mv", ROOM + "/a/b/one.txt", ROOM + "/a/two.txt");
    assertThat(manager.does("cat", ROOM + "/a/two.txt", "--offset", "3", "--length", "4").out())
        .isEqualTo("3456");
    assertThat(manager.asks("ls", ROOM + "/a").findValuesAsText("name"))
        .containsExactly("b", "two.txt");
    assertThat(manager.asks("ls", ROOM + "/a/b")).isEmpty();
    manager.does("rm", ROOM + "/a/two.txt");
    assertThat(manager.asks("ls", ROOM + "/a").findValuesAsText("name")).containsExactly("b");
    assertThat(manager.asks("ls", ROOM, "--bin").findValuesAsText("name"))
        .containsExactly("two.txt");
    assertThat(manager.asks("ls", ROOM).findValuesAsText("name")).containsExactly("a", "empty");
  }

  @Test
  @Order(2)
  void wrongPassphrase_unlock_saysSo_andTheRightOneStillWorks() throws Exception {
    manager.does("lock");
    assertPlain(manager.tries("ls", ROOM), 3);
    Path wrong = manager.writes("wrong", "wrong words 123");
    Player.Outcome refused = manager.tries("unlock", "--passphrase-file", wrong.toString());
    assertPlain(refused, 5);
    assertThat(refused.code()).isEqualTo("UNLOCK_FAILED");
    manager.does("unlock", "--passphrase-file", manager.folder().resolve("passphrase").toString());
    manager.does("ls", ROOM);
  }

  @Test
  @Order(3)
  void missingOrForbiddenThings_arePlainAnswers() throws Exception {
    assertPlain(manager.tries("put", home.resolve("nothing").toString(), ROOM + "/x"), 7);
    assertPlain(manager.tries("get", ROOM + "/nothing", home.resolve("y").toString()), 7);
    assertPlain(manager.tries("ls", "No such room"), 4);
    assertPlain(manager.tries("room", "create", ROOM), 5);
    assertPlain(manager.tries("put", passphrase(manager, "right words 123"), ROOM + "/con.txt"), 5);
    assertThat(manager.tries("frobnicate").status()).isEqualTo(2);
    assertPlain(
        outsider.tries("org", "init", "--passphrase-file", passphrase(outsider, "right words 123")),
        4);
  }

  @Test
  @Order(4)
  void targetThatIsThere_isNotWrittenOver() throws Exception {
    Path file = manager.writes("keep.txt", "old");
    manager.does("put", file.toString(), ROOM + "/keep.txt");
    Path target = Files.writeString(home.resolve("target.txt"), "mine");
    assertPlain(manager.tries("get", ROOM + "/keep.txt", target.toString()), 7);
    assertThat(Files.readString(target)).isEqualTo("mine");
    manager.does("get", ROOM + "/keep.txt", target.toString(), "--force");
    assertThat(Files.readString(target)).isEqualTo("old\n");
  }

  @Test
  @Order(5)
  void foreignRoomAndMadeUpRoom_getTheSameAnswer() throws Exception {
    String madeUp = Bytes.random(new SecureRandom(), 32).toBase64Url();
    for (String path :
        List.of(
            "/access/v1/rooms/%s",
            "/access/v1/groups/%s",
            "/storage/v1/rooms/%s/head",
            "/storage/v1/rooms/%s/folders/AAAAAAAAAAAAAAAAAAAAAA/children?at=0")) {
      HttpResponse<String> foreign = request(outsider, "GET", path.formatted(roomId), "");
      HttpResponse<String> none = request(outsider, "GET", path.formatted(madeUp), "");
      assertThat(foreign.statusCode()).as(path).isEqualTo(404);
      assertThat(none.statusCode()).as(path).isEqualTo(404);
      assertThat(problem(foreign)).isEqualTo(problem(none));
    }
    String upload = "{\"storedLength\":100}";
    String path = "/storage/v1/rooms/" + roomId + "/uploads";
    assertThat(request(outsider, "POST", path, upload).statusCode()).isEqualTo(404);
  }

  @Test
  @Order(6)
  void malformedRequests_areProblemsWithoutATrace() throws Exception {
    HttpResponse<String> notJson = request(manager, "POST", "/access/v1/rooms", "{");
    assertThat(notJson.statusCode()).isEqualTo(400);
    problem(notJson);
    HttpResponse<String> unknownField =
        request(manager, "POST", "/storage/v1/rooms/" + roomId + "/uploads", "{\"x\":1}");
    assertThat(unknownField.statusCode()).isEqualTo(400);
    HttpResponse<String> nonsense =
        request(
            manager,
            "POST",
            "/access/v1/rooms",
            "{\"envelope\":\"e30\",\"box\":\"\",\"history\":\"\",\"wraps\":[]}");
    assertThat(nonsense.statusCode()).isEqualTo(422);
    assertThat(problem(nonsense).path("reason").asText()).isEqualTo("statement-refused");
    HttpResponse<String> noId = request(manager, "GET", "/access/v1/rooms/not-an-id", "");
    assertThat(noId.statusCode()).isBetween(400, 499);
    HttpResponse<String> inside = request(manager, "GET", "/internal/v1/organisation", "");
    assertThat(inside.statusCode()).isEqualTo(404);
    HttpResponse<String> anonymous =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(stack.edgeUrl() + "/access/v1/rooms")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(anonymous.statusCode()).isEqualTo(401);
  }

  private static Path largestObject() throws IOException {
    try (Stream<Path> objects = Files.walk(stack.layout().data("s3"))) {
      return objects
          .filter(Files::isRegularFile)
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }

  @Test
  @Order(7)
  void t09_storedBytesChanged_nothingIsLeftUnderTheFinalName() throws Exception {
    byte[] content = Bytes.random(new SecureRandom(), 12_000_000).toArray();
    Path file = Files.write(home.resolve("large.bin"), content);
    manager.does("put", file.toString(), ROOM + "/large.bin");
    Path folder = Files.createDirectories(home.resolve("into"));
    manager.does("get", ROOM + "/large.bin", folder.resolve("good.bin").toString());
    assertThat(Files.readAllBytes(folder.resolve("good.bin"))).isEqualTo(content);
    Path object = largestObject();
    byte[] stored = Files.readAllBytes(object);
    stored[11_900_000] ^= 1;
    Files.write(object, stored);
    Player.Outcome refused =
        manager.tries("get", ROOM + "/large.bin", folder.resolve("bad.bin").toString());
    assertPlain(refused, 5);
    assertThat(refused.code()).isEqualTo("CT_CORRUPT");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(p -> p.getFileName().toString())).containsExactly("good.bin");
    }
  }

  @Test
  @Order(8)
  void storeAway_putSaysSo_andTheRoomIsAsItWas() throws Exception {
    JsonNode before = manager.asks("ls", ROOM);
    long pid =
        Long.parseLong(Files.readString(stack.layout().home().resolve("pids/s3")).split(" ")[0]);
    ProcessHandle store = ProcessHandle.of(pid).orElseThrow();
    store.destroyForcibly();
    store.onExit().join();
    Path file = manager.writes("late.txt", "late");
    assertPlain(manager.tries("put", file.toString(), ROOM + "/late.txt"), 6);
    assertThat(manager.asks("ls", ROOM)).isEqualTo(before);
  }
}
