package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.server.ServerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names of rooms and groups that others made: T67. */
class AcceptedNamesTest {
  @TempDir Path folder;

  private World world;

  @BeforeEach
  void start() throws IOException {
    world = new World(folder);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /** A group of the manager's, with the member in it. */
  private ChainId group(String name) {
    try (Strongroom manager = world.client("manager")) {
      ChainId group = manager.createGroup(name);
      manager.addMember(group, manager.people().named("member"), GroupRole.MEMBER);
      return group;
    }
  }

  @Test
  void t67_groupMadeBySomebodyElse_isCalledByItsNameOnlyOnceItIsAccepted() {
    ChainId group = group("Staff");
    try (Strongroom member = world.client("member")) {
      assertThatThrownBy(() -> member.groupId("Staff"))
          .isInstanceOf(ServerException.class)
          .hasMessageContaining("strongroom group accept ID");
      assertThat(member.peopleOf(group).creator().claimedName()).isEqualTo("manager");
      assertThat(member.acceptGroup(group)).isEqualTo("Staff");
      assertThat(member.groupId("Staff")).isEqualTo(group);
      assertThat(member.acceptGroup(group)).as("once more").isEqualTo("Staff");
    }
    try (Strongroom later = world.client("member")) {
      assertThat(later.groupId("Staff")).isEqualTo(group);
    }
  }

  @Test
  void t67_nameLikeOneThatIsKnown_nameAmbiguousAndNothingIsAccepted() {
    ChainId group = group("Payroll");
    ChainId room = world.room("Board");
    try (Strongroom member = world.client("member")) {
      member.createRoom("\uff30AYROLL");
      member.createGroup("board");
    }
    try (Strongroom member = world.client("member")) {
      assertRefused(ErrorCode.NAME_AMBIGUOUS, () -> member.acceptGroup(group));
      assertRefused(ErrorCode.NAME_AMBIGUOUS, () -> member.acceptRoom(room));
      assertThat(member.pins().names()).doesNotContainKeys(group, room);
      assertThat(member.groupId(group.toString())).as("by its id").isEqualTo(group);
    }
    assertThat(world.device("member").pins().names()).hasSize(2).doesNotContainKeys(group, room);
  }

  @Test
  void t67_newRoomOrGroupLikeOneThatIsKnown_nameAmbiguousAndNothingIsSigned() {
    try (Strongroom manager = world.client("manager")) {
      manager.createGroup("Payroll");
      world.platform().forgetRequests();
      for (String alike : List.of("Payroll", "payroll", "\uff30ayroll")) {
        assertRefused(ErrorCode.NAME_AMBIGUOUS, () -> manager.createRoom(alike));
        assertRefused(ErrorCode.NAME_AMBIGUOUS, () -> manager.createGroup(alike));
      }
      world.assertNoRequest(Request.post("/access/"));
    }
  }

  @Test
  void t67_madeUpGroupThatBeginsAlike_nameAmbiguous() {
    ChainId group = group("Staff");
    String beginning = group.toString().substring(0, 10);
    String other = beginning + (group.toString().charAt(10) == 'A' ? "B" : "A");
    world
        .platform()
        .bend(
            Request.get("/access/v1/groups"),
            json -> {
              if (json instanceof ArrayNode groups) {
                groups.addObject().put("room", other + group.toString().substring(11));
              }
            });
    try (Strongroom member = world.client("member")) {
      assertRefused(ErrorCode.NAME_AMBIGUOUS, () -> member.groupId(beginning));
      assertThat(member.groupId(group.toString())).isEqualTo(group);
    }
  }
}
