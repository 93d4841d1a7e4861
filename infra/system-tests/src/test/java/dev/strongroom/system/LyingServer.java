package dev.strongroom.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.protocol.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The platform as somebody who owns it can make it answer: everything is passed on to the real one,
 * except where it is told to lie.
 */
final class LyingServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> PASSED_ON = List.of("Authorization", "Content-Type", "Range");

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpServer server;
  private final String real;
  private final List<Lie> lies = new CopyOnWriteArrayList<>();
  private final List<Swallowed> swallowed = new CopyOnWriteArrayList<>();
  private final List<Instead> insteads = new CopyOnWriteArrayList<>();
  private final List<Kept> kept = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private UnaryOperator<byte[]> stored = UnaryOperator.identity();

  /** An answer as it goes out. */
  record Answer(int status, Bytes body) {
    static Answer of(int status, String body) {
      return new Answer(status, Bytes.utf8(body));
    }

    /** A good one, of records, maps and lists. */
    static Answer json(Object answer) {
      try {
        return new Answer(200, Bytes.of(JSON.writeValueAsBytes(answer)));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    String text() {
      return new String(body.toArray(), StandardCharsets.UTF_8);
    }
  }

  private record Swallowed(String path, Consumer<String> kept) {}

  private record Kept(String path, Map<String, Answer> all) {}

  private record Lie(String path, UnaryOperator<Answer> told) {}

  private record Instead(String path, Function<Asked, Answer> told) {}

  /**
   * What was asked for.
   *
   * @param request method, path and query
   */
  record Asked(String request, String body) {
    /** All values of a query parameter. */
    List<String> query(String name) {
      int query = request.indexOf('?');
      return query < 0
          ? List.of()
          : Arrays.stream(request.substring(query + 1).split("&", -1))
              .filter(pair -> pair.startsWith(name + "="))
              .map(pair -> pair.substring(name.length() + 1))
              .toList();
    }

    /** The path's parts, such as {@code storage}, {@code v1}, {@code rooms} and an id. */
    List<String> parts() {
      String path = request.substring(request.indexOf(' ') + 2).replaceFirst("\\?.*", "");
      return List.of(path.split("/", -1));
    }
  }

  LyingServer(String real) throws IOException {
    this.real = real;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.createContext("/stored/", this::answerStored);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * Lies wherever method, path and query match {@code path}, a regular expression, such as {@code
   * GET .*head.*}.
   */
  LyingServer lie(String path, UnaryOperator<Answer> told) {
    lies.add(new Lie(path, told));
    return this;
  }

  /** Lies about good answers, as JSON. */
  LyingServer edit(String path, Consumer<ObjectNode> edit) {
    return lie(
        path,
        answer -> {
          if (answer.status() != 200) {
            return answer;
          }
          try {
            ObjectNode document = (ObjectNode) JSON.readTree(answer.text());
            edit.accept(document);
            return new Answer(200, Bytes.of(JSON.writeValueAsBytes(document)));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Serves other bytes than the store has; each range that is asked for passes through. */
  LyingServer storedAs(UnaryOperator<byte[]> change) {
    stored = change;
    return edit(
        ".*/downloads",
        answer ->
            answer.put(
                "url",
                url()
                    + "/stored/"
                    + Base64.getUrlEncoder()
                        .encodeToString(
                            answer.path("url").asText().getBytes(StandardCharsets.UTF_8))));
  }

  /** Keeps requests back that match, gives their bodies to {@code kept}, and plays dead. */
  LyingServer swallow(String path, Consumer<String> kept) {
    swallowed.add(new Swallowed(path, kept));
    return this;
  }

  /** Keeps the real answers to what matches from now on, by method, path and query. */
  Map<String, Answer> keep(String path) {
    Map<String, Answer> all = new ConcurrentHashMap<>();
    kept.add(new Kept(path, all));
    return all;
  }

  /** Answers in the real one's place, which is not asked. */
  LyingServer instead(String path, Function<Asked, Answer> told) {
    insteads.add(new Instead(path, told));
    return this;
  }

  /** Methods, paths and queries of all that was asked for since {@link #forgetRequests}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  void forgetRequests() {
    requests.clear();
  }

  void tellTheTruth() {
    lies.clear();
    insteads.clear();
    kept.clear();
    swallowed.clear();
    stored = UnaryOperator.identity();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    String request = exchange.getRequestMethod() + " " + path;
    requests.add(request);
    for (Swallowed one : swallowed) {
      if (request.matches(one.path())) {
        one.kept()
            .accept(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        send(exchange, Answer.of(503, "{}"));
        return;
      }
    }
    for (Instead one : insteads) {
      if (request.matches(one.path())) {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        send(exchange, one.told().apply(new Asked(request, body)));
        return;
      }
    }
    Answer answer = passOn(exchange, URI.create(real + path));
    for (Kept one : kept) {
      if (request.matches(one.path())) {
        one.all().put(request, answer);
      }
    }
    for (Lie lie : lies) {
      if (request.matches(lie.path())) {
        answer = lie.told().apply(answer);
      }
    }
    send(exchange, answer);
  }

  private void answerStored(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String url =
        new String(
            Base64.getUrlDecoder().decode(path.substring("/stored/".length())),
            StandardCharsets.UTF_8);
    Answer answer = passOn(exchange, URI.create(url));
    send(exchange, new Answer(answer.status(), Bytes.of(stored.apply(answer.body().toArray()))));
  }

  private Answer passOn(HttpExchange exchange, URI to) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(to);
    for (String name : PASSED_ON) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null && !(name.equals("Authorization") && !to.toString().startsWith(real))) {
        request.header(name, value);
      }
    }
    request.method(
        exchange.getRequestMethod(),
        HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    try {
      HttpResponse<byte[]> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), Bytes.of(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    boolean empty = answer.body().isEmpty();
    exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length());
    if (!empty) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer.body().toArray());
      }
    }
    exchange.close();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
