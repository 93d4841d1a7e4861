package dev.strongroom.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Which processes belong to a stack: pid and start time, so that a pid used again is never taken for ours. */
final class Pids {
  private Pids() {}

  private static Path folder(Layout layout) {
    return layout.home().resolve("pids");
  }

  static Path write(Layout layout, String name, ProcessHandle process) throws IOException {
    Path file = folder(layout).resolve(name);
    Files.createDirectories(folder(layout));
    Files.writeString(file, process.pid() + " " + startOf(process));
    return file;
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("unknown");
  }

  /** The process that {@code name} is known by, if it still runs. */
  static Optional<ProcessHandle> find(Layout layout, String name) throws IOException {
    Path file = folder(layout).resolve(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> words = List.of(Files.readString(file).split(" "));
    return ProcessHandle.of(Long.parseLong(words.getFirst()))
        .filter(ProcessHandle::isAlive)
        .filter(process -> startOf(process).equals(words.getLast()));
  }

  /** Ends whatever is left of a stack whose supervisor is gone. */
  static void endAll(Layout layout) throws IOException {
    if (!Files.isDirectory(folder(layout))) {
      return;
    }
    try (Stream<Path> files = Files.list(folder(layout))) {
      for (Path file : files.toList()) {
        find(layout, file.getFileName().toString()).ifPresent(Pids::end);
        Files.deleteIfExists(file);
      }
    }
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(10, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      process.destroyForcibly();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a process could not be waited for", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
