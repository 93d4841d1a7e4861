package dev.strongroom.local;

import java.net.CookieHandler;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cookie jar for one sign-in. Loopback counts as secure, as it does for browsers: the JDK's own
 * jar keeps cookies marked {@code Secure} back there, and the sign-on then knows nobody again.
 */
final class LoopbackCookies extends CookieHandler {
  private final Map<String, String> cookies = new ConcurrentHashMap<>();

  @Override
  public Map<String, List<String>> get(URI uri, Map<String, List<String>> requestHeaders) {
    return isLoopback(uri) && !cookies.isEmpty()
        ? Map.of("Cookie", List.of(String.join("; ", cookies.values())))
        : Map.of();
  }

  @Override
  public void put(URI uri, Map<String, List<String>> responseHeaders) {
    if (!isLoopback(uri)) {
      return;
    }
    responseHeaders.forEach((name, values) -> {
      if (name.equalsIgnoreCase("Set-Cookie")) {
        values.forEach(this::keep);
      }
    });
  }

  private void keep(String header) {
    String pair = header.split(";", 2)[0].strip();
    String name = pair.split("=", 2)[0];
    if (header.contains("Max-Age=0;") || header.endsWith("Max-Age=0")) {
      cookies.remove(name);
    } else {
      cookies.put(name, pair);
    }
  }

  private static boolean isLoopback(URI uri) {
    return "127.0.0.1".equals(uri.getHost()) || "localhost".equals(uri.getHost());
  }
}
