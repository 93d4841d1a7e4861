package dev.strongroom.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A part's process. Its pid is kept beside the stack's data, so that a later {@code down} finds
 * what a crash left.
 */
final class Child {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final String name;
  private final Process process;
  private final Path log;
  private final Path pidFile;

  private Child(String name, Process process, Path log, Path pidFile) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.pidFile = pidFile;
  }

  static Child start(
      Layout layout, String name, List<String> command, Map<String, String> environment)
      throws IOException {
    Path log = layout.log(name);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process process = builder.start();
    Path pidFile = Pids.write(layout, name, process.toHandle());
    return new Child(name, process, log, pidFile);
  }

  /** Waits until {@code url} answers 2xx. */
  Child awaitHttp(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
    await(() -> {
      int status = HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status / 100 == 2 || status == 403;
    });
    return this;
  }

  /** Waits until something listens on {@code port}. */
  Child awaitPort(int port) {
    await(() -> {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return true;
      }
    });
    return this;
  }

  /** A probe; throwing means not yet. */
  @FunctionalInterface
  interface Probe {
    boolean ready() throws Exception;
  }

  private void await(Probe probe) {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!answers(probe)) {
      if (Instant.now().isAfter(limit)) {
        throw new PartFailedException(name, "was not ready in time", log);
      }
      if (exitedWithin(Duration.ofMillis(100))) {
        throw new PartFailedException(name, "ended while starting", log);
      }
    }
  }

  private static boolean answers(Probe probe) {
    try {
      return probe.ready();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a part was starting", e);
    } catch (Exception _) {
      return false;
    }
  }

  private boolean exitedWithin(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a part was starting", e);
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Ends it at once, and waits until it is gone. */
  void kill() {
    List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
    family.add(process.toHandle());
    family.forEach(ProcessHandle::destroyForcibly);
    family.forEach(one -> one.onExit().join());
    forget();
  }

  /** Asks it to stop, and kills it if it does not. */
  void stop() {
    Pids.end(List.of(process.toHandle()));
    forget();
  }

  private void forget() {
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
