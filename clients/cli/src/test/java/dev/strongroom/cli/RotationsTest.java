package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.sdk.device.Strictness;
import dev.strongroom.sdk.hostile.Answer;
import dev.strongroom.sdk.hostile.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code contact rotations} shows what holds. */
class RotationsTest {
  @TempDir Path folder;

  private World world;
  private Terminal member;

  @BeforeEach
  void start() throws IOException {
    world = new World(folder);
    member = new Terminal(world.config("member"));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private String rotations(String... set) {
    String[] all = new String[set.length + 2];
    all[0] = "contact";
    all[1] = "rotations";
    System.arraycopy(set, 0, all, 2, set.length);
    assertThat(member.run(all)).isEqualTo(Exit.OK);
    return member.out().strip();
  }

  @Test
  void policyThatDemandsBlock_holds_whateverIsSetHere() {
    assertThat(rotations()).isEqualTo("A contact's routine rotation: warn");
    Organisation organisation = world.platform().organisation();
    world.publish(
        Policy.following(
            organisation.root(),
            organisation.policy(),
            organisation.policy().body().terms().withLimits(Map.of(Strictness.LIMIT, 1L)),
            Organisation.TIME));
    assertThat(rotations())
        .isEqualTo(
            "A contact's routine rotation: block, as the policy demands; here it is set to warn");
    assertThat(rotations("block")).isEqualTo("A contact's routine rotation: block");
    assertThat(rotations("warn", "--json")).contains("\"rotations\":\"block\"");
  }

  @Test
  void policyThatCannotBeAsked_nothingIsSet() {
    world.platform().lie(_ -> true, Answer.busy("3600"));
    assertThat(member.run("contact", "rotations", "block")).isEqualTo(Exit.AWAY);
    assertThat(world.config("member").strictness()).isEqualTo(Strictness.WARN);
  }

  @Test
  void whoHasNotEnrolled_isShownWhatIsSetHere() {
    Terminal stranger = new Terminal(world.config("stranger"));
    assertThat(stranger.run("contact", "rotations", "block")).isEqualTo(Exit.OK);
    assertThat(stranger.out()).contains("rotation: block");
  }
}
