package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.room.Room;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group that somebody has left, who holds its keys, and the rooms that it is granted. */
class DueGroupTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;
  private ChainId group;

  @BeforeEach
  void somebodyHasLeftAGroup() throws Exception {
    world = new World(folder);
    room = world.room();
    world.put("manager", room, world.file("first", "first"), "first");
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("outsider"), GroupRole.MEMBER);
      manager.grant(room.toString(), group, Role.VIEWER);
    }
    try (Strongroom outsider = world.client("outsider")) {
      outsider.leaveGroup(group);
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void memberWhoWrites_renewsTheGroupsKeysFirst_thenTheRooms() throws Exception {
    world.put("manager", room, world.file("second", "second"), "second");
    try (Strongroom manager = world.client("manager");
        Room open = manager.room(room.toString())) {
      assertThat(manager.groups().getFirst().state().epoch().number()).isEqualTo(2);
      assertThat(open.chain().newest().epoch().number()).isEqualTo(2);
      assertThat(open.chain().rekeyDue()).isFalse();
    }
  }

  @Test
  void editorWhoIsNotInTheGroup_isToldThatItsMembersComeFirst() throws Exception {
    assertRefused(
        ErrorCode.EPOCH_STALE,
        () -> world.put("member", room, world.file("second", "second"), "second"));
    world.put("manager", room, world.file("second", "second"), "second");
    world.put("member", room, world.file("third", "third"), "third");
  }
}
