package dev.strongroom.sdk.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Requests to the platform, as JSON. Answers are bounded: a response larger than promised is an
 * error (T55).
 */
public final class Server {
  private static final int MAX_ANSWER_BYTES = 64 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final URI url;
  private final Supplier<String> accessToken;

  /**
   * @param url of the edge
   * @param accessToken gives a fresh token for each request
   * @throws IllegalArgumentException for plain http to anything but loopback
   */
  public Server(URI url, Supplier<String> accessToken) {
    this.url = requireSafe(url);
    this.accessToken = accessToken;
    this.http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  }

  /** Plain http carries tokens in the clear: only to this machine. */
  public static URI requireSafe(URI url) {
    String host = String.valueOf(url.getHost());
    boolean loopback = host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]");
    boolean safe = "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && loopback);
    if (!safe) {
      throw new IllegalArgumentException("The server's address must begin with https://");
    }
    return url;
  }

  public URI url() {
    return url;
  }

  public JsonNode get(String path) {
    return exchange(request(path).GET().build());
  }

  public JsonNode post(String path, Object body) {
    try {
      return exchange(
          request(path)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
              .build());
    } catch (IOException e) {
      throw new IllegalStateException("a request is always JSON", e);
    }
  }

  public void delete(String path) {
    exchange(request(path).DELETE().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(LIMIT)
        .header("Authorization", "Bearer " + accessToken.get());
  }

  private JsonNode exchange(HttpRequest request) {
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      byte[] body;
      try (InputStream in = response.body()) {
        body = in.readNBytes(MAX_ANSWER_BYTES + 1);
      }
      if (body.length > MAX_ANSWER_BYTES) {
        throw new ServerException(
            ServerException.AWAY, "too-large", "The server's answer is larger than it may be.");
      }
      if (response.statusCode() / 100 != 2) {
        throw problem(response.statusCode(), body);
      }
      return body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (IOException e) {
      throw new ServerException(
          ServerException.AWAY,
          "away",
          "The server at " + url + " does not answer. Nothing was changed; try again later.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException(ServerException.AWAY, "interrupted", "Interrupted.");
    }
  }

  private static ServerException problem(int status, byte[] body) {
    try {
      JsonNode problem = JSON.readTree(body);
      String detail = problem.path("detail").asText("The server refused.");
      return new ServerException(status, problem.path("reason").asText("unknown"), detail);
    } catch (IOException _) {
      return new ServerException(
          status, "unknown", "The server answered with status " + status + ".");
    }
  }
}
