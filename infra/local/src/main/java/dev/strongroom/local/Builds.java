package dev.strongroom.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The builds that a leased stack runs for. Two may run at once in one tree; the stack ends with the
 * last of them.
 */
final class Builds {
  private static final String MAVEN = "org.codehaus.plexus.classworlds.launcher.Launcher";

  private Builds() {}

  private static Path folder(Layout layout) {
    return layout.home().resolve("builds");
  }

  /** Something done while no other process starts, ends or joins the stack. */
  interface Locked<T> {
    T run() throws IOException, InterruptedException;
  }

  /** What keeps others from joining a stack that ends. */
  interface Ending {
    void run() throws IOException;
  }

  /** One lock for the starts and the end of a leased stack; threads of one process take turns. */
  static synchronized <T> T locked(Layout layout, Locked<T> action)
      throws IOException, InterruptedException {
    try (FileChannel channel =
            FileChannel.open(
                layout.home().resolve("lease.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      return action.run();
    }
  }

  /** The Maven process that this one descends from; this one itself when there is none. */
  static ProcessHandle current() {
    Optional<ProcessHandle> process = Optional.of(ProcessHandle.current());
    while (process.isPresent()) {
      if (process.get().info().commandLine().filter(line -> line.contains(MAVEN)).isPresent()) {
        return process.get();
      }
      process = process.get().parent();
    }
    return ProcessHandle.current();
  }

  /** To be called under the lock; builds that have ended are forgotten on the way. */
  static void register(Layout layout, ProcessHandle build) throws IOException {
    Files.createDirectories(folder(layout));
    try (Stream<Path> files = Files.list(folder(layout))) {
      for (Path file : files.toList()) {
        if (Pids.read(file).isEmpty()) {
          Files.deleteIfExists(file);
        }
      }
    }
    Pids.write(folder(layout).resolve(Long.toString(build.pid())), build);
  }

  /** Those that have not ended. */
  static List<ProcessHandle> running(Layout layout) throws IOException {
    if (!Files.isDirectory(folder(layout))) {
      return List.of();
    }
    List<ProcessHandle> running = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder(layout))) {
      for (Path file : files.toList()) {
        Optional<ProcessHandle> build = Pids.read(file);
        build.ifPresent(running::add);
      }
    }
    return running;
  }

  /** Returns when the last build has ended, having run {@code atEnd} while no build could join. */
  static void awaitLast(Layout layout, Ending atEnd) throws IOException, InterruptedException {
    boolean ended = false;
    while (!ended) {
      for (ProcessHandle build : running(layout)) {
        build.onExit().join();
      }
      ended =
          locked(
              layout,
              () -> {
                if (!running(layout).isEmpty()) {
                  return false;
                }
                atEnd.run();
                return true;
              });
    }
  }
}
