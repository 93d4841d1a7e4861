package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.hostile.Answer;
import dev.strongroom.sdk.hostile.Keys;
import dev.strongroom.sdk.hostile.Request;
import dev.strongroom.sdk.hostile.World;
import dev.strongroom.sdk.server.ServerException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code agent run}: what its rounds end in, and that it goes on afterwards. */
class AgentRunTest {
  private static final Duration LONGER_THAN_AN_UNLOCK = Duration.ofHours(9);

  @TempDir Path folder;

  private final MovedClock clock = new MovedClock();
  private World world;
  private ChainId room;
  private StrongroomConfig config;
  private Terminal terminal;

  /** The world's clock, moved on. */
  private static final class MovedClock extends Clock {
    private Instant now = World.CLOCK.instant();

    @Override
    public Instant instant() {
      return now;
    }

    void moveOn(Duration by) {
      now = now.plus(by);
    }

    @Override
    public ZoneId getZone() {
      return World.CLOCK.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void aMemberWithAnAgent() throws IOException {
    world = new World(folder);
    new Keys(world);
    room = world.room();
    world.trustRoot("member");
    StrongroomConfig his = world.config("member");
    config = new StrongroomConfig(his.folder(), his.runtime(), his.random(), clock);
    terminal = new Terminal(config);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private interface Step {
    void take() throws Exception;
  }

  /** Runs the agent, with a step after each round; after the last round it is stopped. */
  private void run(boolean json, Step... between) throws Exception {
    Deque<Step> steps = new ArrayDeque<>(List.of(between));
    AgentRun agent = new AgentRun();
    agent.use(terminal.environment());
    agent.json = json;
    agent.pauseBy(_ -> {
      if (steps.isEmpty()) {
        return true;
      }
      try {
        steps.removeFirst().take();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      return false;
    });
    assertThat(agent.act()).isEqualTo(Exit.OK);
    assertThat(steps).as("rounds that were not gone").isEmpty();
  }

  /** Something for the agent to do: it repeats every commit. */
  private void somebodyWrites() throws IOException {
    world.put("manager", room, world.file("local", "text"), "a");
  }

  private String passphraseFile() throws IOException {
    return Files.writeString(folder.resolve("passphrase"), "the first passphrase").toString();
  }

  @ParameterizedTest
  @CsvSource({"503, unavailable", "401, unauthenticated", "409, conflict", "500, internal"})
  void refusedRound_isToldOnce_andTheAgentGoesOn(int status, String reason) throws Exception {
    world
        .platform()
        .lie(_ -> true, status == 503 ? Answer.busy("3600") : Answer.problem(status, reason));
    run(
        false,
        () -> assertThat(terminal.err()).startsWith(reason + ": ").hasLineCount(1),
        () -> {
          assertThat(terminal.err()).as("the same again").isEmpty();
          world.platform().beHonest();
          somebodyWrites();
        });
    assertThat(terminal.err().lines()).containsExactly("The agent goes on.");
    assertThat(terminal.out()).contains("commits follow");
  }

  @Test
  void roundThatDoesNotVerify_isToldWithItsCode_andTheAgentGoesOn() throws Exception {
    somebodyWrites();
    world.platform().lie(Request.get("/identity/v1/organisation"), Answer.json(Map.of()));
    run(
        true,
        () -> {
          assertThat(terminal.err())
              .matches("(?s)[A-Z]+(_[A-Z]+)*: .* The agent tries again\\.\\R");
          assertThat(new ObjectMapper().readTree(terminal.out()).findValuesAsText("kind"))
              .containsExactly("failed");
          world.platform().beHonest();
        });
    assertThat(terminal.err().lines()).containsExactly("The agent goes on.");
    assertThat(terminal.out()).contains("\"kind\":\"repeated\"");
  }

  @Test
  void unlockThatRanOut_isMadeAgainWithTheMachinesOwnSlot() throws Exception {
    assertThat(terminal.run("device", "add", "--label", "here")).isEqualTo(Exit.OK);
    run(
        false,
        () -> {
          clock.moveOn(LONGER_THAN_AN_UNLOCK);
          somebodyWrites();
        });
    assertThat(terminal.err()).isEmpty();
    assertThat(terminal.out()).contains("commits follow");
  }

  @Test
  void unlockThatRanOut_withoutASlotHere_waitsForTheUser() throws Exception {
    String passphrase = passphraseFile();
    run(
        false,
        () -> clock.moveOn(LONGER_THAN_AN_UNLOCK),
        () -> {
          assertThat(terminal.err())
              .startsWith("locked: ")
              .contains("strongroom unlock", "strongroom device add")
              .hasLineCount(1);
          somebodyWrites();
        },
        () -> assertThat(terminal.run("unlock", "--passphrase-file", passphrase)).isZero());
    assertThat(terminal.err().lines()).containsExactly("The agent goes on.");
    assertThat(terminal.out()).contains("commits follow");
  }

  @Test
  void lockedByHand_staysLocked_untilItsUserUnlocks() throws Exception {
    assertThat(terminal.run("device", "add", "--label", "here")).isEqualTo(Exit.OK);
    run(
        false,
        () -> assertThat(terminal.run("lock")).isEqualTo(Exit.OK),
        () -> {
          assertThat(terminal.err()).startsWith("locked: Locked by hand");
          assertThat(terminal.run("unlock", "--device")).isEqualTo(Exit.OK);
          clock.moveOn(LONGER_THAN_AN_UNLOCK);
        });
    assertThat(terminal.err().lines()).containsExactly("The agent goes on.");
  }

  @Test
  void interrupted_endsAsAsked() throws Exception {
    run(
        false,
        () -> {
          throw new InterruptedException();
        });
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void oneRound_endsWithItsExitCode() {
    world.platform().lie(_ -> true, Answer.busy("3600"));
    assertThat(terminal.run("agent", "run", "--once")).isEqualTo(Exit.AWAY);
    world.platform().beHonest();
    clock.moveOn(LONGER_THAN_AN_UNLOCK);
    assertThat(terminal.run("agent", "run", "--once")).isEqualTo(Exit.LOCKED);
  }

  @Test
  void whatNoLaterRoundCouldMend_isFoundBeforeTheFirst() {
    assertThat(terminal.run("agent", "run", "--interval", "2")).isEqualTo(Exit.USAGE);
    Terminal outsider = new Terminal(world.config("outsider"));
    assertThat(outsider.run("agent", "run")).isEqualTo(Exit.NOT_VERIFIED);
    assertThat(outsider.err()).startsWith("strongroom: ROOT: ");
    Terminal stranger = new Terminal(world.config("stranger"));
    assertThat(stranger.run("agent", "run")).isEqualTo(Exit.LOCKED);
    assertThat(stranger.err()).contains("strongroom enrol");
    world.assertNoRequest(request -> request.token().equals("outsider"));
  }

  @Test
  void mistakeInTheProgram_isNoRoundToBeGoneAgain() {
    assertThat(RoundFailure.of(new IllegalStateException("x"))).isEmpty();
    assertThat(RoundFailure.of(new ServerException(409, "conflict", "No.")))
        .contains(new RoundFailure("conflict", "No."));
    assertThat(RoundFailure.of(new LockedException("Unlock")).orElseThrow().sentence())
        .isEqualTo("Unlock.");
  }

  @Test
  void mistakeInTheProgram_endsTheAgent() throws Exception {
    somebodyWrites();
    PrintStream broken =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            throw new IllegalStateException("a mistake");
          }
        };
    AgentRun agent = new AgentRun();
    Environment usual = terminal.environment();
    agent.use(
        new Environment(
            config, broken, usual.err(), false, usual.browser(), usual.question(), usual.secret()));
    assertThatThrownBy(agent::act).isInstanceOf(IllegalStateException.class);
  }
}
