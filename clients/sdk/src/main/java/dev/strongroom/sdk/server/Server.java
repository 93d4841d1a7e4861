package dev.strongroom.sdk.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.ProtocolException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Requests to the platform, as JSON.
 *
 * <p>Answers are bounded in bytes, values and depth: more than that is {@link ErrorCode#LIMIT}
 * (T55). What only asks is asked again for a while where the server is away or says so (503); what
 * changes something is sent once.
 */
public final class Server {
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  /** A value in memory takes many times what it takes in an answer. */
  private static final int MAX_ANSWER_VALUES = 1_000_000;

  private static final int MAX_DEPTH = 16;
  private static final int MAX_DETAIL = 300;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = mapper();

  private final HttpClient http;
  private final URI url;
  private final Supplier<String> accessToken;
  private final Retries retries;

  /**
   * @param url of the edge
   * @param accessToken gives a fresh token for each request
   * @throws IllegalArgumentException for plain http to anything but loopback
   */
  public Server(URI url, Supplier<String> accessToken) {
    this(url, accessToken, Retries.real());
  }

  Server(URI url, Supplier<String> accessToken, Retries retries) {
    this.url = requireSafe(url);
    this.accessToken = accessToken;
    this.retries = retries;
    this.http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  }

  private static ObjectMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxTokenCount(MAX_ANSWER_VALUES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** Plain http carries tokens in the clear: only to this machine. */
  public static URI requireSafe(URI url) {
    boolean safe = "https".equals(url.getScheme()) || isLoopback(url);
    if (!safe || url.getHost() == null) {
      throw new IllegalArgumentException("The server's address must begin with https://");
    }
    return url;
  }

  private static boolean isLoopback(URI url) {
    String host = String.valueOf(url.getHost());
    return "http".equals(url.getScheme())
        && (host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]"));
  }

  public URI url() {
    return url;
  }

  /**
   * An address that the server gave, at the store: https, or where the server itself is on this
   * machine, a plain one on this machine.
   *
   * @throws ServerException for any other: a server may not send a client where it likes
   */
  public URI storeAddress(String given) {
    try {
      URI address = URI.create(given);
      if (address.getHost() != null
          && ("https".equals(address.getScheme()) || isLoopback(address) && isLoopback(url))) {
        return address;
      }
    } catch (IllegalArgumentException _) {
      // The same as for an address that leads elsewhere.
    }
    throw ServerException.nonsense("it names a store that cannot be one");
  }

  /** Asks; again for a while where the server is away. */
  public JsonNode get(String path) {
    return exchange(path, HttpRequest.Builder::GET, true, LIMIT);
  }

  /** Asks with a body; again for a while where the server is away. For what changes nothing. */
  public JsonNode ask(String path, Object body) {
    return exchange(path, request -> withJson("POST", request, body), true, LIMIT);
  }

  /** Sends something that changes something: once. */
  public JsonNode post(String path, Object body) {
    return post(path, body, LIMIT);
  }

  /** Likewise, for what takes the server longer. */
  public JsonNode post(String path, Object body, Duration limit) {
    return exchange(path, request -> withJson("POST", request, body), false, limit);
  }

  /** Puts something in its place: once. */
  public JsonNode put(String path, Object body) {
    return exchange(path, request -> withJson("PUT", request, body), false, LIMIT);
  }

  public void delete(String path) {
    exchange(path, HttpRequest.Builder::DELETE, false, LIMIT);
  }

  private static HttpRequest.Builder withJson(
      String method, HttpRequest.Builder request, Object body) {
    try {
      return request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a request is always JSON", e);
    }
  }

  /** Says what is asked for. */
  private interface Verb {
    HttpRequest.Builder of(HttpRequest.Builder request);
  }

  /** How one try ended. */
  private sealed interface Outcome {
    record Answered(JsonNode answer) implements Outcome {}

    /** The server may be back soon. */
    record Away(ServerException failure, Optional<String> retryAfter) implements Outcome {}
  }

  private JsonNode exchange(String path, Verb verb, boolean repeatable, Duration limit) {
    Retries.Course course = retries.begin();
    try {
      while (true) {
        HttpRequest request =
            verb.of(
                    HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(limit)
                        .header("Authorization", "Bearer " + accessToken.get()))
                .build();
        switch (attempt(request, repeatable, limit)) {
          case Outcome.Answered(JsonNode answer) -> {
            return answer;
          }
          case Outcome.Away(ServerException failure, Optional<String> retryAfter) -> {
            if (!repeatable || !course.again(retryAfter)) {
              throw failure;
            }
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException(ServerException.AWAY, "interrupted", "Interrupted.");
    }
  }

  /** The whole exchange has to end within {@code limit}: a server that stalls is away. */
  private Outcome attempt(HttpRequest request, boolean repeatable, Duration limit)
      throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request, _ -> new BoundedBody(MAX_ANSWER_BYTES));
    try {
      return outcome(exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      throwIfTold(e);
      return new Outcome.Away(away(repeatable), Optional.empty());
    } catch (TimeoutException e) {
      return new Outcome.Away(away(repeatable), Optional.empty());
    } finally {
      exchange.cancel(true);
    }
  }

  private static void throwIfTold(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProtocolException told) {
        throw told;
      }
    }
  }

  private ServerException away(boolean repeatable) {
    String known =
        repeatable
            ? "Nothing was changed; try again later."
            : "What was asked of it may have been done or not: look before you try again.";
    return new ServerException(
        ServerException.AWAY, "away", "The server at " + url + " does not answer. " + known);
  }

  private static Outcome outcome(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status / 100 == 2) {
      return new Outcome.Answered(read(response.body()));
    }
    ServerException problem = problem(status, response.body());
    if (status == 503) {
      return new Outcome.Away(problem, response.headers().firstValue("Retry-After"));
    }
    throw problem;
  }

  private static JsonNode read(byte[] body) {
    if (body.length == 0) {
      return JSON.createObjectNode();
    }
    try {
      JsonNode answer = JSON.readTree(body);
      if (answer != null && answer.isContainerNode()) {
        return answer;
      }
    } catch (StreamConstraintsException _) {
      throw new MalformedException(ErrorCode.LIMIT, "the server's answer holds more than it may");
    } catch (IOException _) {
      // What follows is as true of what is no JSON.
    }
    throw ServerException.nonsense("is there something else at its address?");
  }

  private static ServerException problem(int status, byte[] body) {
    String reason = "unknown";
    String detail = "The server answered with status " + status + ".";
    try {
      JsonNode problem = JSON.readTree(body);
      reason = line(problem.path("reason").asText(reason));
      detail = line(problem.path("detail").asText(detail));
    } catch (IOException _) {
      // Whatever stands between here and the server answered: the status is all there is to tell.
    }
    return status == 401
        ? new ServerException(
            status, "unauthenticated", "You are not signed in, or no longer: run strongroom login.")
        : new ServerException(status, reason, detail);
  }

  /** A server's words are shown on one line, and cannot move a terminal's cursor. */
  private static String line(String words) {
    String shown = words.substring(0, Math.min(words.length(), MAX_DETAIL));
    return shown.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ").strip();
  }
}
