package dev.strongroom.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path console;
  private HttpServer target;
  private Edge edge;
  private int port;

  /** The target says what it was asked: method and path, then the headers about forwarding. */
  @BeforeEach
  void start() throws IOException {
    target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    target.createContext(
        "/",
        exchange -> {
          Map<String, String> seen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
          exchange
              .getRequestHeaders()
              .forEach((name, all) -> seen.put(name, String.join(",", all)));
          seen.keySet().removeIf(n -> !n.matches("(?i)forwarded|x-.*"));
          byte[] answer =
              (exchange.getRequestMethod()
                      + " "
                      + exchange.getRequestBody().readAllBytes().length
                      + " "
                      + exchange.getRequestURI()
                      + " "
                      + seen)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer);
          }
        });
    target.start();
    port = Settings.freePort();
    edge =
        Edge.start(
            port,
            Map.of("/access/v1", target.getAddress().getPort(), "/storage/v1", Settings.freePort()),
            console);
  }

  @AfterEach
  void stop() {
    edge.close();
    target.stop(0);
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void route_known_reachesItsTarget() throws Exception {
    HttpResponse<String> answer = get("/access/v1/rooms?after=3");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("GET 0 /access/v1/rooms?after=3 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/internal/v1/users",
        "/q/health/ready",
        "/q/metrics",
        "/access",
        "/access/v10",
        "/access/v1/../../internal/v1",
        "/access/v1/%2e%2e/%2E%2e/q/metrics",
        "/access/v1/..%2f..%2finternal",
        "/access/v1//internal",
        "/console/../../etc/passwd",
        "/console/missing.js"
      })
  void route_unknownOrDisguised_isNotFound(String path) throws Exception {
    assertThat(raw("GET", path, "Accept: */*"))
        .startsWith("HTTP/1.1 404 ")
        .contains("application/problem+json");
  }

  @Test
  void body_ofUnknownLength_reachesItsTarget() throws Exception {
    byte[] body = new byte[100_000];
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/access/v1/rooms"))
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();
    HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).startsWith("POST 100000 /access/v1/rooms ");
  }

  @Test
  void forwarded_fromOutside_isReplaced() throws Exception {
    HttpResponse<String> answer =
        get(
            "/access/v1/x",
            "X-Forwarded-For",
            "6.6.6.6",
            "X-Forwarded-Prefix",
            "/evil",
            "X-Forwarded-Host",
            "evil.example",
            "X-Real-IP",
            "6.6.6.6",
            "Forwarded",
            "for=6.6.6.6");
    assertThat(answer.body())
        .doesNotContain("6.6.6.6")
        .doesNotContain("evil")
        .containsIgnoringCase("X-Forwarded-For=127.0.0.1")
        .containsIgnoringCase("X-Forwarded-Host=127.0.0.1:" + port);
  }

  @Test
  void body_announcedOverTheLimit_isRefusedUnread() throws Exception {
    assertThat(raw("POST", "/access/v1/x", "Content-Length: 33554433"))
        .startsWith("HTTP/1.1 413 ")
        .contains("\"reason\":\"body-too-large\"");
  }

  @Test
  void target_away_isUnavailableForNow() throws Exception {
    HttpResponse<String> answer = get("/storage/v1/files");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("\"reason\":\"unavailable\"");
  }

  @Test
  void console_page_comesWithItsSecurityHeaders() throws Exception {
    Files.writeString(console.resolve("index.html"), "<p>console</p>");
    HttpResponse<String> answer = get("/");
    assertThat(answer.body()).isEqualTo("<p>console</p>");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow().split("; "))
        .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
        .contains("base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'")
        .noneMatch(directive -> directive.contains("unsafe-") || directive.contains("data:"));
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(answer.headers().firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
  }

  @Test
  void console_asset_isKeptAndHasItsType() throws Exception {
    Path assets = Files.createDirectory(console.resolve("assets"));
    Files.writeString(assets.resolve("index-1a2b.js"), "export {};");
    HttpResponse<String> answer = get("/console/assets/index-1a2b.js");
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).contains("javascript");
    assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
  }

  /** What no client would send: the path as it stands, a body announced and not sent. */
  private String raw(String method, String path, String header) throws IOException {
    String request =
        String.join("\r\n", method + " " + path + " HTTP/1.1", "Host: h", header, "", "");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
