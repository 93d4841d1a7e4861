package dev.strongroom.sdk.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.protocol.Organisation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {
  private static final Clock CLOCK = Clock.fixed(Organisation.TIME, ZoneOffset.UTC);

  private interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  private final Deque<Reply> replies = new ArrayDeque<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private HttpServer http;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod());
          exchange.getRequestBody().readAllBytes();
          Reply reply = replies.size() > 1 ? replies.removeFirst() : replies.getFirst();
          reply.to(exchange);
          exchange.close();
        });
    http.start();
    URI url = URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    server = new Server(url, () -> "token", new Retries(CLOCK, () -> 1, pauses::add));
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  private static Reply status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      byte[] body = "{\"reason\":\"some-reason\"}".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  /** Hangs up without an answer. */
  private static Reply reset() {
    return HttpExchange::close;
  }

  @Test
  void get_awayTwice_isAskedAgainEachTimeLater() {
    replies.addAll(List.of(status(503), status(503), status(200)));
    assertThat(server.get("/x").path("reason").asText()).isEqualTo("some-reason");
    assertThat(asked).containsExactly("GET", "GET", "GET");
    assertThat(pauses).containsExactly(Duration.ofMillis(200), Duration.ofMillis(400));
  }

  @Test
  void get_connectionResetSeveralTimes_isAskedAgain() {
    // One is mended below this client already, without a pause.
    replies.addAll(List.of(reset(), reset(), reset(), status(200)));
    assertThat(server.get("/x").path("reason").asText()).isEqualTo("some-reason");
    assertThat(pauses).isNotEmpty();
  }

  @Test
  void get_connectionResetForGood_ends() {
    replies.add(reset());
    assertThatThrownBy(() -> server.get("/x"))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("Nothing was changed")
        .hasFieldOrPropertyWithValue("status", ServerException.AWAY);
    assertThat(pauses).hasSize(Retries.TRIES - 1);
  }

  @Test
  void ask_away_isAskedAgain() {
    replies.addAll(List.of(status(503), status(200)));
    server.ask("/x", Map.of());
    assertThat(asked).containsExactly("POST", "POST");
  }

  @Test
  void get_awayForGood_endsAfterAFewTries() {
    replies.add(status(503));
    assertThatThrownBy(() -> server.get("/x"))
        .isInstanceOf(ServerException.class)
        .hasFieldOrPropertyWithValue("status", 503);
    assertThat(asked).hasSize(Retries.TRIES);
    assertThat(pauses).hasSize(Retries.TRIES - 1);
  }

  @Test
  void get_retryAfterInSeconds_isHonoured() {
    replies.addAll(List.of(status(503, "Retry-After", "3"), status(200)));
    server.get("/x");
    assertThat(pauses).containsExactly(Duration.ofSeconds(3));
  }

  @Test
  void get_retryAfterAsADate_isHonoured() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            CLOCK.instant().plusSeconds(7).atZone(ZoneOffset.UTC));
    replies.addAll(List.of(status(503, "Retry-After", date), status(200)));
    server.get("/x");
    assertThat(pauses).containsExactly(Duration.ofSeconds(7));
  }

  @Test
  void get_retryAfterBeyondAllPatience_endsAtOnce() {
    replies.add(status(503, "Retry-After", "21"));
    assertThatThrownBy(() -> server.get("/x")).isInstanceOf(ServerException.class);
    assertThat(asked).hasSize(1);
    assertThat(pauses).isEmpty();
  }

  @Test
  void get_retryAfterAgainAndAgain_isBoundedInAll() {
    replies.add(status(503, "Retry-After", "8"));
    assertThatThrownBy(() -> server.get("/x")).isInstanceOf(ServerException.class);
    assertThat(pauses).containsExactly(Duration.ofSeconds(8), Duration.ofSeconds(8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "soon", "99999999999999999999", "", "Mon, 99 Foo 2026 00:00:00 GMT"})
  void get_retryAfterThatIsNone_countsForNothing(String wish) {
    replies.addAll(List.of(status(503, "Retry-After", wish), status(200)));
    server.get("/x");
    assertThat(pauses).containsExactly(Duration.ofMillis(200));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409, 422, 429, 500, 502})
  void get_refused_isNotAskedAgain(int status) {
    replies.add(status(status));
    assertThatThrownBy(() -> server.get("/x"))
        .isInstanceOf(ServerException.class)
        .hasFieldOrPropertyWithValue("status", status);
    assertThat(asked).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 422, 500, 503})
  void post_refusedOrAway_isSentOnce(int status) {
    replies.add(status(status));
    assertThatThrownBy(() -> server.post("/x", Map.of()))
        .isInstanceOf(ServerException.class)
        .hasFieldOrPropertyWithValue("status", status);
    assertThat(asked).containsExactly("POST");
    assertThat(pauses).isEmpty();
  }

  @Test
  void post_connectionReset_isSentOnceAndDoesNotClaimThatNothingWasDone() {
    replies.add(reset());
    assertThatThrownBy(() -> server.post("/x", Map.of()))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("may have been done or not")
        .hasFieldOrPropertyWithValue("status", ServerException.AWAY);
    assertThat(asked).containsExactly("POST");
  }

  @Test
  void delete_away_isSentOnce() {
    replies.add(status(503));
    assertThatThrownBy(() -> server.delete("/x")).isInstanceOf(ServerException.class);
    assertThat(asked).containsExactly("DELETE");
  }

  @Test
  void get_stallsInTheMiddleOfTheAnswer_isAway() throws Exception {
    replies.add(exchange -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      // Hangs up before the promised length: the same to a client as a line that breaks.
    });
    assertThatThrownBy(() -> server.get("/x"))
        .isInstanceOf(ServerException.class)
        .hasFieldOrPropertyWithValue("status", ServerException.AWAY);
    assertThat(asked).hasSize(Retries.TRIES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://server.invalid",
        "ftp://127.0.0.1",
        "https:/x",
        "//x",
        "http://localhost.x"
      })
  void address_thatWouldCarryTokensInTheClear_isRefused(String url) {
    assertThatThrownBy(() -> Server.requireSafe(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void addressOfTheStore_onThisMachine_onlyWhereTheServerIsToo() {
    Server remote = new Server(URI.create("https://server.invalid"), () -> "token");
    assertThat(server.storeAddress("http://127.0.0.1:9/x").getPort()).isEqualTo(9);
    assertThat(remote.storeAddress("https://store.invalid/x").getHost()).isEqualTo("store.invalid");
    assertThatThrownBy(() -> remote.storeAddress("http://127.0.0.1:9/x"))
        .isInstanceOf(ServerException.class);
  }
}
