package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.signin.Tokens;
import dev.strongroom.sdk.transfer.TransferListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are not what they should be: one typed error, one line, nothing kept. */
class HostileAnswerTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void aFileInARoom() throws Exception {
    world = new World(folder);
    room = world.room();
    world.put("manager", room, world.file("report", "text"), "docs/report");
    world.with("member", room, open -> {});
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** Opens, lists, finds and fetches. */
  private void use() throws Exception {
    Path target = world.target().resolve("report");
    world.with(
        "member",
        room,
        open -> {
          open.list(World.path("docs")).forEach(Entry::close);
          try (Entry entry = open.find(World.path("docs/report")).orElseThrow()) {
            open.get(entry, target, false, TransferListener.NONE);
          }
        });
  }

  /** Requires a failure of a type that callers know, on one line, that left nothing. */
  private Throwable assertOneTypedError() throws Exception {
    String pins = world.pins("member");
    Throwable failure = catchThrowable(this::use);
    assertThat(failure).isInstanceOfAny(ProtocolException.class, ServerException.class);
    assertThat(failure.getMessage()).doesNotContain("\n", "\u001b", "dev.strongroom", "com.fast");
    assertThat(failure.getMessage()).hasSizeBetween(10, 400);
    assertThat(World.names(world.target())).isEmpty();
    assertThat(world.pins("member")).isEqualTo(pins);
    return failure;
  }

  static String[] endpoints() {
    return new String[] {
      "/identity/v1/organisation", "/identity/v1/users/", "/access/v1/rooms", "/access/v1/rooms/",
      "/head", "/children", "/proofs", "/downloads"
    };
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("endpoints")
  void garbageInPlaceOfAnAnswer_oneTypedError(String endpoint) throws Exception {
    Predicate<Request> there = Request.to(endpoint);
    for (String garbage :
        new String[] {
          "<html><body>Sign in to the hotel's network</body></html>",
          "{\"sequence\":",
          "null",
          "17",
          "\"text\"",
          "{}{}",
          "{\"links\":{},\"links\":[]}",
          "\u0000\u0001\u0002",
          "{\"url\":\"http://169.254.0.1/\",\"sequence\":0,\"links\":[\"AAAA\"]}"
        }) {
      world.platform().beHonest();
      world.platform().lie(there, Answer.text(200, "application/json", garbage));
      assertOneTypedError();
    }
  }

  @Test
  void htmlWithStatus500_serverExceptionWithTheStatus() throws Exception {
    world
        .platform()
        .lie(
            Request.get("/head"),
            Answer.text(500, "text/html", "<html>java.lang.NullPointerException\n\tat x.Y</html>"));
    assertThat(assertOneTypedError())
        .isInstanceOf(ServerException.class)
        .hasMessage("The server answered with status 500.");
  }

  @Test
  void wordsOfTheServer_areOneBoundedLine() throws Exception {
    ObjectNode problem =
        Answer.JSON
            .createObjectNode()
            .put("reason", "conflict\n")
            .put("detail", "no\u001b[2J\nat dev.\u202e".replace("dev.", "x") + "y".repeat(9_999));
    world.platform().lie(Request.get("/head"), Answer.json(409, problem));
    assertThat(assertOneTypedError().getMessage()).startsWith("no [2J at x y");
  }

  @Test
  void t55_answerFarLargerThanPromised_limit() throws Exception {
    world
        .platform()
        .lie(
            Request.get("/children"),
            Answer.endless(200, "{\"path\":[".getBytes(StandardCharsets.US_ASCII)));
    assertRefused(ErrorCode.LIMIT, this::use);
  }

  @Test
  void t55_answerOfMillionsOfValues_limit() throws Exception {
    world
        .platform()
        .lie(
            Request.get("/children"),
            Answer.text(200, "application/json", "[" + "{},".repeat(3_000_000) + "{}]"));
    assertRefused(ErrorCode.LIMIT, this::use);
  }

  @Test
  void t55_answerNestedTooDeep_limit() throws Exception {
    world
        .platform()
        .lie(
            Request.get("/children"),
            Answer.text(200, "application/json", "[".repeat(100_000) + "]".repeat(100_000)));
    assertRefused(ErrorCode.LIMIT, this::use);
  }

  @Test
  void tokenRefused_unauthenticatedAndNothingMoreIsAsked() throws Exception {
    world.platform().lie(Request.to("/"), Answer.problem(401, "unauthenticated"));
    world.platform().forgetRequests();
    ServerException failure = (ServerException) assertOneTypedError();
    assertThat(failure.status()).isEqualTo(401);
    assertThat(failure).hasMessageContaining("strongroom login");
    assertThat(world.platform().requests()).hasSize(1);
  }

  @Test
  void tokenRunOutAndNotRenewed_unauthenticatedAndTheOldOneIsNotSent() throws Exception {
    world
        .device("member")
        .rememberTokens(
            new Tokens("member", "refresh", World.CLOCK.instant().minus(Duration.ofMinutes(1))));
    world.platform().lie(Request.to("/token"), Answer.problem(400, "invalid_grant"));
    world.platform().forgetRequests();
    ServerException failure = (ServerException) assertOneTypedError();
    assertThat(failure.status()).isEqualTo(401);
    world.assertNoRequest(request -> request.token().equals("member"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a url",
        "file:///etc/passwd",
        "http://store.invalid/x",
        "//127.0.0.1/x",
        "https:///x",
        "http://127.0.0.1.store.invalid/",
        "ftp://127.0.0.1/"
      })
  void addressOfAStoreThatCannotBeOne_nonsense(String url) throws Exception {
    world.platform().bend(Request.post("/downloads"), json -> ((ObjectNode) json).put("url", url));
    ServerException failure = (ServerException) assertOneTypedError();
    assertThat(failure.reason()).isEqualTo("nonsense");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../../identity/v1/me/slots", "", "a b", "AAAA"})
  void uploadWithAnIdThatIsNone_isRefused(String id) throws Exception {
    world
        .platform()
        .bend(
            Request.post("/uploads").and(r -> r.parts().size() == 5),
            json -> ((ObjectNode) json).put("upload", id));
    assertPutFails();
    world.assertNoRequest(Request.to("/store/").or(Request.to("/commits")));
  }

  @Test
  void t55_uploadInPartsThatWouldFillTheMemory_isRefused() throws Exception {
    world
        .platform()
        .bend(
            Request.post("/uploads").and(r -> r.parts().size() == 5),
            json -> ((ObjectNode) json).put("partBytes", 512L << 20));
    assertPutFails();
    world.assertNoRequest(Request.to("/store/").or(Request.to("/commits")));
  }

  @Test
  void uploadThatTheStoreDidNotKeep_noCommitAndTheUploadIsGivenUp() throws Exception {
    world
        .platform()
        .bend(Request.post("/completion"), json -> ((ObjectNode) json).put("state", "aborted"));
    assertPutFails();
    world.assertNoRequest(Request.to("/commits"));
    assertThat(world.platform().blobs().givenUp()).hasSize(1);
  }

  private void assertPutFails() throws Exception {
    Path file = world.file("another", "more text");
    int before = world.platform().rooms().commits(room);
    world.platform().forgetRequests();
    assertThat(
            catchThrowable(() ->
                world.with(
                    "member",
                    room,
                    open -> open.put(file, World.path("x"), TransferListener.NONE))))
        .isInstanceOfAny(ProtocolException.class, ServerException.class);
    assertThat(world.platform().rooms().commits(room)).isEqualTo(before);
  }
}
