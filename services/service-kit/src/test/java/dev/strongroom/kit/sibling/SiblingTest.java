package dev.strongroom.kit.sibling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.trace.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiblingTest {
  private final Queue<Integer> statuses = new ArrayDeque<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Sibling sibling = new Sibling(new FixedToken(), new ObjectMapper());
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("X-Correlation-Id"));
          Integer status = statuses.poll();
          byte[] body = "{\"answer\":\"yes\"}".getBytes(StandardCharsets.US_ASCII);
          if (status != null && status == 0) {
            // Cut off in the middle: what is announced does not come.
            exchange.sendResponseHeaders(200, body.length + 10);
          } else {
            exchange.sendResponseHeaders(status == null ? 200 : status, body.length);
          }
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504, 0})
  void get_passingFailures_areTriedAgain(int status) {
    statuses.addAll(List.of(status, status));

    assertThat(sibling.get(base(), "/x", Map.class)).contains(Map.of("answer", "yes"));
    assertThat(asked).hasSize(3).containsOnly("GET Bearer a-token null");
  }

  @Test
  void get_stillFailing_endsAfterThreeTries() {
    statuses.addAll(List.of(503, 503, 503, 503));

    unavailable(() -> sibling.get(base(), "/x", Map.class));
    assertThat(asked).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 409, 500})
  void get_otherFailures_areNotTriedAgain(int status) {
    statuses.add(status);

    unavailable(() -> sibling.get(base(), "/x", Map.class));
    assertThat(asked).hasSize(1);
  }

  @Test
  void get_refusedToken_isAskedOnceMoreWithANewerOne() {
    statuses.add(401);

    assertThat(sibling.get(base(), "/x", Map.class)).contains(Map.of("answer", "yes"));
    assertThat(asked)
        .containsExactly("GET Bearer a-token null", "GET Bearer instead-of-a-token null");
  }

  @Test
  void post_refusedToken_wasNotHeard_soItIsSaidAgainOnceAndNoMore() {
    statuses.addAll(List.of(401, 401, 401));

    unavailable(() -> sibling.post(base(), "/x", Map.of(), Map.class));
    assertThat(asked)
        .containsExactly("POST Bearer a-token null", "POST Bearer instead-of-a-token null");
  }

  @Test
  void get_notFound_isEmptyAtOnce() {
    statuses.add(404);

    assertThat(sibling.get(base(), "/x", Map.class)).isEmpty();
    assertThat(asked).hasSize(1);
  }

  @Test
  void post_passingFailure_isNotTriedAgain() {
    statuses.add(503);

    unavailable(() -> sibling.post(base(), "/x", Map.of(), Map.class));
    assertThat(asked).hasSize(1);
  }

  @Test
  void postAgain_passingFailures_areTriedAgain() {
    statuses.addAll(List.of(503, 0));

    assertThat(sibling.postAgain(base(), "/x", Map.of(), Map.class))
        .contains(Map.of("answer", "yes"));
    assertThat(asked).hasSize(3).containsOnly("POST Bearer a-token null");
  }

  @Test
  void request_underACause_goesOnWithIt() {
    Cause.under("abcdefgh-1", () -> sibling.get(base(), "/x", Map.class));

    assertThat(asked).containsExactly("GET Bearer a-token abcdefgh-1");
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private static void unavailable(Runnable call) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(call::run)
        .satisfies(problem -> assertThat(problem.reason()).isEqualTo(Reason.UNAVAILABLE));
  }
}
