package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.sdk.StrongroomConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command says before it reaches any server. */
class MainTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    StrongroomConfig config =
        new StrongroomConfig(
            folder.resolve("config"),
            folder.resolve("runtime"),
            new SecureRandom(),
            Clock.systemUTC());
    Environment environment =
        new Environment(
            config,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            address -> {},
            () -> "",
            () -> new char[0]);
    return new Main(environment).run(arguments);
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

  @Test
  void completion_isAScript() {
    assertThat(run("completion")).isEqualTo(Exit.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("complete");
  }
}
