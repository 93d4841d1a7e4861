package dev.strongroom.local;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * The edge: one origin for the services, the sign-on and the console. Routes what it is told to and
 * nothing else, so health, metrics and internal paths stay inside. An ingress takes its place in a
 * cluster.
 */
public final class Edge implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 32 << 20;

  /** Steps up, encoded slashes and the like: a target might read another path than was routed. */
  private static final Pattern DISGUISED =
      Pattern.compile("/\\.{1,2}(/|;|$)|//|\\\\|%2e|%2f|%5c|%00", Pattern.CASE_INSENSITIVE);

  private static final int RETRY_AFTER_SECONDS = 5;

  /** What a page of the console may load and do: its own files, its own origin, no inline code. */
  private static final String CONSOLE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private static final String PROBLEM = "application/problem+json";

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
            new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMaxHeaderSize(16384)
                // The proxy does not pass on bodies of unknown length that come by HTTP/2.
                .setHttp2ClearTextEnabled(false));
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
    String path = Optional.ofNullable(request.path()).orElse("");
    Optional<HttpProxy> target =
        routes.entrySet().stream()
            .filter(e -> path.equals(e.getKey()) || path.startsWith(e.getKey() + "/"))
            .map(Map.Entry::getValue)
            .findFirst();
    if (isTooLarge(request)) {
      problem(request, 413, "body-too-large", "The request is larger than this server takes.");
    } else if (DISGUISED.matcher(path).find()) {
      problem(request, 404, "not-found", "There is nothing here.");
    } else if (target.isPresent()) {
      target.get().handle(request);
    } else if ("/".equals(path) || path.startsWith("/console/")) {
      page(request, "/".equals(path) ? "/console/index.html" : path);
    } else {
      problem(request, 404, "not-found", "There is nothing here.");
    }
  }

  private static boolean isTooLarge(HttpServerRequest request) {
    return Optional.ofNullable(request.getHeader("Content-Length"))
        .filter(length -> length.length() > 8 || Long.parseLong(length) > MAX_BODY_BYTES)
        .isPresent();
  }

  private void page(HttpServerRequest request, String path) {
    Path file = console.resolve(path.substring("/console/".length())).normalize();
    if (!file.startsWith(console) || !vertx.fileSystem().existsBlocking(file.toString())) {
      problem(request, 404, "not-found", "There is nothing here.");
      return;
    }
    request
        .response()
        .putHeader("Content-Security-Policy", CONSOLE_POLICY)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), usb=()")
        // Assets are named by their hash; everything else names the newest of them.
        .putHeader(
            "Cache-Control",
            path.startsWith("/console/assets/")
                ? "public, max-age=31536000, immutable"
                : "no-cache")
        .sendFile(file.toString());
  }

  private static void problem(HttpServerRequest request, int status, String reason, String detail) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", PROBLEM)
        .putHeader("Connection", "close")
        .end(body(status, reason, detail))
        // What is left of a refused body is not waited for.
        .onComplete(_ -> request.connection().close());
  }

  private static String body(int status, String reason, String detail) {
    return "{\"type\":\"about:blank\",\"status\":%d,\"reason\":\"%s\",\"detail\":\"%s\"}"
        .formatted(status, reason, detail);
  }

  /** Tells the target who asked, and the caller plainly when the target is away. */
  private final class Forwarding implements ProxyInterceptor {
    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
      MultiMap headers = context.request().headers();
      // Who forwarded is ours to say, never a caller's.
      List.copyOf(headers.names()).stream().filter(Edge::saysWhoForwarded).forEach(headers::remove);
      headers.set("X-Forwarded-For", context.request().proxiedRequest().remoteAddress().host());
      headers.set("X-Forwarded-Proto", "http");
      headers.set("X-Forwarded-Host", "127.0.0.1:" + port);
      headers.set("X-Forwarded-Port", Integer.toString(port));
      Body body = context.request().getBody();
      if (body.length() >= 0) {
        return context.sendRequest().recover(_ -> Future.succeededFuture(away(context)));
      }
      BoundedBody bounded = new BoundedBody(body.stream(), MAX_BODY_BYTES);
      context.request().setBody(Body.body(bounded));
      return context
          .sendRequest()
          .recover(
              _ -> Future.succeededFuture(bounded.isOver() ? tooLarge(context) : away(context)));
    }

    private static ProxyResponse away(ProxyContext context) {
      return unavailable(context.request().release().response());
    }

    private static ProxyResponse tooLarge(ProxyContext context) {
      ProxyResponse response = context.request().release().response();
      response.headers().clear();
      return response
          .setStatusCode(413)
          .setStatusMessage("Content Too Large")
          .putHeader("Content-Type", PROBLEM)
          .putHeader("Connection", "close")
          .setBody(
              Body.body(
                  Buffer.buffer(
                      body(
                          413,
                          "body-too-large",
                          "The request is larger than this server takes."))));
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
      ProxyResponse response = context.response();
      if (response.getStatusCode() == 502 || response.getStatusCode() == 504) {
        unavailable(response.release());
      }
      return context.sendResponse();
    }
  }

  private static boolean saysWhoForwarded(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return name.equals("forwarded") || name.equals("x-real-ip") || name.startsWith("x-forwarded-");
  }

  private static ProxyResponse unavailable(ProxyResponse response) {
    String detail = "This part of the server does not answer now; try again.";
    response.headers().clear();
    return response
        .setStatusCode(503)
        .setStatusMessage("Service Unavailable")
        .putHeader("Content-Type", PROBLEM)
        .putHeader("Retry-After", Integer.toString(RETRY_AFTER_SECONDS))
        .setBody(Body.body(Buffer.buffer(body(503, "unavailable", detail))));
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
