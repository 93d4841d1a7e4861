package dev.strongroom.local.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What waits for the redirect of a sign-in, as the command line's own listener does. */
public final class Loopback implements AutoCloseable {
  private final HttpServer server;
  private final CompletableFuture<String> query = new CompletableFuture<>();

  public Loopback() throws IOException {
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

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/callback");
  }

  /** The value of a parameter of the redirect. */
  public String parameter(String name) throws InterruptedException {
    try {
      for (String pair : query.get(10, TimeUnit.SECONDS).split("&", -1)) {
        if (pair.startsWith(name + "=")) {
          return pair.substring(name.length() + 1);
        }
      }
      throw new IllegalStateException("the redirect has no " + name);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("nobody was led back", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
