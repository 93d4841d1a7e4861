package dev.strongroom.kit.internal;

import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.config.Platform;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A second port for what only siblings call. {@code /internal} is answered there and nowhere else,
 * and nothing else is answered there; so the edge, or a network policy, need know only ports.
 */
@ApplicationScoped
public class InternalPort {
  private static final String PREFIX = "/internal/";

  private final Vertx vertx;
  private final KitConfig config;
  private final String host;
  private final AtomicReference<HttpServer> server = new AtomicReference<>();

  @Inject
  InternalPort(Vertx vertx, KitConfig config, Platform platform) {
    this.vertx = vertx;
    this.config = config;
    this.host = platform.http().host();
  }

  void open(@Observes Router router) throws Exception {
    router.route().order(-10_000).handler(this::separate);
    HttpServer listening =
        vertx
            .createHttpServer(new HttpServerOptions().setHost(host).setPort(config.internalPort()))
            .requestHandler(router)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    server.set(listening);
  }

  private void separate(RoutingContext request) {
    boolean internalPort = request.request().localAddress().port() == config.internalPort();
    String path = request.normalizedPath();
    boolean internalPath = path.startsWith(PREFIX) || path.equals("/internal");
    if (internalPort == internalPath) {
      request.next();
    } else {
      request
          .response()
          .setStatusCode(404)
          .putHeader("Content-Type", "application/problem+json")
          .end(
              "{\"type\":\"urn:strongroom:problem:not-found\",\"status\":404,\"reason\":\"not-found\"}");
    }
  }

  @PreDestroy
  void close() {
    HttpServer listening = server.get();
    if (listening != null) {
      listening.close();
    }
  }
}
