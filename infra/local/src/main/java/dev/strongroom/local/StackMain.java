package dev.strongroom.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code up}, {@code down}, {@code status} and {@code logs}, as {@code ./run} hands them over. */
public final class StackMain {
  private static final String SUPERVISOR = "supervisor";
  private final PrintStream out = System.out;
  private final Layout layout;

  private StackMain(Layout layout) {
    this.layout = layout;
  }

  public static void main(String[] arguments) throws Exception {
    Path root = Layout.projectRoot();
    Path home =
        Optional.ofNullable(System.getenv("STRONGROOM_HOME"))
            .map(Path::of)
            .orElse(root.resolve(".strongroom/up"));
    int status =
        new StackMain(Layout.of(root, home)).run(List.of(arguments));
    System.exit(status);
  }

  private int run(List<String> arguments) throws Exception {
    return switch (arguments.isEmpty() ? "status" : arguments.getFirst()) {
      case "up" -> up();
      case "down" -> down();
      case "status" -> status();
      case "logs" -> logs(arguments.subList(1, arguments.size()));
      case "serve" -> serve(arguments.subList(1, arguments.size()));
      default -> {
        out.println("up, down, status or logs PART");
        yield 2;
      }
    };
  }

  private int up() throws IOException, InterruptedException {
    if (Pids.find(layout, SUPERVISOR).isPresent()) {
      out.println("Already up.");
      return status();
    }
    Process supervisor = launch(layout, List.of("serve", "--applications"));
    return awaitReady(layout, supervisor, out) ? status() : 1;
  }

  /** Starts a supervisor that lives on when this process ends. */
  static Process launch(Layout layout, List<String> arguments) throws IOException {
    Files.deleteIfExists(ready(layout));
    Files.deleteIfExists(layout.log(SUPERVISOR));
    List<String> command = new ArrayList<>(List.of("setsid", JavaCommand.executable()));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.add("-Dstrongroom.root=" + layout.root());
    command.addAll(
        List.of(
            "-cp",
            layout.target().resolve("classes") + ":" + layout.target().resolve("lib") + "/*",
            StackMain.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("STRONGROOM_HOME", layout.home().toString());
    builder.environment().put("STRONGROOM_PARTS", layout.parts().toString());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(layout.log(SUPERVISOR).toFile());
    return builder.start();
  }

  private static Path ready(Layout layout) {
    return layout.home().resolve("ready");
  }

  /** Follows the supervisor's log until it says that all is ready, or it ends. */
  static boolean awaitReady(Layout layout, Process supervisor, PrintStream out)
      throws IOException, InterruptedException {
    long shown = 0;
    while (!Files.exists(ready(layout))) {
      boolean ended = supervisor.waitFor(100, TimeUnit.MILLISECONDS);
      shown = copyFrom(layout.log(SUPERVISOR), shown, out);
      if (ended) {
        return false;
      }
    }
    copyFrom(layout.log(SUPERVISOR), shown, out);
    return true;
  }

  private static long copyFrom(Path log, long from, PrintStream out) throws IOException {
    if (!Files.exists(log)) {
      return from;
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(from);
      byte[] more = new byte[(int) (file.length() - from)];
      file.readFully(more);
      out.write(more, 0, more.length);
      out.flush();
      return from + more.length;
    }
  }

  /** The supervisor itself: starts everything, then waits to be asked to stop, or for its build to end. */
  private int serve(List<String> options) throws IOException, InterruptedException {
    Path lockFile = layout.home().resolve("supervisor.lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        out.println("Another supervisor runs on " + layout.home());
        return 1;
      }
      EnumSet<Stack.Part> parts = EnumSet.allOf(Stack.Part.class);
      CountDownLatch stop = new CountDownLatch(1);
      CountDownLatch stopped = new CountDownLatch(1);
      boolean applications = options.contains("--applications");
      try (Stack _ = Stack.start(layout, parts, applications, out::println)) {
        Pids.write(layout, SUPERVISOR, ProcessHandle.current());
        Files.writeString(ready(layout), "ready");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, stopped)));
        whenEnds(options).ifPresent(build -> build.onExit().thenRun(stop::countDown));
        stop.await();
        Files.deleteIfExists(layout.home().resolve("pids").resolve(SUPERVISOR));
      } finally {
        Files.deleteIfExists(ready(layout));
        stopped.countDown();
      }
      return 0;
    }
  }

  private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<ProcessHandle> whenEnds(List<String> options) {
    int at = options.indexOf("--until");
    return at < 0
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(options.get(at + 1)));
  }

  private int down() throws IOException, InterruptedException {
    Optional<ProcessHandle> supervisor = Pids.find(layout, SUPERVISOR);
    if (supervisor.isPresent()) {
      supervisor.get().destroy();
      try {
        supervisor.get().onExit().get(60, TimeUnit.SECONDS);
      } catch (TimeoutException | ExecutionException e) {
        supervisor.get().destroyForcibly();
      }
    }
    Pids.endAll(layout);
    out.println("Down. Nothing is left running; the data stays in " + layout.home());
    return 0;
  }

  private int status() throws IOException {
    if (Pids.find(layout, SUPERVISOR).isEmpty()) {
      out.println("Down.");
      return 3;
    }
    Settings settings = Settings.load(layout.home());
    out.println("Up at http://127.0.0.1:" + settings.port("edge"));
    for (String name : List.of("kafka", "s3", "keycloak", "identity", "access", "storage", "audit")) {
      String state = Pids.find(layout, name).map(p -> "running, pid " + p.pid()).orElse("not running");
      out.printf("  %-10s %s%n", name, state);
    }
    return 0;
  }

  private int logs(List<String> arguments) throws IOException {
    Path log = layout.log(arguments.isEmpty() ? SUPERVISOR : arguments.getFirst());
    if (!log.normalize().startsWith(layout.logs()) || !Files.exists(log)) {
      out.println("No such part. Logs are in " + layout.logs());
      return 2;
    }
    copyFrom(log, 0, out);
    return 0;
  }
}
