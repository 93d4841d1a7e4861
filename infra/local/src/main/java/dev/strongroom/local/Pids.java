package dev.strongroom.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Which processes belong to a stack: pid and start time, so that a pid used again is never taken
 * for ours.
 */
final class Pids {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long LOOK_MILLIS = 500;

  private Pids() {}

  private static Path folder(Layout layout) {
    return layout.home().resolve("pids");
  }

  static Path write(Layout layout, String name, ProcessHandle process) throws IOException {
    return write(folder(layout).resolve(name), process);
  }

  static Path write(Path file, ProcessHandle process) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, process.pid() + " " + startOf(process));
    return file;
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("unknown");
  }

  /** The process that {@code name} is known by, if it still runs. */
  static Optional<ProcessHandle> find(Layout layout, String name) throws IOException {
    return read(folder(layout).resolve(name));
  }

  /** The process that {@code file} tells of, if it still runs; not another one with its pid. */
  static Optional<ProcessHandle> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String[] words = Files.readString(file).split(" ", 2);
    if (words.length != 2 || !words[0].matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(words[0]))
        .filter(Pids::runs)
        .filter(process -> startOf(process).equals(words[1]));
  }

  /**
   * Not ended. One whose parent has not asked for its end yet has a pid still, and runs no more.
   */
  static boolean runs(ProcessHandle process) {
    return process.isAlive() && !isZombie(process);
  }

  private static boolean isZombie(ProcessHandle process) {
    Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
    try {
      String text = Files.readString(stat);
      // "pid (command) state …"; the command may hold anything.
      int state = text.lastIndexOf(')') + 2;
      return state < text.length() && "ZX".indexOf(text.charAt(state)) >= 0;
    } catch (IOException _) {
      // No such system, or the process has just gone.
      return false;
    }
  }

  static void forget(Layout layout, String name) throws IOException {
    Files.deleteIfExists(folder(layout).resolve(name));
  }

  /** Ends whatever is left of a stack whose supervisor is gone, the database after its users. */
  static void endAll(Layout layout) throws IOException {
    Path leases = layout.home().resolve("leases");
    if (Files.isDirectory(leases)) {
      try (Stream<Path> list = Files.list(leases)) {
        for (Path lease : list.toList()) {
          endAll(new Layout(layout.root(), lease, layout.parts()));
        }
      }
    }
    endOwn(layout);
  }

  private static void endOwn(Layout layout) throws IOException {
    if (!Files.isDirectory(folder(layout))) {
      return;
    }
    List<Path> files;
    try (Stream<Path> list = Files.list(folder(layout))) {
      files = list.toList();
    }
    List<ProcessHandle> others = new ArrayList<>();
    for (Path file : files) {
      if (!file.endsWith(Postgres.NAME)) {
        read(file).filter(process -> !isThis(process)).ifPresent(others::add);
      }
    }
    end(others);
    Optional<ProcessHandle> postgres = find(layout, Postgres.NAME);
    if (postgres.isPresent()) {
      Postgres.interrupt(postgres.get());
      end(List.of(postgres.get()));
    }
    for (Path file : files) {
      if (read(file).filter(Pids::isThis).isEmpty()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean isThis(ProcessHandle process) {
    return process.pid() == ProcessHandle.current().pid();
  }

  /** Asks each to end, then kills what did not, with what it started. */
  static void end(List<ProcessHandle> processes) {
    Set<ProcessHandle> family = new LinkedHashSet<>(processes);
    processes.forEach(process -> process.descendants().forEach(family::add));
    processes.forEach(ProcessHandle::destroy);
    Instant limit = Instant.now().plus(PATIENCE);
    List<ProcessHandle> late =
        family.stream().filter(process -> !endsBefore(process, limit)).toList();
    // What they started while they were ending goes with them.
    late.forEach(process -> process.descendants().forEach(family::add));
    family.stream().filter(Pids::runs).forEach(ProcessHandle::destroyForcibly);
    Instant last = Instant.now().plus(PATIENCE);
    family.forEach(process -> endsBefore(process, last));
  }

  private static boolean endsBefore(ProcessHandle process, Instant limit) {
    while (runs(process)) {
      long millis = Duration.between(Instant.now(), limit).toMillis();
      if (millis <= 0 || !awaitExit(process, Math.min(millis, LOOK_MILLIS))) {
        return false;
      }
    }
    return true;
  }

  /** Waits for the end that long; false if this thread was interrupted. */
  private static boolean awaitExit(ProcessHandle process, long millis) {
    try {
      process.onExit().get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      // A zombie's end is never told: the caller looks again.
      return true;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a process could not be waited for", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
