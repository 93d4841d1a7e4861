package dev.strongroom.kit.sibling;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.kit.problem.Problem;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Calls a sibling under this service's own token. Whatever goes wrong is {@code unavailable}: it
 * fails closed.
 */
@ApplicationScoped
public class Sibling {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final OidcClient tokens;
  private final ObjectMapper json;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final AtomicReference<Tokens> current = new AtomicReference<>();

  @Inject
  Sibling(OidcClient tokens, ObjectMapper json) {
    this.tokens = tokens;
    this.json = json;
  }

  /** GET; empty for 404. */
  public <T> Optional<T> get(URI base, String path, Class<T> type) {
    return exchange(HttpRequest.newBuilder(base.resolve(path)).GET(), type);
  }

  /** POST; empty for 404. */
  public <T> Optional<T> post(URI base, String path, Object body, Class<T> type) {
    try {
      return exchange(
          HttpRequest.newBuilder(base.resolve(path))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))),
          type);
    } catch (IOException e) {
      throw new IllegalStateException("a request is always JSON", e);
    }
  }

  private <T> Optional<T> exchange(HttpRequest.Builder request, Class<T> type) {
    try {
      HttpResponse<String> response =
          http.send(
              request.timeout(LIMIT).header("Authorization", "Bearer " + token()).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 404) {
        return Optional.empty();
      }
      if (response.statusCode() / 100 != 2) {
        throw Problem.unavailable("A part of the platform");
      }
      return Optional.of(json.readValue(response.body(), type));
    } catch (IOException e) {
      throw Problem.unavailable("A part of the platform");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("A part of the platform");
    }
  }

  private String token() {
    Tokens have = current.get();
    if (have == null || have.isAccessTokenExpired() || have.isAccessTokenWithinRefreshInterval()) {
      try {
        have = tokens.getTokens().await().atMost(LIMIT);
      } catch (RuntimeException e) {
        throw Problem.unavailable("The sign-on");
      }
      current.set(have);
    }
    return have.getAccessToken();
  }
}
