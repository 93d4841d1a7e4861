package dev.strongroom.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What waits for the redirect of a sign-in, as the command line's own listener does. */
final class Loopback implements AutoCloseable {
  private final HttpServer server;
  private final CompletableFuture<String> query = new CompletableFuture<>();

  Loopback() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/callback",
        exchange -> {
          query.complete(exchange.getRequestURI().getRawQuery());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/callback");
  }

  /** The value of a parameter of the redirect. */
  String parameter(String name) throws Exception {
    for (String pair : query.get(10, TimeUnit.SECONDS).split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    throw new IllegalStateException("the redirect has no " + name);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
