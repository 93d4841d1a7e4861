package dev.strongroom.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code up}, {@code down}, {@code status}, {@code logs} and {@code user}, as {@code ./run} hands
 * them over.
 */
public final class StackMain {
  /** What the supervisor's own process is started with. */
  static final String SERVE = "serve";

  private static final Logger LOGGING = Logger.getLogger("");
  private static final int EXIT_DOWN = 3;
  private static final Set<String> ROLES = Set.of("org-admin", "auditor");

  private final PrintStream out = System.out;
  private final Layout layout;

  private StackMain(Layout layout) {
    this.layout = layout;
  }

  public static void main(String[] arguments) throws Exception {
    // The parts' libraries tell of every command of theirs at INFO.
    LOGGING.setLevel(Level.WARNING);
    Path root = Layout.projectRoot();
    Path home =
        Optional.ofNullable(System.getenv("STRONGROOM_HOME"))
            .map(Path::of)
            .orElse(root.resolve(".strongroom/up"));
    int status = new StackMain(Layout.of(root, home)).run(List.of(arguments));
    System.exit(status);
  }

  private int run(List<String> arguments) throws IOException, InterruptedException {
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    return switch (arguments.isEmpty() ? "status" : arguments.getFirst()) {
      case "up" -> up();
      case "down" -> down();
      case "status" -> status(rest.contains("--json"));
      case "logs" -> logs(rest);
      case "user" -> user(rest);
      case SERVE -> new Supervisor(layout, out).serve(rest.isEmpty() ? "" : rest.getFirst());
      default -> {
        out.println("up, down, status [--json], logs PART [-f] or user NAME [org-admin] [auditor]");
        yield 2;
      }
    };
  }

  private int up() throws IOException, InterruptedException {
    // What it takes goes to the error stream, what it comes to, to the output.
    Supervisor supervisor = new Supervisor(layout, System.err);
    if (supervisor.isReady()) {
      System.err.println("Already up.");
    } else if (!supervisor.launch(Supervisor.WITH_APPLICATIONS)) {
      return 1;
    }
    return status(false);
  }

  private int down() throws IOException, InterruptedException {
    Supervisor.stop(layout);
    out.println("Down. Nothing is left running; the data stays in " + layout.home());
    return 0;
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>(List.of(Postgres.NAME, "kafka", "s3", "keycloak"));
    Application.load(layout.root()).forEach(application -> names.add(application.name()));
    return names;
  }

  private int status(boolean json) throws IOException {
    boolean up = new Supervisor(layout, out).isReady();
    Settings settings = Settings.load(layout.home());
    ObjectNode document = new ObjectMapper().createObjectNode().put("up", up);
    if (up) {
      document.put("url", "http://127.0.0.1:" + settings.port("edge"));
    }
    ObjectNode parts = document.putObject("parts");
    for (String name : names()) {
      Optional<ProcessHandle> process = Pids.find(layout, name);
      ObjectNode part = parts.putObject(name).put("running", process.isPresent());
      process.ifPresent(p -> part.put("pid", p.pid()).put("port", settings.port(name)));
      part.put("log", layout.log(name).toString());
    }
    out.print(json ? document + "\n" : table(document));
    return up ? 0 : EXIT_DOWN;
  }

  private static String table(ObjectNode document) {
    StringBuilder table = new StringBuilder();
    table.append(
        document.get("up").asBoolean() ? "Up at " + document.get("url").asText() : "Down.");
    table.append('\n');
    document
        .get("parts")
        .properties()
        .forEach(part -> {
          String state =
              part.getValue().get("running").asBoolean()
                  ? "port %s, pid %s"
                      .formatted(part.getValue().get("port"), part.getValue().get("pid"))
                  : "not running";
          table.append("  %-10s %s%n".formatted(part.getKey(), state));
        });
    return table.toString();
  }

  private int logs(List<String> arguments) throws IOException, InterruptedException {
    String name =
        arguments.stream().filter(a -> !a.startsWith("-")).findFirst().orElse(Supervisor.NAME);
    Path log = layout.log(name);
    if (!log.normalize().startsWith(layout.logs()) || !Files.exists(log)) {
      out.println("No such part. Logs are in " + layout.logs());
      return 2;
    }
    Supervisor.LogTail tail = new Supervisor.LogTail(log, out);
    tail.showMore();
    while (arguments.contains("-f")) {
      Thread.sleep(500);
      tail.showMore();
    }
    return 0;
  }

  /** Somebody who can sign in, for working with the stack by hand. */
  private int user(List<String> arguments) throws IOException {
    if (arguments.isEmpty()
        || !arguments.getFirst().matches("[a-z0-9][a-z0-9._-]{0,62}")
        || !ROLES.containsAll(arguments.subList(1, arguments.size()))) {
      out.println(
          "user NAME [org-admin] [auditor]; a name is of small letters, digits and . _ - signs");
      return 2;
    }
    if (!new Supervisor(layout, out).isReady()) {
      out.println("Down; ./run up starts it. Nobody was added.");
      return EXIT_DOWN;
    }
    Settings settings = Settings.load(layout.home());
    KeycloakAdmin keycloak =
        new KeycloakAdmin(
            new Keycloak(layout, settings).directUrl(), settings.secret("keycloak-admin"));
    String name = arguments.getFirst();
    if (keycloak.hasUser(Stack.REALM, name)) {
      out.println("There is a user " + name + " already. Nothing was changed.");
      return 1;
    }
    String password = Settings.random();
    keycloak.createUser(
        Stack.REALM,
        name,
        name + "@strongroom.invalid",
        password,
        arguments.subList(1, arguments.size()));
    out.println("User " + name + " can sign in, with the password " + password);
    return 0;
  }
}
