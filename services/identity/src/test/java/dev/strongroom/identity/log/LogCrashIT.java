package dev.strongroom.identity.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.kit.testing.Crash;
import dev.strongroom.kit.testing.World;
import dev.strongroom.local.LeasedServices;
import dev.strongroom.local.PartFailedException;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.DirectoryLog;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The identity service is killed at a named point of an append, which is a table that this test
 * holds locked. No two checkpoints disagree afterwards, and what was acknowledged is there.
 */
class LogCrashIT {
  private static World world;
  private static World.Person member;
  private static Crash crash;

  @BeforeAll
  static void start() {
    world = World.start("identity-log-crash", "identity").founded();
    member = world.enrolled("member");
    crash = new Crash(world, "identity");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  /** Before the entry, before its nodes, before the checkpoint, before the new size. */
  @ParameterizedTest
  @ValueSource(strings = {"log_entry", "log_node", "log_checkpoint", "log_state"})
  void append_killedAndSentAgain_isLoggedOnceUnderOneTree(String point) throws Exception {
    LogClient client = new LogClient(world, member);
    Hash room = LogClient.hash("room " + point);
    DirectoryLog before = client.advanced();
    long size = before.size();

    crash.at(point, () -> client.append("access", "room", room, 0, LogClient.hash("x " + point)));

    assertThat(client.advanced().size()).isEqualTo(size);
    assertThat(client.append(room, 0, LogClient.hash("other " + point))).isEqualTo(size);
    assertThat(client.append(room, 0, LogClient.hash("x " + point))).isEqualTo(size + 1);
    assertThat(client.append(room, 0, LogClient.hash("x " + point))).isEqualTo(size + 1);
    assertThat(client.advanced().size()).isEqualTo(size + 2);
  }

  /** A statement and its entry are one: neither is there without the other. */
  @ParameterizedTest
  @ValueSource(strings = {"log_entry", "log_checkpoint"})
  void identity_killedWhileItIsLogged_isNeitherPublishedNorLogged(String point) throws Exception {
    World.Person person = world.signedIn("crash-" + point.replace('_', '-'));
    Map<String, Object> identity = world.identityOf(person);
    LogClient client = new LogClient(world, member);

    crash.at(
        point,
        () -> world.as(person, "identity").body(identity).post("/identity/v1/me/identities"));

    assertThat(client.advanced().of(DirectoryEntry.Kind.IDENTITY, person.keys().user().value()))
        .isEmpty();
    world
        .as(person, "identity")
        .body(identity)
        .post("/identity/v1/me/identities")
        .then()
        .statusCode(200);
    assertThat(client.advanced().of(DirectoryEntry.Kind.IDENTITY, person.keys().user().value()))
        .hasSize(1);
  }

  @Test
  void start_underAKeyThatThePolicyDoesNotName_isRefused() {
    world.services().stop("identity");
    try {
      byte[] other = LogClient.hash("another seed").value().toArray();
      String seed = Base64.getEncoder().encodeToString(other);
      assertThatThrownBy(
              () -> LeasedServices.start(world.lease(), Map.of("directory.key", seed), "identity"))
          .isInstanceOf(PartFailedException.class);
      assertThatThrownBy(() ->
              LeasedServices.start(world.lease(), Map.of("directory.key", "nonsense"), "identity"))
          .isInstanceOf(PartFailedException.class);
    } finally {
      world.services().start("identity");
    }
  }
}
