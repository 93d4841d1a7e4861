package dev.strongroom.system.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.local.Stack;
import dev.strongroom.system.Platform;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The realm as it is set up, attacked as sign-ons are. */
@ExtendWith(Platform.Shared.class)
class SignOnSecurityIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "signs-on";
  private static final String PASSWORD = "a-password-of-tests";

  private static Platform platform;

  @BeforeAll
  static void start(Platform shared) {
    platform = shared;
    platform
        .stack()
        .keycloakAdmin()
        .createUser(Stack.REALM, NAME, NAME + "@strongroom.invalid", PASSWORD, List.of());
  }

  private static String console() {
    return platform.url() + "/";
  }

  private static String address(String path) {
    return platform.url() + path;
  }

  private static HttpResponse<String> asks(Browser browser) throws Exception {
    return browser.get(address(SignOns.authorization(SignOns.CONSOLE, console())));
  }

  private static HttpResponse<String> redeems(String code, String verifier) throws Exception {
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("client_id", SignOns.CONSOLE);
    form.put("redirect_uri", console());
    form.put("code", code);
    if (!verifier.isEmpty()) {
      form.put("code_verifier", verifier);
    }
    return new Browser().post(address(SignOns.ENDPOINTS + "token"), form);
  }

  private static String code(Browser browser) throws Exception {
    return Browser.redirected(browser.signIn(asks(browser), NAME, PASSWORD), "code").orElseThrow();
  }

  /** What an attacker planted in a browser is worth nothing once somebody signs in with it. */
  @Test
  void sessionThatWasPlanted_isNotSignedInWithItsVictim() throws Exception {
    Browser attacker = new Browser();
    HttpResponse<String> form = asks(attacker);
    Browser victim = attacker.twin();
    HttpResponse<String> signedIn = victim.signIn(form, NAME, PASSWORD);
    assertThat(Browser.redirected(signedIn, "code")).isPresent();
    assertThat(victim.cookies().values()).isNotEqualTo(attacker.cookies().values());

    String silent = address(SignOns.authorization(SignOns.CONSOLE, console()) + "&prompt=none");
    assertThat(Browser.redirected(victim.get(silent), "code")).isPresent();
    HttpResponse<String> asAttacker = attacker.get(silent);
    assertThat(Browser.redirected(asAttacker, "code")).isEmpty();
    assertThat(Browser.redirected(asAttacker, "error")).contains("login_required");
  }

  /** A page of others can have a browser send its cookies along, and nothing comes of it. */
  @Test
  void cookiesOfTheSignOn_openNoApi() throws Exception {
    Browser browser = new Browser();
    code(browser);
    assertThat(browser.cookies()).isNotEmpty();

    for (String path : List.of("/identity/v1/me", "/access/v1/rooms", "/audit/v1/events")) {
      assertThat(browser.get(address(path)).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(
            browser.post(address("/access/v1/requests"), Map.of("reason", "forged")).statusCode())
        .isEqualTo(401);
  }

  @Test
  void cookiesOfTheSignOn_areNotForScripts() throws Exception {
    Browser browser = new Browser();
    HttpResponse<String> form = asks(browser);
    HttpResponse<String> answer = browser.signIn(form, NAME, PASSWORD);
    assertThat(answer.headers().allValues("Set-Cookie"))
        .filteredOn(cookie -> cookie.startsWith("KEYCLOAK_IDENTITY="))
        .isNotEmpty()
        .allMatch(cookie -> cookie.contains("HttpOnly"))
        .allMatch(cookie -> cookie.contains("SameSite="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "http://127.0.0.1.elsewhere.example/",
        "http://127.0.0.1@elsewhere.example/",
        "javascript:alert(1)"
      })
  void codeForSomewhereElse_isNotGiven_andNobodyIsLedThere(String elsewhere) throws Exception {
    for (String client : List.of(SignOns.CONSOLE, SignOns.COMMAND_LINE)) {
      HttpResponse<String> answer =
          new Browser().get(address(SignOns.authorization(client, elsewhere)));
      assertThat(answer.statusCode()).as(client).isEqualTo(400);
      assertThat(answer.headers().firstValue("Location")).isEmpty();
    }
  }

  @Test
  void signingOut_leadsNowhereElse() throws Exception {
    Browser browser = new Browser();
    code(browser);
    HttpResponse<String> answer =
        browser.get(
            address(
                SignOns.ENDPOINTS
                    + "logout?client_id="
                    + SignOns.CONSOLE
                    + "&post_logout_redirect_uri="
                    + Browser.encode("https://elsewhere.example/")));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {SignOns.CONSOLE, SignOns.COMMAND_LINE})
  void codeWithoutAChallenge_isNotGiven(String client) throws Exception {
    String redirect = client.equals(SignOns.CONSOLE) ? console() : "http://127.0.0.1/callback";
    HttpResponse<String> answer = new Browser().get(address(SignOns.unproved(client, redirect)));
    assertThat(Browser.redirected(answer, "error")).contains("invalid_request");
    HttpResponse<String> plain =
        new Browser()
            .get(
                address(
                    SignOns.unproved(client, redirect)
                        + "&code_challenge_method=plain&code_challenge="
                        + Browser.VERIFIER));
    assertThat(Browser.redirected(plain, "error")).contains("invalid_request");
  }

  @Test
  void codeThatWasSeen_isWorthNothingWithoutTheVerifier_norTwice() throws Exception {
    String stolen = code(new Browser());
    assertThat(redeems(stolen, "").statusCode()).isEqualTo(400);

    String guessed = code(new Browser());
    assertThat(redeems(guessed, "g".repeat(43)).statusCode()).isEqualTo(400);

    String used = code(new Browser());
    assertThat(redeems(used, Browser.VERIFIER).statusCode()).isEqualTo(200);
    assertThat(redeems(used, Browser.VERIFIER).statusCode()).isEqualTo(400);
  }

  /** Those of ours, and those that Keycloak makes itself in each realm. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        SignOns.CONSOLE,
        SignOns.COMMAND_LINE,
        "admin-cli",
        "account",
        "account-console",
        "security-admin-console",
        "broker",
        "realm-management"
      })
  void password_isTakenByNoClient(String client) throws Exception {
    HttpResponse<String> answer =
        new Browser()
            .post(
                address(SignOns.ENDPOINTS + "token"),
                Map.of(
                    "grant_type", "password",
                    "client_id", client,
                    "username", NAME,
                    "password", PASSWORD));
    assertThat(answer.statusCode()).isIn(400, 401);
    assertThat(JSON.readTree(answer.body()).path("error").asText())
        .isIn("unauthorized_client", "invalid_client");
  }

  /** A refresh token that was used is stolen goods: whoever shows it again ends the session. */
  @Test
  void refreshToken_isUsedOnce() throws Exception {
    JsonNode granted = JSON.readTree(redeems(code(new Browser()), Browser.VERIFIER).body());
    assertThat(granted.path("expires_in").asInt()).isBetween(1, 300);
    Map<String, String> form =
        Map.of(
            "grant_type",
            "refresh_token",
            "client_id",
            SignOns.CONSOLE,
            "refresh_token",
            granted.path("refresh_token").asText());
    assertThat(new Browser().post(address(SignOns.ENDPOINTS + "token"), form).statusCode())
        .isEqualTo(200);
    assertThat(new Browser().post(address(SignOns.ENDPOINTS + "token"), form).statusCode())
        .isEqualTo(400);
  }

  /**
   * Codes and tokens come by the body or the query of the client's own address, never a fragment.
   */
  @Test
  void tokens_areNotGivenInAnAddress() throws Exception {
    for (String type : List.of("token", "id_token", "id_token token", "code token")) {
      HttpResponse<String> answer =
          new Browser()
              .get(
                  address(SignOns.authorization(SignOns.CONSOLE, console()))
                          .replace("response_type=code", "response_type=" + Browser.encode(type))
                      + "&nonce=n");
      assertThat(Browser.redirected(answer, "error")).as(type).isPresent();
      assertThat(Browser.redirected(answer, "access_token")).isEmpty();
    }
  }
}
