package dev.strongroom.system.edge;

import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser whose cookies can be looked at, taken away and planted. It follows no redirect. */
final class Browser {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern FORM = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");

  /** As RFC 7636 has it in its appendix B. */
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private final Map<String, String> cookies = new LinkedHashMap<>();

  /** One with the same cookies. */
  Browser twin() {
    Browser twin = new Browser();
    twin.cookies.putAll(cookies);
    return twin;
  }

  Map<String, String> cookies() {
    return Map.copyOf(cookies);
  }

  HttpResponse<String> get(String address, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address)).GET();
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> post(String address, Map<String, String> form)
      throws IOException, InterruptedException {
    String fields =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(fields)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    for (String header : answer.headers().allValues("Set-Cookie")) {
      for (HttpCookie cookie : HttpCookie.parse(header)) {
        if (cookie.getMaxAge() == 0) {
          cookies.remove(cookie.getName());
        } else {
          cookies.put(cookie.getName(), cookie.getValue());
        }
      }
    }
    return answer;
  }

  /** Fills the sign-on's form in, which stands at {@code page}. */
  HttpResponse<String> signIn(HttpResponse<String> page, String user, String password)
      throws IOException, InterruptedException {
    Matcher form = FORM.matcher(page.body());
    if (!form.find()) {
      throw new IOException("no form, but status " + page.statusCode());
    }
    return post(
        form.group(1).replace("&amp;", "&"),
        Map.of("username", user, "password", password, "credentialId", ""));
  }

  /** A parameter of the address that an answer redirects to. */
  static Optional<String> redirected(HttpResponse<String> answer, String parameter) {
    return answer
        .headers()
        .firstValue("Location")
        .flatMap(location -> {
          Matcher found = Pattern.compile("[?&#]" + parameter + "=([^&#]*)").matcher(location);
          return found.find()
              ? Optional.of(URLDecoder.decode(found.group(1), StandardCharsets.UTF_8))
              : Optional.empty();
        });
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
