package dev.strongroom.system.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.demo.Player;
import dev.strongroom.system.Platform;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answers of the one origin say to a browser, and what it is not let do with them. */
@ExtendWith(Platform.Shared.class)
class EdgeHeadersIT {
  private static final String FOREIGN = "https://elsewhere.example";

  private static Platform platform;

  @BeforeAll
  static void start(Platform shared) {
    platform = shared;
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    return new Browser().get(platform.url() + path, headers);
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static Map<String, String> policy(HttpResponse<String> answer) {
    return Arrays.stream(header(answer, "Content-Security-Policy").split(";"))
        .map(String::strip)
        .filter(directive -> !directive.isEmpty())
        .collect(
            Collectors.toMap(
                directive -> directive.split(" ", 2)[0],
                directive -> directive.contains(" ") ? directive.split(" ", 2)[1] : ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/console/icon.svg", "/console/settings.json"})
  void console_runsOnlyItsOwnFiles_andStandsInNoFrame(String path) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    Map<String, String> policy = policy(answer);
    assertThat(policy)
        .containsEntry("default-src", "'none'")
        .containsEntry("script-src", "'self'")
        .containsEntry("style-src", "'self'")
        .containsEntry("connect-src", "'self'")
        .containsEntry("base-uri", "'none'")
        .containsEntry("form-action", "'self'")
        .containsEntry("frame-ancestors", "'none'");
    assertThat(policy.values())
        .noneMatch(sources ->
            sources.contains("unsafe-")
                || sources.contains("*")
                || sources.contains("data:")
                || sources.contains("http"));
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(answer, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
  }

  @Test
  void console_hasNoInlineScriptOrStyle() throws Exception {
    String page = get("/").body().toLowerCase(Locale.ROOT);

    assertThat(page).contains("<script").doesNotContainPattern("<script(?![^>]* src=)[^>]*>");
    assertThat(page).doesNotContain("<style").doesNotContain(" style=").doesNotContain(" onload=");
  }

  @Test
  void apis_areKeptByNoCache_readAsNothingElse_andShownInNoFrame() throws Exception {
    for (String path :
        List.of(
            "/identity/v1/organisation",
            "/access/v1/rooms",
            "/storage/v1/rooms/" + "A".repeat(43) + "/head",
            "/audit/v1/events")) {
      HttpResponse<String> answer = get(path);
      assertThat(header(answer, "Cache-Control")).as(path).isEqualTo("no-store");
      assertThat(header(answer, "X-Content-Type-Options")).as(path).isEqualTo("nosniff");
      assertThat(policy(answer))
          .as(path)
          .containsEntry("default-src", "'none'")
          .containsEntry("frame-ancestors", "'none'");
    }
  }

  /** Whoever frames the form could have people type their passwords into it unawares. */
  @Test
  void signOnsForm_standsInNoForeignFrame() throws Exception {
    HttpResponse<String> page = get(SignOns.authorization(SignOns.CONSOLE, platform.url() + "/"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(policy(page).get("frame-ancestors")).isIn("'self'", "'none'");
    assertThat(header(page, "X-Frame-Options")).isIn("SAMEORIGIN", "DENY");
  }

  @Test
  void pagesOfOthers_areGivenNothingByTheApis() throws Exception {
    for (String path : List.of("/identity/v1/me", "/access/v1/rooms", "/audit/v1/events")) {
      HttpResponse<String> asked =
          new Browser()
              .send(
                  HttpRequest.newBuilder(URI.create(platform.url() + path))
                      .header("Origin", FOREIGN)
                      .header("Access-Control-Request-Method", "GET")
                      .header("Access-Control-Request-Headers", "authorization")
                      .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
      HttpResponse<String> got = get(path, "Origin", FOREIGN);
      for (HttpResponse<String> answer : List.of(asked, got)) {
        assertThat(answer.headers().map().keySet())
            .as(path)
            .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-allow"));
      }
    }
  }

  /** Addresses end in histories, logs and other pages' sight. */
  @Test
  void tokenInAnAddress_isNoToken() throws Exception {
    Player player = platform.player("token-in-address");
    player.does("login", platform.url());
    String token = SignOns.accessToken(player);

    assertThat(get("/identity/v1/me", "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(200);
    for (String name : List.of("access_token", "token", "authorization", "bearer")) {
      assertThat(get("/identity/v1/me?" + name + "=" + token).statusCode()).isEqualTo(401);
    }
    assertThat(get("/identity/v1/me", "Cookie", "access_token=" + token).statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"//elsewhere.example", "//elsewhere.example/%2e%2e", "/%5celsewhere.example"})
  void addressThatNamesAnotherHost_isGoneToByNobody(String path) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isIn(400, 404);
    assertThat(header(answer, "Location")).isEmpty();
  }
}
