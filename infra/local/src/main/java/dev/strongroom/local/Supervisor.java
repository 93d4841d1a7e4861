package dev.strongroom.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process that runs a stack and outlives the command that started it. One for each state
 * folder.
 */
final class Supervisor {
  static final String NAME = "supervisor";
  private static final Duration READY_LIMIT = Duration.ofMinutes(10);

  /** With the applications and the edge, until it is asked to stop. */
  static final String WITH_APPLICATIONS = "--applications";

  /** The parts alone, until the last build that leases them has ended. */
  static final String FOR_BUILDS = "--for-builds";

  private static final int STOP_LIMIT_SECONDS = 60;

  private final Layout layout;
  private final PrintStream out;

  Supervisor(Layout layout, PrintStream out) {
    this.layout = layout;
    this.out = out;
  }

  private Path ready() {
    return layout.home().resolve("ready");
  }

  /** It runs, and all of its parts have been ready. */
  boolean isReady() throws IOException {
    return Files.exists(ready()) && Pids.find(layout, NAME).isPresent();
  }

  /**
   * Starts the process and waits until the stack is ready; false if it ended instead, or was not
   * ready in time.
   */
  boolean launch(String mode) throws IOException, InterruptedException {
    Files.deleteIfExists(ready());
    Files.deleteIfExists(layout.log(NAME));
    ProcessBuilder builder = new ProcessBuilder(command(mode)).redirectErrorStream(true);
    builder.environment().put("STRONGROOM_HOME", layout.home().toString());
    builder.environment().put("STRONGROOM_PARTS", layout.parts().toString());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(layout.log(NAME).toFile());
    return awaitReady(builder.start());
  }

  private List<String> command(String mode) {
    List<String> command = new ArrayList<>(OwnSession.prefix());
    command.addAll(
        List.of(
            JavaCommand.executable(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dstrongroom.root=" + layout.root(),
            "-cp",
            layout.target().resolve("classes") + ":" + layout.target().resolve("lib") + "/*",
            StackMain.class.getName(),
            StackMain.SERVE,
            mode));
    return command;
  }

  private boolean awaitReady(Process supervisor) throws IOException, InterruptedException {
    LogTail tail = new LogTail(layout.log(NAME), out);
    Instant limit = Instant.now().plus(READY_LIMIT);
    while (!Files.exists(ready())) {
      boolean ended = supervisor.waitFor(100, TimeUnit.MILLISECONDS);
      tail.showMore();
      if (ended) {
        return false;
      }
      if (Instant.now().isAfter(limit)) {
        out.println("The parts were not ready within " + READY_LIMIT.toMinutes() + " minutes.");
        supervisor.destroy();
        return false;
      }
    }
    tail.showMore();
    return true;
  }

  /** Shows what a log gained since the last look. */
  static final class LogTail {
    private final Path log;
    private final PrintStream out;
    private long shown;

    LogTail(Path log, PrintStream out) {
      this.log = log;
      this.out = out;
    }

    void showMore() throws IOException {
      if (!Files.exists(log)) {
        return;
      }
      try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
        byte[] chunk = new byte[8192];
        // A log that shrank was begun anew.
        shown = file.length() < shown ? 0 : shown;
        file.seek(shown);
        for (int n = file.read(chunk); n > 0; n = file.read(chunk)) {
          out.write(chunk, 0, n);
          shown += n;
        }
        out.flush();
      }
    }
  }

  /**
   * The process itself: starts everything, then waits for its end; 0, or 1 if it could not start.
   */
  int serve(String mode) throws IOException, InterruptedException {
    boolean forBuilds = FOR_BUILDS.equals(mode);
    try (FileChannel channel =
            FileChannel.open(
                layout.home().resolve("supervisor.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = forBuilds ? channel.lock() : channel.tryLock()) {
      if (lock == null) {
        out.println("Another supervisor runs on " + layout.home());
        return 1;
      }
      return forBuilds ? serveBuilds() : serveUntilStopped();
    } catch (PartFailedException e) {
      out.println(e.getMessage());
      return 1;
    }
  }

  private int serveUntilStopped() throws IOException, InterruptedException {
    run(true, stop -> {});
    return 0;
  }

  private int serveBuilds() throws IOException, InterruptedException {
    Leftovers.removeFiles(layout);
    run(
        false,
        stop ->
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    Builds.awaitLast(layout, () -> Files.deleteIfExists(ready()));
                  } catch (IOException | InterruptedException e) {
                    out.println("builds can no longer be watched: " + e.getMessage());
                  } finally {
                    stop.countDown();
                  }
                }));
    return 0;
  }

  /** Told once all is ready, with the latch that ends it. */
  private interface Watch {
    void begin(CountDownLatch stop);
  }

  private void run(boolean applications, Watch watch) throws IOException, InterruptedException {
    EnumSet<Stack.Part> parts = EnumSet.allOf(Stack.Part.class);
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, stopped)));
    Pids.write(layout, NAME, ProcessHandle.current());
    try (Stack stack = Stack.start(layout, parts, applications, out::println)) {
      if (!applications) {
        // Leases read the settings and never write them: all secrets have to be there.
        stack.values();
        Leftovers.removeLeases(stack);
      }
      Files.writeString(ready(), "ready");
      watch.begin(stop);
      stop.await();
    } catch (SQLException e) {
      throw new IOException("leftovers of an earlier build could not be removed", e);
    } finally {
      Files.deleteIfExists(ready());
      Pids.forget(layout, NAME);
      stopped.countDown();
    }
  }

  private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks the process to stop, and then ends what is left in any case. */
  static void stop(Layout layout) throws IOException, InterruptedException {
    Optional<ProcessHandle> supervisor = Pids.find(layout, NAME);
    if (supervisor.isPresent()) {
      supervisor.get().destroy();
      try {
        supervisor.get().onExit().get(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        supervisor.get().destroyForcibly();
      }
    }
    Pids.endAll(layout);
  }
}
