package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.chain.ChainReplay;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.room.Room;
import java.util.List;

/** Groups and rooms of a scene, as the manager's client verifies them. */
final class SceneChains {
  private final Scene scene;

  SceneChains(Scene scene) {
    this.scene = scene;
  }

  /** A group of the manager's, with the member in it. */
  ChainId group(GroupRole role) {
    try (Strongroom manager = scene.client("manager")) {
      ChainId group = manager.createGroup("Group " + System.nanoTime());
      manager.addMember(group, Scene.person(manager, "member"), role);
      return group;
    }
  }

  GroupState state(Strongroom client, ChainId group) {
    return client.groups().stream()
        .filter(g -> g.id().equals(group))
        .findFirst()
        .orElseThrow()
        .state();
  }

  GroupState groupState(ChainId group) {
    try (Strongroom manager = scene.client("manager")) {
      return state(manager, group);
    }
  }

  RoomState roomState(ChainId room) {
    try (Strongroom manager = scene.client("manager");
        Room open = manager.room(room.toString())) {
      return open.chain().newest();
    }
  }

  private static List<ErrorCode> why(Strongroom client, ChainId chain) {
    return client.voided(chain).stream().map(ChainReplay.Voided::why).toList();
  }

  /**
   * Has the log have links for a group's next place. Requires that none of them counts, each for
   * its reason, and that the group is as it was.
   */
  void assertVoid(GroupState before, List<Signed<GroupLink>> links, List<ErrorCode> why) {
    ForgedLog log = new ForgedLog(scene);
    Forger.log(log, before, links);
    assertVoid(log, before, links, why);
  }

  /** Likewise on a log that has more, and these. */
  void assertVoid(
      ForgedLog log, GroupState before, List<Signed<GroupLink>> links, List<ErrorCode> why) {
    log.serve();
    Forger.serveGroup(scene, before.id(), links);
    try (Strongroom manager = scene.client("manager")) {
      assertThat(state(manager, before.id()).head()).isEqualTo(before.head());
      assertThat(why(manager, before.id())).isEqualTo(why);
    }
  }

  /** The same of a room. */
  void assertVoid(RoomState before, List<Signed<RoomLink>> links, List<ErrorCode> why) {
    ForgedLog log = new ForgedLog(scene);
    Forger.log(log, before, links);
    assertVoid(log, before, links, why);
  }

  void assertVoid(
      ForgedLog log, RoomState before, List<Signed<RoomLink>> links, List<ErrorCode> why) {
    log.serve();
    Forger.serveRoom(scene, before.id(), links);
    try (Strongroom manager = scene.client("manager");
        Room open = manager.room(before.id().toString())) {
      assertThat(open.chain().newest().head()).isEqualTo(before.head());
      assertThat(why(manager, before.id())).isEqualTo(why);
    }
  }
}
