package dev.strongroom.kit.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.strongroom.kit.KitConfig;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Ports, callers and problems of a service, over HTTP. */
@QuarkusTest
@QuarkusTestResource(KitStack.class)
class ServiceEdgeIT {
  private static final String INTERNAL = "/internal/v1/probe";

  @Inject KitConfig config;

  @Inject
  @ConfigProperty(name = "kit.test.private-key")
  String privateKey;

  @Inject
  @ConfigProperty(name = "quarkus.management.test-port")
  int managementPort;

  @Test
  void internalPath_onMainPort_isNotThere() throws Exception {
    service("strongroom-storage").get(INTERNAL).then().statusCode(404);
    service("strongroom-storage").get("/probe/../internal/v1/probe").then().statusCode(404);
    service("strongroom-storage").get("//internal/v1/probe").then().statusCode(404);
    service("strongroom-storage").get("/%69nternal/v1/probe").then().statusCode(404);
  }

  @Test
  void internalPath_onInternalPort_answersListedServicesOnly() throws Exception {
    service("strongroom-storage").port(config.internalPort()).get(INTERNAL).then().statusCode(200);
    problem(
        service("strongroom-audit").port(config.internalPort()).get(INTERNAL).then(),
        403,
        "forbidden");
    problem(user().port(config.internalPort()).get(INTERNAL).then(), 403, "forbidden");
    problem(given().port(config.internalPort()).get(INTERNAL).then(), 401, "unauthenticated");
  }

  @Test
  void endpointsThatForgotToAsk_areClosedAllTheSame() throws Exception {
    problem(given().get("/probe/v1/forgotten").then(), 401, "unauthenticated");
    problem(service("strongroom-storage").get("/probe/v1/forgotten").then(), 403, "forbidden");
    problem(
        service("strongroom-storage")
            .port(config.internalPort())
            .get("/internal/v1/forgotten")
            .then(),
        403,
        "forbidden");
  }

  @Test
  void userPath_onInternalPort_isNotThere() throws Exception {
    user().port(config.internalPort()).get("/probe/v1/user").then().statusCode(404);
  }

  @Test
  void userPath_usersToken_answersWithSubject() throws Exception {
    user().get("/probe/v1/user").then().statusCode(200).body("subject", equalTo("somebody"));
  }

  @Test
  void userPath_otherTokens_areRefused() throws Exception {
    problem(service("strongroom-storage").get("/probe/v1/user").then(), 403, "forbidden");
    problem(given().get("/probe/v1/user").then(), 401, "unauthenticated");
    problem(bearer("not-a-token").get("/probe/v1/user").then(), 401, "unauthenticated");
    problem(bearer(expired()).get("/probe/v1/user").then(), 401, "unauthenticated");
    problem(bearer(otherAlgorithm()).get("/probe/v1/user").then(), 401, "unauthenticated");
    problem(bearer(unsigned()).get("/probe/v1/user").then(), 401, "unauthenticated");
    problem(bearer(symmetric()).get("/probe/v1/user").then(), 401, "unauthenticated");
    problem(
        bearer(Tokens.token(privateKey, "account", "web")).get("/probe/v1/user").then(),
        403,
        "forbidden");
  }

  @Test
  void adminPath_userWithoutRole_isForbidden() throws Exception {
    problem(user().get("/probe/v1/admin").then(), 403, "forbidden");
  }

  @Test
  void body_malformed_isRefusedWithoutItsContent() throws Exception {
    for (String body :
        List.of(
            "{",
            "[]",
            "{\"text\":\"secret-text-that-is-too-long\"}",
            "{\"text\":{}}",
            "{\"text\":\"a\",\"secret-field\":1}",
            "{}",
            "null")) {
      problem(
              user().contentType("application/json").body(body).post("/probe/v1/notes").then(),
              400,
              "malformed")
          .body(not(containsString("secret")));
    }
  }

  /** Announced alone, over a bare socket: the service answers before the body is sent. */
  @Test
  void body_announcedOverTheLimit_isRefusedUnread() throws Exception {
    tooLarge(exchange("/probe/v1/notes", "Content-Length: 40000000\r\n\r\n"));
    tooLarge(exchange("/probe/v1/notes", "Content-Length: 1048577\r\n\r\n"));
    tooLarge(exchange("/probe/v1/short-notes", "Content-Length: 1001\r\n\r\n"));
  }

  /** In chunks, without a length: the service answers though the body has no end. */
  @Test
  void body_unannouncedOverTheLimit_isRefusedWhenItIs() throws Exception {
    String start = "Transfer-Encoding: chunked\r\n\r\n";
    tooLarge(exchange("/probe/v1/short-notes", start + chunk(note(900)) + chunk(" ".repeat(101))));
    // Behind the end of the JSON as well as within it.
    tooLarge(exchange("/probe/v1/short-notes", start + chunk("{\"text\":\"" + "a".repeat(1000))));
    tooLarge(exchange("/probe/v1/notes", start + chunk(note(100)) + chunk(" ".repeat(1 << 20))));
  }

  @Test
  void body_unannouncedAtTheLimit_isTaken() throws Exception {
    assertThat(
            exchange(
                "/probe/v1/short-notes",
                "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk(note(500))
                    + chunk(" ".repeat(500))
                    + chunk("")))
        .startsWith("HTTP/1.1 200");
  }

  /** A note that is {@code length} bytes long, with what JSON allows behind it. */
  private static String note(int length) {
    String note = "{\"text\":\"a\"}";
    return note + " ".repeat(length - note.length());
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  private static void tooLarge(String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 413")
        .containsIgnoringCase("content-type: application/problem+json")
        .contains("\"reason\":\"body-too-large\"")
        .contains("\"retryable\":false");
  }

  /** Sends what it is given and no more, and reads until the service ends the connection. */
  private String exchange(String path, String rest) throws Exception {
    String request =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
                .formatted(path, Tokens.user(privateKey))
            + "Content-Type: application/json\r\n"
            + rest;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void body_wellFormed_isTaken() throws Exception {
    user()
        .contentType("application/json")
        .body(Map.of("text", "short"))
        .post("/probe/v1/notes")
        .then()
        .statusCode(200);
  }

  @Test
  void path_unknown_isNotFound() throws Exception {
    problem(user().get("/probe/v1/none").then(), 404, "not-found");
  }

  @Test
  void fault_unexpected_saysNothingOfItself() throws Exception {
    problem(user().get("/probe/v1/fault").then(), 500, "internal")
        .body(not(containsString("secret-in-a-fault")))
        .body(not(containsString("Exception")));
  }

  @Test
  void sibling_away_isUnavailableWithRetryAfter() throws Exception {
    problem(user().get("/probe/v1/sibling").then(), 503, "unavailable")
        .header("Retry-After", equalTo("5"))
        .body("retryable", equalTo(true));
  }

  @Test
  void correlationId_safeOne_isKept_andAnotherIsReplaced() throws Exception {
    user()
        .header("X-Correlation-Id", "abcdefgh-1")
        .get("/probe/v1/user")
        .then()
        .header("X-Correlation-Id", equalTo("abcdefgh-1"));
    user()
        .header("X-Correlation-Id", "a b\"c$")
        .get("/probe/v1/user")
        .then()
        .header("X-Correlation-Id", matchesPattern("[0-9a-f-]{36}"));
  }

  @Test
  void readiness_partsThere_namesDatabaseAndBroker() {
    String ready =
        given()
            .port(managementPort)
            .get("/q/health/ready")
            .then()
            .statusCode(200)
            .extract()
            .asString();

    assertThat(ready).contains("Database connections").contains("Kafka");
  }

  private static ValidatableResponse problem(
      ValidatableResponse response, int status, String reason) {
    return response
        .statusCode(status)
        .contentType("application/problem+json")
        .body("reason", equalTo(reason))
        .body("status", equalTo(status));
  }

  private RequestSpecification user() throws Exception {
    return bearer(Tokens.user(privateKey));
  }

  private RequestSpecification service(String name) throws Exception {
    return bearer(Tokens.service(privateKey, name));
  }

  private static RequestSpecification bearer(String token) {
    return given().urlEncodingEnabled(false).header("Authorization", "Bearer " + token);
  }

  private String expired() throws Exception {
    return Jwt.claims()
        .audience("strongroom")
        .subject("somebody")
        .issuer("https://sign.on")
        .issuedAt(1_000_000_000)
        .expiresAt(1_000_000_300)
        .jws()
        .algorithm(SignatureAlgorithm.RS256)
        .sign(key());
  }

  private String otherAlgorithm() throws Exception {
    return Jwt.claims()
        .audience("strongroom")
        .subject("somebody")
        .issuer("https://sign.on")
        .expiresIn(Duration.ofMinutes(5))
        .jws()
        .algorithm(SignatureAlgorithm.RS512)
        .sign(key());
  }

  private static String symmetric() {
    return Jwt.claims()
        .audience("strongroom")
        .subject("somebody")
        .issuer("https://sign.on")
        .expiresIn(Duration.ofMinutes(5))
        .jws()
        .algorithm(SignatureAlgorithm.HS256)
        .sign(new SecretKeySpec(new byte[32], "HmacSHA256"));
  }

  private static String unsigned() {
    Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
    return url.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + url.encodeToString(
            "{\"aud\":\"strongroom\",\"sub\":\"somebody\",\"exp\":4000000000}"
                .getBytes(StandardCharsets.UTF_8))
        + ".";
  }

  private PrivateKey key() throws Exception {
    return Tokens.key(privateKey);
  }
}
