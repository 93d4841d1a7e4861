package dev.strongroom.cli;

import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.people.UnconfirmedException;
import dev.strongroom.sdk.server.ServerException;
import java.awt.Desktop;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The command line. */
@Command(
    name = "strongroom",
    description = "Storage that the people who run it cannot read.",
    mixinStandardHelpOptions = true,
    version = "strongroom 0.1.0",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:something unexpected failed",
      "2:the command was not understood",
      "3:sign in, enrol, unlock or confirm first",
      "4:the server refused, or it is not there for you",
      "5:something did not verify; nothing of it was kept",
      "6:the server, the sign-on or the store is away",
      "7:a local file is missing, is there already, or cannot be written"
    },
    subcommands = {
      OrgCommand.class,
      SessionCommands.Login.class,
      SessionCommands.Logout.class,
      SessionCommands.WhoAmI.class,
      SessionCommands.Enrol.class,
      SessionCommands.Unlock.class,
      SessionCommands.Lock.class,
      IdentityCommand.class,
      DeviceCommand.class,
      PassphraseCommand.class,
      KitCommand.class,
      RecoveryCommand.class,
      ContactCommand.class,
      RoomCommand.class,
      GroupCommand.class,
      LinksCommand.class,
      FileCommands.Put.class,
      FileCommands.Get.class,
      FileCommands.Ls.class,
      FileCommands.Cat.class,
      FileCommands.Mkdir.class,
      FileCommands.Mv.class,
      FileCommands.Rm.class,
      ProposalCommand.class,
      AgentCommand.class,
      AuditCommand.class,
      Main.Completion.class
    })
public final class Main {
  private final Environment environment;

  public Main(Environment environment) {
    this.environment = environment;
  }

  public static void main(String[] arguments) {
    String given = System.getenv("STRONGROOM_CONFIG_DIR");
    Path folder =
        given != null
            ? Path.of(given)
            : Path.of(System.getProperty("user.home"), ".config", "strongroom");
    Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    Environment environment =
        new Environment(
            StrongroomConfig.in(folder),
            System.out,
            System.err,
            console.isPresent(),
            Main::openBrowser,
            () -> console.map(Console::readLine).orElse(""),
            () -> console.map(Console::readPassword).orElseGet(() -> new char[0]));
    System.exit(new Main(environment).run(arguments));
  }

  private static void openBrowser(URI address) {
    System.err.println("Sign in here: " + address);
    boolean desktop =
        Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE);
    if (desktop) {
      try {
        Desktop.getDesktop().browse(address);
      } catch (IOException _) {
        System.err.println("No browser could be opened; open the address yourself.");
      }
    }
  }

  /** Runs one command; gives its exit code. */
  public int run(String... arguments) {
    CommandLine line = commandLine();
    // One id in 64 begins with a hyphen: it is a parameter, and never a cluster of short options.
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setUnmatchedOptionsArePositionalParams(true);
    line.setOut(new PrintWriter(environment.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(environment.err(), true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler((e, _, _) -> report(e));
    int status = line.execute(arguments);
    environment.out().flush();
    environment.err().flush();
    return status;
  }

  CommandLine commandLine() {
    CommandLine line = new CommandLine(this, new Factory(environment));
    // These two write a file and a script, which no JSON can stand for.
    line.getSubcommands()
        .forEach((name, command) -> {
          if (name.equals("cat") || name.equals("completion")) {
            CommandSpec spec = command.getCommandSpec();
            spec.remove(spec.findOption("--json"));
          }
        });
    return line;
  }

  /** Gives commands their environment. */
  private record Factory(Environment environment) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (Action.class.isAssignableFrom(type)) {
        K made = type.getDeclaredConstructor().newInstance();
        ((Action) made).use(environment);
        return made;
      }
      return CommandLine.defaultFactory().create(type);
    }
  }

  /** One line for what happened, what is safe, what to do; never a stack trace. */
  int report(Exception failure) {
    return switch (failure) {
      case ProtocolException e ->
          say(Exit.NOT_VERIFIED, e.code() + ": " + e.getMessage() + ". Nothing was kept of it.");
      case LockedException e -> say(Exit.LOCKED, e.getMessage());
      case UnconfirmedException e -> say(Exit.LOCKED, e.getMessage());
      case MembershipException e -> say(Exit.REFUSED, e.getMessage());
      case ServerException e when e.isAway() -> say(Exit.AWAY, e.getMessage());
      case ServerException e when e.status() == 401 -> say(Exit.LOCKED, e.getMessage());
      case ServerException e -> say(Exit.REFUSED, e.getMessage());
      case FileAlreadyExistsException e ->
          say(Exit.LOCAL, e.getMessage() + " is there already. Nothing was changed.");
      case NoSuchFileException e ->
          say(Exit.LOCAL, "There is no " + e.getMessage() + ". Nothing was changed.");
      case AccessDeniedException e -> say(Exit.LOCAL, "No access to " + e.getMessage() + ".");
      case UncheckedIOException e -> unwrapped(e);
      case IOException e -> say(Exit.LOCAL, e.getMessage() + ". Nothing was left half-done.");
      case IllegalArgumentException e -> say(Exit.USAGE, e.getMessage());
      default ->
          say(
              Exit.UNEXPECTED,
              "Something unexpected failed: " + failure.getClass().getSimpleName());
    };
  }

  /** Its own words where it has some; else those of what it carries. */
  private int unwrapped(UncheckedIOException failure) {
    IOException cause = failure.getCause();
    return cause != null && cause.toString().equals(failure.getMessage())
        ? report(cause)
        : say(Exit.LOCAL, failure.getMessage());
  }

  private int say(int status, @Nullable String what) {
    environment.err().println("strongroom: " + Printable.line(String.valueOf(what)));
    return status;
  }

  /** {@code strongroom completion}. */
  @Command(name = "completion", description = "Prints a completion script for bash and zsh.")
  static final class Completion extends Action {
    @Override
    int act() {
      environment()
          .out()
          .println(AutoComplete.bash("strongroom", new Main(environment()).commandLine()));
      return Exit.OK;
    }
  }
}
