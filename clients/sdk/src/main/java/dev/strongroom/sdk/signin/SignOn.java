package dev.strongroom.sdk.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.sdk.server.ServerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Signs a person in: authorization code with PKCE, the answer caught on loopback (RFC 8252). */
public final class SignOn {
  private static final String CLIENT = "strongroom-cli";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Shows an address to the person: opens a browser, say. */
  @FunctionalInterface
  public interface Browser {
    void open(URI address) throws IOException, InterruptedException;
  }

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final String issuer;
  private final SecureRandom random;
  private final Clock clock;

  public SignOn(URI server, SecureRandom random, Clock clock) {
    this.issuer = server + "/auth/realms/strongroom";
    this.random = random;
    this.clock = clock;
  }

  /** The issuer's URL, as tokens name it. */
  public String issuer() {
    return issuer;
  }

  /** When the sign-on asks who somebody is. */
  public enum Asks {
    /** Unless it knows from the browser. */
    IF_UNKNOWN,
    /** In any case: for who shares a browser with somebody else. */
    AGAIN
  }

  /** Lets the person sign in, and waits for it. */
  public Tokens signIn(Browser browser, Asks asks) throws IOException, InterruptedException {
    String verifier = randomText();
    String state = randomText();
    CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
    HttpServer loopback =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    loopback.createContext(
        "/",
        exchange -> {
          answer.complete(query(String.valueOf(exchange.getRequestURI().getRawQuery())));
          byte[] page =
              "You are signed in. You can close this page.".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    loopback.start();
    try {
      String redirect = "http://127.0.0.1:" + loopback.getAddress().getPort() + "/";
      browser.open(authorizationAddress(redirect, state, verifier, asks));
      Map<String, String> got = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      boolean ours = MessageDigest.isEqual(bytes(got.getOrDefault("state", "")), bytes(state));
      if (!ours || !got.containsKey("code")) {
        throw failed();
      }
      return exchange(
          Map.of(
              "grant_type", "authorization_code",
              "client_id", CLIENT,
              "code", String.valueOf(got.get("code")),
              "redirect_uri", redirect,
              "code_verifier", verifier));
    } catch (ExecutionException | TimeoutException e) {
      throw failed();
    } finally {
      loopback.stop(0);
    }
  }

  private URI authorizationAddress(String redirect, String state, String verifier, Asks asks) {
    return URI.create(
        issuer
            + "/protocol/openid-connect/auth?"
            + form(
                Map.of(
                    "response_type",
                    "code",
                    "client_id",
                    CLIENT,
                    "redirect_uri",
                    redirect,
                    "scope",
                    "openid",
                    "state",
                    state,
                    "code_challenge",
                    challenge(verifier),
                    "code_challenge_method",
                    "S256"))
            + (asks == Asks.AGAIN ? "&prompt=login" : ""));
  }

  /** The next tokens for a refresh token. */
  public Tokens refresh(Tokens tokens) {
    return exchange(
        Map.of(
            "grant_type", "refresh_token", "client_id", CLIENT, "refresh_token", tokens.refresh()));
  }

  /** Ends the session at the sign-on. */
  public void signOut(Tokens tokens) {
    send("logout", Map.of("client_id", CLIENT, "refresh_token", tokens.refresh()));
  }

  private Tokens exchange(Map<String, String> fields) {
    HttpResponse<String> response = send("token", fields);
    if (response.statusCode() != 200) {
      throw failed();
    }
    try {
      JsonNode got = JSON.readTree(response.body());
      return new Tokens(
          got.path("access_token").asText(),
          got.path("refresh_token").asText(),
          clock.instant().plusSeconds(got.path("expires_in").asLong()));
    } catch (IOException e) {
      throw failed();
    }
  }

  private HttpResponse<String> send(String endpoint, Map<String, String> fields) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/" + endpoint))
                  .timeout(Duration.ofSeconds(30))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString(form(fields)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 500) {
        throw away();
      }
      return answer;
    } catch (IOException e) {
      throw away();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException(ServerException.AWAY, "interrupted", "Interrupted.");
    }
  }

  /** Not the session has ended: it may go on once the sign-on is back. */
  private static ServerException away() {
    return new ServerException(
        ServerException.AWAY,
        "away",
        "The sign-on does not answer. You are still signed in; try again later.");
  }

  private static ServerException failed() {
    return new ServerException(
        401, "unauthenticated", "You are not signed in, or no longer: run strongroom login.");
  }

  private String randomText() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String challenge(String verifier) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes(verifier));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String form(Map<String, String> fields) {
    StringBuilder out = new StringBuilder();
    fields.forEach((name, value) ->
        out.append(out.isEmpty() ? "" : "&")
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return out.toString();
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : raw.split("&")) {
      int at = pair.indexOf('=');
      if (at > 0) {
        fields.put(
            pair.substring(0, at),
            URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
      }
    }
    return fields;
  }
}
