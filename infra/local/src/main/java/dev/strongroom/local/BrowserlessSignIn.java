package dev.strongroom.local;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person does in a browser to sign in: opens the address, fills the form in, and is led back
 * to the client that waits on loopback. For tests and the demo; the password grant is off.
 */
public final class BrowserlessSignIn {
  private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");

  private static final Pattern FEEDBACK =
      Pattern.compile("kc-feedback-text[^>]*>\\s*([^<\\s][^<]*)<");

  private BrowserlessSignIn() {}

  /**
   * Signs {@code user} in at {@code authorizationUrl} and follows the redirect to the waiting
   * client.
   */
  public static void signIn(URI authorizationUrl, String user, String password)
      throws IOException, InterruptedException {
    HttpClient browser =
        HttpClient.newBuilder()
            .cookieHandler(new LoopbackCookies())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    HttpResponse<String> page =
        browser.send(
            HttpRequest.newBuilder(authorizationUrl).build(), HttpResponse.BodyHandlers.ofString());
    Matcher form = FORM.matcher(page.body());
    if (!form.find()) {
      throw new IOException("no sign-in form at the sign-on, but status " + page.statusCode());
    }
    String fields = "username=" + encode(user) + "&password=" + encode(password) + "&credentialId=";
    HttpResponse<String> answer =
        browser.send(
            HttpRequest.newBuilder(URI.create(form.group(1).replace("&amp;", "&")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String back =
        answer
            .headers()
            .firstValue("Location")
            .orElseThrow(
                () -> new IOException("the sign-on refused " + user + ": " + saidBy(answer)));
    browser.send(
        HttpRequest.newBuilder(URI.create(back)).build(), HttpResponse.BodyHandlers.discarding());
  }

  private static String saidBy(HttpResponse<String> answer) {
    Matcher said = FEEDBACK.matcher(answer.body());
    return said.find() ? said.group(1).strip() : "status " + answer.statusCode();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
