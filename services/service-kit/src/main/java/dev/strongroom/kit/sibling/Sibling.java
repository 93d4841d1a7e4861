package dev.strongroom.kit.sibling;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.trace.Cause;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Calls a sibling under this service's own token, and goes on with the caller's trace and
 * correlation id. Whatever goes wrong is {@code unavailable}: it fails closed. A GET, which changes
 * nothing, and what may be said twice are tried a few times within their time before that; another
 * POST once.
 */
@ApplicationScoped
public class Sibling {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int TRIES = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  /** What a sibling, or what stands before it, says when another attempt may succeed. */
  private static final Set<Integer> PASSING = Set.of(502, 503, 504);

  /** What this service shows its siblings. */
  interface Token {
    /**
     * @throws Problem {@code unavailable}, if the sign-on gives none
     */
    String get();

    /**
     * A newer one, where a sibling refused it: its keys may have been changed, or a clock is off.
     *
     * @throws Problem {@code unavailable}, if the sign-on gives none
     */
    String insteadOf(String refused);
  }

  private final Token token;
  private final ObjectMapper json;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  @Inject
  Sibling(OwnToken token, ObjectMapper json) {
    this((Token) token, json);
  }

  Sibling(Token token, ObjectMapper json) {
    this.token = token;
    this.json = json;
  }

  /** GET; empty for 404. */
  public <T> Optional<T> get(URI base, String path, Class<T> type) {
    return exchange(HttpRequest.newBuilder(base.resolve(path)).GET(), type, TRIES);
  }

  /** POST; empty for 404. */
  public <T> Optional<T> post(URI base, String path, Object body, Class<T> type) {
    return post(base, path, body, type, 1);
  }

  /** POST of what changes nothing when it is said again; empty for 404. */
  public <T> Optional<T> postAgain(URI base, String path, Object body, Class<T> type) {
    return post(base, path, body, type, TRIES);
  }

  /**
   * What was answered, for who tells statuses apart.
   *
   * @param location of what was made; empty if nothing was
   */
  public record Answer(int status, String body, String location) {
    public boolean succeeded() {
      return status / 100 == 2;
    }
  }

  /**
   * Any request. A GET is tried a few times within {@code limit}.
   *
   * @param body nothing, or what becomes JSON
   * @throws Problem {@code unavailable}, if nothing is answered, or that another attempt may
   *     succeed
   */
  public Answer call(String method, URI url, Optional<?> body, Duration limit) {
    try {
      HttpRequest.BodyPublisher publisher =
          body.isEmpty()
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body.get()));
      HttpResponse<String> response =
          settled(
              HttpRequest.newBuilder(url)
                  .header("Content-Type", "application/json")
                  .method(method, publisher),
              method.equals("GET") ? TRIES : 1,
              limit);
      return new Answer(
          response.statusCode(),
          response.body(),
          response.headers().firstValue("Location").orElse(""));
    } catch (IOException e) {
      throw new IllegalStateException("a request is always JSON", e);
    }
  }

  private <T> Optional<T> post(URI base, String path, Object body, Class<T> type, int tries) {
    try {
      return exchange(
          HttpRequest.newBuilder(base.resolve(path))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))),
          type,
          tries);
    } catch (IOException e) {
      throw new IllegalStateException("a request is always JSON", e);
    }
  }

  private <T> Optional<T> exchange(HttpRequest.Builder request, Class<T> type, int tries) {
    return answer(settled(request, tries, LIMIT), type);
  }

  private HttpResponse<String> settled(HttpRequest.Builder request, int tries, Duration limit) {
    Instant end = Instant.now().plus(limit);
    Cause.carry(request::setHeader);
    try {
      String shown = token.get();
      boolean shownAnother = false;
      for (int left = tries; ; left--) {
        request.setHeader("Authorization", "Bearer " + shown);
        Optional<HttpResponse<String>> response = attempt(request, end);
        if (response.isPresent() && response.get().statusCode() == 401 && !shownAnother) {
          shown = token.insteadOf(shown);
          shownAnother = true;
          left++;
          continue;
        }
        if (response.isPresent() && !PASSING.contains(response.get().statusCode())) {
          return response.get();
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << (tries - left));
        if (left == 1 || Instant.now().plus(pause).isAfter(end)) {
          throw Problem.unavailable("A part of the platform");
        }
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("A part of the platform");
    }
  }

  /** Empty where nothing was answered in the time that is left. */
  private Optional<HttpResponse<String>> attempt(HttpRequest.Builder request, Instant end)
      throws InterruptedException {
    Duration left = Duration.between(Instant.now(), end);
    if (!left.isPositive()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          http.send(request.timeout(left).build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private <T> Optional<T> answer(HttpResponse<String> response, Class<T> type) {
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    if (response.statusCode() / 100 != 2) {
      throw Problem.unavailable("A part of the platform");
    }
    try {
      return Optional.of(json.readValue(response.body(), type));
    } catch (IOException _) {
      throw Problem.unavailable("A part of the platform");
    }
  }
}
