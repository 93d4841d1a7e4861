package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.people.UnconfirmedException;
import dev.strongroom.sdk.server.ServerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the command says before it reaches any server. */
class MainTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static final String END = System.lineSeparator();

  private int run(String... arguments) {
    return new Main(environment()).run(arguments);
  }

  private Environment environment() {
    StrongroomConfig config =
        new StrongroomConfig(
            folder.resolve("config"),
            folder.resolve("runtime"),
            new SecureRandom(),
            Clock.systemUTC());
    return new Environment(
        config,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false,
        address -> {},
        () -> "",
        () -> new char[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-hD32_76CQBAScOk8WmO1GEHnr7emf36sob8KLyx4aQ", "-Vxyz", "--abc", "-abc"})
  void idThatBeginsWithAHyphen_isAnId(String id) {
    assertThat(run("room", "accept", id, "--yes")).isEqualTo(Exit.LOCKED);
    assertThat(run("ls", id)).isEqualTo(Exit.LOCKED);
    assertThat(run("room", "show", id)).isEqualTo(Exit.LOCKED);
  }

  @Test
  void help_ofEveryCommand_isShown() {
    assertThat(run("--help")).isEqualTo(Exit.OK);
    assertThat(run("put", "--help")).isEqualTo(Exit.OK);
    assertThat(run("room", "add", "--help")).isEqualTo(Exit.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("ROOM/PATH", "--role");
  }

  @Test
  void everyCommand_itsOptionsAndParameters_haveHelp_andJsonWhereThereIsAResult() {
    Map<String, CommandSpec> leaves = new TreeMap<>();
    collect("", new Main(environment()).commandLine(), leaves);
    assertThat(leaves).hasSizeGreaterThanOrEqualTo(30);
    leaves.forEach((name, spec) -> {
      assertThat(spec.usageMessage().description()).as(name).isNotEmpty();
      assertThat(spec.args()).as(name).allMatch(arg -> arg.description().length > 0);
      assertThat(spec.optionsMap()).as(name).containsKey("--help");
      assertThat(spec.optionsMap().containsKey("--json"))
          .as(name)
          .isEqualTo(!Set.of("cat", "completion").contains(name));
    });
  }

  private static void collect(String above, CommandLine line, Map<String, CommandSpec> leaves) {
    line.getSubcommands()
        .forEach((name, command) -> {
          if (command.getSubcommands().isEmpty()) {
            leaves.put(above + name, command.getCommandSpec());
          }
          collect(above + name + " ", command, leaves);
        });
  }

  @Test
  void jsonWhereThereIsNone_isWrongUse_andPrintsNoResult() {
    assertThat(run("completion", "--json")).isEqualTo(Exit.USAGE);
    assertThat(run("cat", "Room/a", "--json")).isEqualTo(Exit.USAGE);
    assertThat(out.size()).isZero();
  }

  @Test
  void jsonResult_isAloneOnTheOutput_andAFailureLeavesItEmpty() throws Exception {
    assertThat(run("lock", "--json")).isEqualTo(Exit.OK);
    JsonNode printed = new ObjectMapper().readTree(out.toByteArray());
    assertThat(printed.path("unlocked").isBoolean()).isTrue();
    assertThat(err.size()).isZero();
    out.reset();
    assertThat(run("room", "list", "--json")).isEqualTo(Exit.LOCKED);
    assertThat(out.size()).isZero();
  }

  @Test
  void wrongUse_isExplained() {
    assertThat(run("put")).isEqualTo(Exit.USAGE);
    assertThat(run("room", "add", "r", "--user", "a", "--group", "b")).isEqualTo(Exit.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("Exception");
  }

  @Test
  void plainHttpToAnotherMachine_isRefused() {
    assertThat(run("login", "http://strongroom.invalid")).isEqualTo(Exit.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("https://");
  }

  @Test
  void notSignedIn_saysWhatToDo() {
    assertThat(run("whoami")).isEqualTo(Exit.LOCKED);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("strongroom enrol");
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new UncheckedIOException(new NoSuchFileException("x")), Exit.LOCAL, "There is no x."),
        Arguments.of(
            new UncheckedIOException("The pins are damaged", new IOException("not an object")),
            Exit.LOCAL,
            "The pins are damaged"),
        Arguments.of(
            new FileSystemException("x", null, "No space left on device"),
            Exit.LOCAL,
            "x: No space left on device. Nothing was left half-done."),
        Arguments.of(
            new ServerException(ServerException.AWAY, "away", "Gone."), Exit.AWAY, "Gone."),
        Arguments.of(new ServerException(503, "unavailable", "Away."), Exit.AWAY, "Away."),
        Arguments.of(new ServerException(401, "unauthenticated", "Who?"), Exit.LOCKED, "Who?"),
        Arguments.of(new ServerException(404, "not-found", "Not here."), Exit.REFUSED, "Not here."),
        Arguments.of(
            new MalformedException(ErrorCode.LISTING, "something is hidden"),
            Exit.NOT_VERIFIED,
            "LISTING: something is hidden."),
        Arguments.of(
            new MembershipException(MembershipException.Reason.LAST_MANAGER, "Name another."),
            Exit.REFUSED,
            "Name another."),
        Arguments.of(
            new ServerException(409, "stale-head", "Somebody was first."),
            Exit.REFUSED,
            "Somebody was first."),
        Arguments.of(new UnconfirmedException("Ask him."), Exit.LOCKED, "Ask him."),
        Arguments.of(
            new StaleException(ErrorCode.EPOCH_STALE, "keys are due"),
            Exit.NOT_VERIFIED,
            "EPOCH_STALE: keys are due."),
        Arguments.of(
            new AuthenticationException(ErrorCode.PROPOSAL, "answered before"),
            Exit.NOT_VERIFIED,
            "PROPOSAL: answered before."),
        Arguments.of(new IllegalStateException("secret"), Exit.UNEXPECTED, "IllegalState"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failure_hasItsExitCode_andOneLine(Exception failure, int status, String said) {
    assertThat(new Main(environment()).report(failure)).isEqualTo(status);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("strongroom: ")
        .contains(said)
        .doesNotContain("java.", "secret");
  }

  @Test
  void errorThatNamesSomethingHostile_isOneLineWithoutEscapes() {
    assertThat(run("put", "no\u001b[2J\nstrongroom: done", "Room/")).isEqualTo(Exit.LOCAL);
    String said = err.toString(StandardCharsets.UTF_8);
    assertThat(said.lines()).hasSize(1);
    assertThat(said).doesNotContain("\u001b").contains("\uFFFD");
  }

  @Test
  void resultsAndNotes_ofHostileText_arePrintedWithoutEscapes() {
    Action action =
        new Action() {
          @Override
          int act() throws Exception {
            note("note \u001b[31m");
            result(Map.of("name", "x\u009b\u202e"), "result \u009b2J\n\u202e");
            json = true;
            result(Map.of("name", "x\u009b\u202e"), "");
            return Exit.OK;
          }
        };
    action.use(environment());
    assertThatCode(action::act).doesNotThrowAnyException();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("note \uFFFD[31m" + END);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("result \uFFFD2J\n\uFFFD" + END + "{\"name\":\"x\\u009B\\u202E\"}" + END);
  }

  @Test
  void completion_isAScriptThatBashTakes_andNamesEveryCommand() throws Exception {
    assertThat(run("completion")).isEqualTo(Exit.OK);
    Path script = folder.resolve("completion");
    Files.write(script, out.toByteArray());
    assumeThat(Path.of("/bin/bash")).isExecutable();
    Process bash =
        new ProcessBuilder(
                "/bin/bash",
                "--norc",
                "-c",
                ". \"$1\"; COMP_WORDS=(strongroom room a); COMP_CWORD=2; _complete_strongroom;"
                    + " echo ${COMPREPLY[@]}; COMP_WORDS=(strongroom ''); COMP_CWORD=1;"
                    + " _complete_strongroom; echo ${COMPREPLY[@]}",
                "bash",
                script.toString())
            .redirectErrorStream(true)
            .start();
    List<String> said = bash.inputReader(StandardCharsets.UTF_8).readAllLines();
    assertThat(bash.waitFor()).as(said.toString()).isZero();
    assertThat(said).hasSize(2);
    assertThat(said.getFirst().split(" ")).contains("accept", "add");
    assertThat(said.getLast().split(" "))
        .containsAll(new Main(environment()).commandLine().getSubcommands().keySet());
  }
}
