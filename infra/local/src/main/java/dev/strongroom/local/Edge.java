package dev.strongroom.local;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The edge: one origin for the services, the sign-on and the console. Routes what it is told to and
 * nothing else, so health, metrics and internal paths stay inside. An ingress takes its place in a
 * cluster.
 */
public final class Edge implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 32 << 20;

  /** Headers that say who forwarded: ours to set, never a caller's. */
  private static final List<String> FORWARDED =
      List.of(
          "Forwarded",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Port",
          "X-Forwarded-Proto");

  private final Vertx vertx;
  private final HttpServer server;
  private final int port;
  private final Path console;
  private final Map<String, HttpProxy> routes = new LinkedHashMap<>();

  private Edge(Vertx vertx, int port, Path console, Map<String, Integer> targets) {
    this.vertx = vertx;
    this.port = port;
    this.console = console;
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions().setHost("127.0.0.1").setPort(port).setMaxHeaderSize(16384));
    HttpClient client =
        vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(2000).setMaxPoolSize(64));
    targets.forEach((prefix, target) ->
        routes.put(
            prefix,
            HttpProxy.reverseProxy(client)
                .origin(target, "127.0.0.1")
                .addInterceptor(new Forwarding())));
  }

  /**
   * @param targets path prefix → port
   * @param console folder of static files; may be missing
   */
  public static Edge start(int port, Map<String, Integer> targets, Path console) {
    Edge edge = new Edge(Vertx.vertx(), port, console, targets);
    edge.server.requestHandler(edge::handle);
    edge.await(edge.server.listen());
    return edge;
  }

  private void handle(HttpServerRequest request) {
    String path = request.path();
    Optional<HttpProxy> target =
        routes.entrySet().stream()
            .filter(
                e -> path != null && (path.equals(e.getKey()) || path.startsWith(e.getKey() + "/")))
            .map(Map.Entry::getValue)
            .findFirst();
    boolean tooLong =
        Optional.ofNullable(request.getHeader("Content-Length"))
            .filter(length -> length.length() > 8 || Long.parseLong(length) > MAX_BODY_BYTES)
            .isPresent();
    if (tooLong) {
      problem(request, 413, "body-too-large", "The request is larger than this server takes.");
    } else if (target.isPresent()) {
      target.get().handle(request);
    } else if ("/".equals(path) || (path != null && path.startsWith("/console/"))) {
      page(request, "/".equals(path) ? "/console/index.html" : path);
    } else {
      problem(request, 404, "not-found", "There is nothing here.");
    }
  }

  private void page(HttpServerRequest request, String path) {
    Path file = console.resolve(path.substring("/console/".length())).normalize();
    if (!file.startsWith(console) || !vertx.fileSystem().existsBlocking(file.toString())) {
      problem(request, 404, "not-found", "There is nothing here.");
      return;
    }
    request
        .response()
        .putHeader(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .sendFile(file.toString());
  }

  private static void problem(HttpServerRequest request, int status, String reason, String detail) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("Connection", "close")
        .end(
            "{\"type\":\"about:blank\",\"status\":%d,\"reason\":\"%s\",\"detail\":\"%s\"}"
                .formatted(status, reason, detail));
  }

  /** Tells the target who asked, and the caller plainly when the target is away. */
  private final class Forwarding implements ProxyInterceptor {
    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
      var headers = context.request().headers();
      FORWARDED.forEach(headers::remove);
      headers.set("X-Forwarded-For", context.request().proxiedRequest().remoteAddress().host());
      headers.set("X-Forwarded-Proto", "http");
      headers.set("X-Forwarded-Host", "127.0.0.1:" + port);
      headers.set("X-Forwarded-Port", Integer.toString(port));
      return context.sendRequest();
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
      ProxyResponse response = context.response();
      if (response.getStatusCode() == 502 || response.getStatusCode() == 504) {
        response.setStatusCode(503);
        response.headers().set("Retry-After", "5");
      }
      return context.sendResponse();
    }
  }

  private void await(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the edge could not listen on port " + port, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
