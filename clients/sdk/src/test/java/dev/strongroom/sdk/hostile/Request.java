package dev.strongroom.sdk.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A request that a client made.
 *
 * @param token what stood behind {@code Bearer}
 * @param range the header, for the store
 */
public record Request(String method, URI uri, String token, Optional<String> range, Bytes body) {
  public String path() {
    return uri.getPath();
  }

  public List<String> parts() {
    return Arrays.asList(path().substring(1).split("/"));
  }

  public JsonNode json() {
    try {
      return Answer.JSON.readTree(body.toArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public List<String> query(String name) {
    return Optional.ofNullable(uri.getRawQuery()).stream()
        .flatMap(q -> Arrays.stream(q.split("&")))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
        .toList();
  }

  /** Requests whose path holds {@code part}. */
  public static Predicate<Request> to(String part) {
    return request -> request.path().contains(part);
  }

  public static Predicate<Request> get(String part) {
    return to(part).and(request -> request.method().equals("GET"));
  }

  public static Predicate<Request> post(String part) {
    return to(part).and(request -> request.method().equals("POST"));
  }

  public static Predicate<Request> put(String part) {
    return to(part).and(request -> request.method().equals("PUT"));
  }

  @Override
  public String toString() {
    return method + " " + uri;
  }
}
