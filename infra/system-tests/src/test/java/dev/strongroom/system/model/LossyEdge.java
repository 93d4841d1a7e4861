package dev.strongroom.system.model;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * Between one client and the platform: passes everything on, until the client is to die. From then
 * on nothing gets through, whatever it still tries.
 */
final class LossyEdge implements AutoCloseable {
  private static final List<String> PASSED_ON = List.of("Authorization", "Content-Type", "Range");
  private static final List<String> CHANGING = List.of("POST", "PUT", "DELETE");

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpServer server;
  private final String real;
  private int left = Integer.MAX_VALUE;
  private boolean delivered;
  private boolean dead;
  private Runnable meanwhile = () -> {};

  LossyEdge(String real) throws IOException {
    this.real = real;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * @param request the line is cut at this request that changes something, counted from 1
   * @param arrives whether it still arrives
   * @param then done as soon as it is on its way
   */
  synchronized void cutAt(int request, boolean arrives, Runnable then) {
    left = request;
    delivered = arrives;
    meanwhile = then;
  }

  /** Whether the line was cut; it is whole again afterwards. */
  synchronized boolean mend() {
    boolean cut = dead;
    left = Integer.MAX_VALUE;
    dead = false;
    return cut;
  }

  private enum Fate {
    PASSED,
    ANSWER_LOST,
    LOST
  }

  private synchronized Fate fate(String method) {
    if (dead) {
      return Fate.LOST;
    }
    if (CHANGING.contains(method) && --left == 0) {
      dead = true;
      return delivered ? Fate.ANSWER_LOST : Fate.LOST;
    }
    return Fate.PASSED;
  }

  private void answer(HttpExchange exchange) throws IOException {
    Fate fate = fate(exchange.getRequestMethod());
    if (fate == Fate.LOST) {
      exchange.getRequestBody().readAllBytes();
      send(exchange, 500, new byte[0], "application/json");
      return;
    }
    CompletableFuture<HttpResponse<byte[]>> passed = passOn(exchange);
    if (fate == Fate.ANSWER_LOST) {
      meanwhile.run();
      // Whatever came of it is over before the client goes on.
      passed.handle((_, _) -> "").join();
      send(exchange, 500, new byte[0], "application/json");
      return;
    }
    HttpResponse<byte[]> response = passed.join();
    send(
        exchange,
        response.statusCode(),
        response.body(),
        response.headers().firstValue("Content-Type").orElse("application/json"));
  }

  private CompletableFuture<HttpResponse<byte[]>> passOn(HttpExchange exchange) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(real + exchange.getRequestURI()));
    for (String name : PASSED_ON) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    request.method(
        exchange.getRequestMethod(),
        HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void send(HttpExchange exchange, int status, byte[] body, String type)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    http.close();
  }
}
