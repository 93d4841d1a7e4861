package dev.strongroom.kit.trace;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes what is sent by OTLP over HTTP, and puts it where the test finds it. */
public class Collector implements QuarkusTestResourceLifecycleManager {
  /** Everything that came, one request's body behind another's. */
  static final Path RECEIVED = Path.of("target", "traces-it", "received.bin");

  static final Path FILE = Path.of("target", "traces-it", "traces.jsonl");

  private @Nullable HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      Files.createDirectories(Objects.requireNonNull(RECEIVED.getParent()));
      Files.deleteIfExists(FILE);
      Files.deleteIfExists(RECEIVED);
      HttpServer started =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      started.createContext(
          "/v1/traces",
          exchange -> {
            all.write(exchange.getRequestBody().readAllBytes());
            Files.write(RECEIVED, all.toByteArray());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      started.start();
      server = started;
      return Map.of(
          "strongroom.traces-file",
          FILE.toAbsolutePath().toString(),
          "strongroom.traces-endpoint",
          "http://127.0.0.1:" + started.getAddress().getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
  }
}
