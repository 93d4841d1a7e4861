package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.demo.Player;
import dev.strongroom.protocol.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ordinary days and bad input, on the whole platform: what is said, what is left, what exit code.
 */
@ExtendWith(Platform.Shared.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlatformIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String ROOM = "Ledger";

  @TempDir static Path folder;
  private static Platform platform;
  private static Player manager;
  private static Player outsider;
  private static String roomId = "";

  @BeforeAll
  static void start(Platform shared) throws Exception {
    platform = shared;
    manager = platform.enrolled("manager");
    outsider = platform.enrolled("outsider");
    roomId = manager.asks("room", "create", ROOM).path("id").asText();
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
        HttpRequest.newBuilder(URI.create(platform.url() + path))
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
    assertPlain(manager.tries("put", folder.resolve("nothing").toString(), ROOM + "/x"), 7);
    assertPlain(manager.tries("get", ROOM + "/nothing", folder.resolve("y").toString()), 7);
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
    Path target = Files.writeString(folder.resolve("target.txt"), "mine");
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
            HttpRequest.newBuilder(URI.create(platform.url() + "/access/v1/rooms")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(anonymous.statusCode()).isEqualTo(401);
  }

  private static Path largestObject() throws IOException {
    try (Stream<Path> objects = Files.walk(platform.stack().layout().data("s3"))) {
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
    Path file = Files.write(folder.resolve("large.bin"), content);
    manager.does("put", file.toString(), ROOM + "/large.bin");
    Path into = Files.createDirectories(folder.resolve("into"));
    manager.does("get", ROOM + "/large.bin", into.resolve("good.bin").toString());
    assertThat(Files.readAllBytes(into.resolve("good.bin"))).isEqualTo(content);
    Path object = largestObject();
    byte[] stored = Files.readAllBytes(object);
    stored[11_900_000] ^= 1;
    Files.write(object, stored);
    Player.Outcome refused =
        manager.tries("get", ROOM + "/large.bin", into.resolve("bad.bin").toString());
    assertPlain(refused, 5);
    assertThat(refused.code()).isEqualTo("CT_CORRUPT");
    try (Stream<Path> left = Files.list(into)) {
      assertThat(left.map(p -> p.getFileName().toString())).containsExactly("good.bin");
    }
  }

  @Test
  @Order(8)
  void storeAway_putSaysSo_andTheRoomIsAsItWas() throws Exception {
    JsonNode before = manager.asks("ls", ROOM);
    platform.stack().kill("s3");
    Path file = manager.writes("late.txt", "late");
    try {
      assertPlain(manager.tries("put", file.toString(), ROOM + "/late.txt"), 6);
      assertThat(manager.asks("ls", ROOM)).isEqualTo(before);
    } finally {
      platform.stack().restart("s3");
    }
    manager.does("put", file.toString(), ROOM + "/late.txt");
  }

  @Test
  @Order(9)
  void brokerAway_workGoesOn_andWhatHappenedIsToldLater() throws Exception {
    Player auditor = platform.player("auditor", "auditor");
    auditor.does("login", platform.url());
    platform.stack().kill("kafka");
    Instant away = Instant.now();
    Path file = manager.writes("meanwhile.txt", "meanwhile");
    try {
      manager.does("put", file.toString(), ROOM + "/meanwhile.txt");
      manager.does("get", ROOM + "/meanwhile.txt", folder.resolve("meanwhile").toString());
    } finally {
      platform.stack().restart("kafka");
    }
    Instant limit = Instant.now().plusSeconds(60);
    boolean told = false;
    while (!told && Instant.now().isBefore(limit)) {
      told = committedSince(away, auditor);
    }
    assertThat(told).isTrue();
  }

  @Test
  @Order(10)
  void signOnAway_whoIsSignedInGoesOn_andWhoseTokenEndedIsToldInOneLine() throws Exception {
    platform.stack().kill("keycloak");
    try {
      manager.does("ls", ROOM);
      expireToken(manager);
      assertPlain(manager.tries("ls", ROOM), 6);
    } finally {
      platform.stack().restart("keycloak");
    }
    manager.does("ls", ROOM);
  }

  @Test
  @Order(11)
  void token_expired_isRenewedUnasked_andASessionThatEndedSaysSo() throws Exception {
    expireToken(manager);
    manager.does("ls", ROOM);
    ObjectNode tokens = tokens(manager);
    tokens.put("expires", "2020-01-01T00:00:00Z").put("refresh", "ended");
    Files.write(tokenFile(manager), JSON.writeValueAsBytes(tokens));
    assertPlain(manager.tries("ls", ROOM), 3);
    manager.does("login", platform.url());
    manager.does("ls", ROOM);
  }

  @Test
  @Order(12)
  void targetDiskFull_saysSo_andLeavesNothing() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "a system with /dev/full");
    Path small = Files.createDirectories(folder.resolve("small"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString())
            .redirectErrorStream(true)
            .start();
    Assumptions.assumeTrue(mount.waitFor() == 0, "somebody who may mount a small disk");
    try {
      byte[] content = Bytes.random(new SecureRandom(), 3_000_000).toArray();
      Path file = Files.write(folder.resolve("three"), content);
      manager.does("put", file.toString(), ROOM + "/three");
      Player.Outcome outcome =
          manager.tries("get", ROOM + "/three", small.resolve("three").toString());
      assertPlain(outcome, 7);
      try (Stream<Path> left = Files.list(small)) {
        assertThat(left).isEmpty();
      }
    } finally {
      new ProcessBuilder("umount", small.toString()).start().waitFor();
    }
  }

  @Test
  @Order(13)
  void bodyOverTheLimit_withoutALengthAnnounced_isRefusedThroughTheEdge() throws Exception {
    byte[] chunk = new byte[1 << 20];
    Arrays.fill(chunk, (byte) ' ');
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(platform.url() + "/access/v1/rooms"))
            .header("Authorization", "Bearer " + tokens(manager).path("access").asText())
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArrays(
                    () -> Stream.generate(() -> chunk).limit(40).iterator()))
            .build();
    int status;
    try {
      status = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    } catch (IOException cut) {
      assertThat(cut).isNotNull();
      status = 413;
    }
    assertThat(status).isEqualTo(413);
    manager.does("ls", ROOM);
  }

  private static boolean committedSince(Instant time, Player auditor) {
    for (JsonNode event : auditor.asks("audit", "list")) {
      boolean commit =
          event.path("type").asText().endsWith(".Committed")
              && event.path("aggregate").asText().equals(roomId);
      if (commit && Instant.parse(event.path("time").asText()).isAfter(time)) {
        return true;
      }
    }
    return false;
  }

  private static Path tokenFile(Player player) {
    return player.config().folder().resolve("tokens.json");
  }

  private static ObjectNode tokens(Player player) throws IOException {
    return (ObjectNode) JSON.readTree(Files.readAllBytes(tokenFile(player)));
  }

  private static void expireToken(Player player) throws IOException {
    ObjectNode tokens = tokens(player).put("expires", "2020-01-01T00:00:00Z");
    Files.write(tokenFile(player), JSON.writeValueAsBytes(tokens));
  }

  @Test
  @Order(30)
  void signInAsAnotherThanTheKeysAre_signsNobodyIn_andSaysWhoIsWho() throws Exception {
    Player atManagersMachine = platform.anotherMachine(outsider, manager.name());
    Player.Outcome refused = atManagersMachine.tries("login", platform.url());
    assertPlain(refused, 3);
    assertThat(refused.err()).contains("you are outsider").contains("manager's");
    // What was open stays open.
    assertThat(manager.config().folder().resolve("tokens.json")).doesNotExist();
    assertThat(manager.does("login", platform.url(), "--ask-again").out())
        .contains("Signed in as manager");
    manager.does("ls", ROOM);
  }
}
