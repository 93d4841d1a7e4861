package dev.strongroom.local.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.local.BrowserlessSignIn;
import dev.strongroom.local.StackLease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Access tokens of a lease's realm, got as users and services get them. */
public final class LeaseTokens {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "a-password-of-tests";
  private static final String VERIFIER = "v".repeat(43);

  private final HttpClient http = HttpClient.newHttpClient();
  private final StackLease lease;
  private final Map<String, Held> users = new ConcurrentHashMap<>();

  /** A token and when it was got; the realm's tokens live for five minutes. */
  private record Held(String token, Instant since) {
    private static final Duration RENEWED_AFTER = Duration.ofMinutes(2);

    boolean isFresh() {
      return Instant.now().isBefore(since.plus(RENEWED_AFTER));
    }
  }

  public LeaseTokens(StackLease lease) {
    this.lease = lease;
  }

  /**
   * The access token of a user who signed in to the command line's client; renewed before it runs
   * out.
   *
   * @param name also of his e-mail address; he is made when he is first asked for
   * @param roles realm roles that he is made with
   */
  public String user(String name, String... roles) {
    return users
        .compute(
            name,
            (_, held) -> {
              if (held == null) {
                lease
                    .keycloak()
                    .createUser(
                        lease.realm(), name, name + "@example.org", PASSWORD, List.of(roles));
              }
              return held != null && held.isFresh() ? held : new Held(signIn(name), Instant.now());
            })
        .token();
  }

  /** A fresh token of a user who is there. */
  public String signIn(String name) {
    try (Loopback loopback = new Loopback()) {
      BrowserlessSignIn.signIn(
          URI.create(
              lease.issuer()
                  + "/protocol/openid-connect/auth?response_type=code&scope=openid&state=s"
                  + "&client_id=strongroom-cli&code_challenge_method=S256&code_challenge="
                  + challenge()
                  + "&redirect_uri="
                  + loopback.address()),
          name,
          PASSWORD);
      return token(
          Map.of(
              "grant_type",
              "authorization_code",
              "client_id",
              "strongroom-cli",
              "code",
              loopback.parameter("code"),
              "code_verifier",
              VERIFIER,
              "redirect_uri",
              loopback.address().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException("the sign-in of " + name + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signing in", e);
    }
  }

  /** The access token of the client {@code strongroom-<service>}. */
  public String service(String service) {
    try {
      return token(
          Map.of(
              "grant_type",
              "client_credentials",
              "client_id",
              "strongroom-" + service,
              "client_secret",
              lease.clientSecret(service)));
    } catch (IOException e) {
      throw new UncheckedIOException("no token for " + service, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signing in", e);
    }
  }

  private String token(Map<String, String> fields) throws IOException, InterruptedException {
    String form =
        String.join(
            "&",
            fields.entrySet().stream()
                .map(
                    e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .toList());
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(lease.issuer() + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode granted = JSON.readTree(answer.body());
    if (answer.statusCode() != 200) {
      throw new IOException("the sign-on gave no token: " + granted.path("error").asText());
    }
    return granted.path("access_token").asText();
  }

  private static String challenge() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
