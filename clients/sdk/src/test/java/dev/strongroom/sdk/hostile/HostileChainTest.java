package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.Listing;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.transfer.TransferListener;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chains of groups and rooms: rolled back, forked, bent, and with keys that are due. */
class HostileChainTest {
  @TempDir Path folder;
  private World world;

  @BeforeEach
  void begin() throws Exception {
    world = new World(folder);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private UserId user(String name) {
    try (Strongroom client = world.client("manager")) {
      return client.people().named(name).user();
    }
  }

  private ChainId group() {
    try (Strongroom manager = world.client("manager")) {
      ChainId group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("member"), GroupRole.MEMBER);
      return group;
    }
  }

  /** Requires the refusal, and that it moved no pin and was the end of it. */
  private void assertRefusedAtOnce(ErrorCode code, ChainId room) throws Exception {
    String pins = world.pins("member");
    world.platform().forgetRequests();
    assertRefused(code, () -> world.with("member", room, open -> {}));
    assertThat(world.pins("member")).isEqualTo(pins);
    world.assertNoRequest(Request.to("/storage/"));
  }

  @Test
  void t30_roomRolledBackToBeforeAWithdrawal_groupRollback() throws Exception {
    ChainId room = world.room();
    Runnable old = world.platform().chains().remember();
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("outsider"), Role.VIEWER);
    }
    world.with("member", room, open -> {});
    old.run();
    assertRefusedAtOnce(ErrorCode.GROUP_ROLLBACK, room);
  }

  /** Its copy of the log is gone, and what it has pinned of the room is not. */
  @Test
  void t30_roomAndLogRolledBack_forAClientThatLostItsCopyOfTheLog_groupRollback() throws Exception {
    ChainId room = world.room();
    Runnable old = world.platform().chains().remember();
    Runnable oldLog = world.platform().organisation().rememberLog();
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("outsider"), Role.VIEWER);
    }
    world.with("member", room, open -> {});
    old.run();
    oldLog.run();
    world.forgetLog("member");
    assertRefusedAtOnce(ErrorCode.GROUP_ROLLBACK, room);
  }

  @Test
  void t31_twoChainsShownToTwoMembers_logForkAndGroupFork() throws Exception {
    ChainId room = world.room();
    Runnable old = world.platform().chains().remember();
    Runnable oldLog = world.platform().organisation().rememberLog();
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("outsider"), Role.VIEWER);
    }
    world.with("member", room, open -> {});
    old.run();
    oldLog.run();
    // The manager's other machine, which has pinned nothing of this.
    world.secondMachine("manager");
    world.forgetLog("manager");
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("outsider"), Role.EDITOR);
    }
    assertRefusedAtOnce(ErrorCode.LOG_FORK, room);
    // Even a client that has lost its copy of the log knows the chain that it has seen.
    world.forgetLog("member");
    assertRefusedAtOnce(ErrorCode.GROUP_FORK, room);
    // Also where the other one has gone on since.
    try (Strongroom manager = world.client("manager")) {
      manager.changeRole(room.toString(), new Grantee.User(user("outsider")), Role.VIEWER);
    }
    world.forgetLog("member");
    assertRefusedAtOnce(ErrorCode.GROUP_FORK, room);
  }

  @Test
  void t31_anotherLinkInAPlaceThatTheLogGaveAway_countsForNothing() throws Exception {
    ChainId room = world.room();
    Runnable old = world.platform().chains().remember();
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("outsider"), Role.VIEWER);
    }
    old.run();
    world.secondMachine("manager");
    assertRefused(
        ErrorCode.CHAIN_BODY,
        () -> {
          try (Strongroom manager = world.client("manager")) {
            manager.grant(room.toString(), manager.people().named("outsider"), Role.EDITOR);
          }
        });
  }

  @Test
  void t30_groupRolledBackToBeforeARemoval_groupRollback() throws Exception {
    ChainId group = group();
    Runnable old = world.platform().chains().remember();
    try (Strongroom manager = world.client("manager")) {
      manager.addMember(group, manager.people().named("outsider"), GroupRole.MEMBER);
      assertThat(manager.removeMember(group, user("outsider")).renewed()).isZero();
    }
    try (Strongroom member = world.client("member")) {
      assertThat(member.groups()).hasSize(1);
    }
    old.run();
    String pins = world.pins("member");
    assertRefused(
        ErrorCode.GROUP_ROLLBACK,
        () -> {
          try (Strongroom member = world.client("member")) {
            member.groups();
          }
        });
    assertThat(world.pins("member")).isEqualTo(pins);
  }

  @Test
  void anotherRoomUnderThisId_chainId() throws Exception {
    ChainId room = world.room();
    ObjectNode[] other = new ObjectNode[1];
    try (Strongroom manager = world.client("manager")) {
      String second = manager.createRoom("Plans").toString();
      manager.grant(second, manager.people().named("member"), Role.EDITOR);
      world
          .platform()
          .bend(Request.get("/access/v1/rooms/" + second), json -> other[0] = json.deepCopy());
      manager.room(second).close();
    }
    world.platform().lie(Request.get("/access/v1/rooms/" + room), Answer.json(other[0]));
    assertRefused(ErrorCode.CHAIN_ID, () -> world.with("member", room, open -> {}));
  }

  @Test
  void roomThatDoesNotVerify_hidesNoneOfTheOthers() throws Exception {
    ChainId room = world.room();
    ChainId second;
    try (Strongroom manager = world.client("manager")) {
      second = manager.createRoom("Plans");
    }
    world
        .platform()
        .bend(
            Request.get("/access/v1/rooms/" + room),
            json -> ((ObjectNode) json.path("boxes").path(0)).put("box", "AAAA"));
    try (Strongroom manager = world.client("manager")) {
      Listing<Strongroom.RoomSummary> listing = manager.roomListing();
      assertThat(listing.opened()).extracting(Strongroom.RoomSummary::id).containsExactly(second);
      assertThat(listing.refused()).containsOnlyKeys(room);
      assertThat(listing.refused())
          .hasEntrySatisfying(room, why -> assertThat(why.code()).isEqualTo(ErrorCode.GROUP_CHAIN));
      assertRefused(ErrorCode.GROUP_CHAIN, manager::rooms);
    }
  }

  /** The removal has taken effect by then: it is told as done, and the room that waits is named. */
  @Test
  void removalFromAGroup_roomsThatDoNotVerify_areNamed_andTheOthersRenewed() throws Exception {
    ChainId group = group();
    ChainId bad;
    ChainId good;
    try (Strongroom manager = world.client("manager")) {
      bad = manager.createRoom("Board");
      good = manager.createRoom("Plans");
      manager.grant(bad.toString(), group, Role.EDITOR);
      manager.grant(good.toString(), group, Role.EDITOR);
    }
    world
        .platform()
        .bend(
            Request.get("/access/v1/rooms/" + bad),
            json -> ((ObjectNode) json.path("boxes").path(0)).put("box", "AAAA"));
    try (Strongroom manager = world.client("manager")) {
      Strongroom.Removed removed = manager.removeMember(group, user("member"));
      assertThat(removed.renewed()).isEqualTo(1);
      assertThat(removed.left()).containsOnlyKeys(bad);
      assertThat(removed.left().get(bad)).startsWith("GROUP_CHAIN");
    }
    world.with(
        "manager", good, open -> assertThat(open.chain().newest().epoch().number()).isEqualTo(2));
  }

  @Test
  void chainWithoutLinks_chainBody() throws Exception {
    ChainId room = world.room();
    world
        .platform()
        .bend(
            Request.get("/access/v1/rooms/"), json -> ((ArrayNode) json.path("links")).removeAll());
    assertRefused(ErrorCode.CHAIN_BODY, () -> world.with("member", room, open -> {}));
  }

  @Test
  void t63_boxOrHistoryOfTheEpochExchanged_groupChain() throws Exception {
    ChainId room = world.room();
    for (String part : List.of("box", "history")) {
      world.platform().beHonest();
      world
          .platform()
          .bend(
              Request.get("/access/v1/rooms/"),
              json -> ((ObjectNode) json.path("boxes").path(0)).put(part, "AAAA"));
      assertRefused(ErrorCode.GROUP_CHAIN, () -> world.with("member", room, open -> {}));
    }
  }

  @Test
  void t18_worthlessWrapBesideTheGoodOne_theGoodOneOpens() throws Exception {
    ChainId room = world.room();
    world
        .platform()
        .bend(
            Request.get("/access/v1/rooms/"),
            json -> {
              ArrayNode wraps = (ArrayNode) json.path("wraps");
              ArrayNode good = wraps.deepCopy();
              wraps.removeAll();
              for (JsonNode wrap : good) {
                wraps.add(wrap.<ObjectNode>deepCopy().put("wrap", "AAAA"));
                wraps.add(wrap.<ObjectNode>deepCopy().put("kind", "group").put("reference", "x"));
              }
              wraps.addAll(good);
            });
    world.with("member", room, open -> assertThat(open.name()).isEqualTo("Board"));
  }

  /** The manager's rekey is held back, and the viewer is not the one to make it. */
  @Test
  void t33_rekeyDueAndNotInHisPower_epochStaleAndNothingSent() throws Exception {
    ChainId group = group();
    ChainId room;
    try (Strongroom manager = world.client("manager")) {
      room = manager.createRoom("Board");
      manager.grant(room.toString(), group, Role.EDITOR);
      manager.grant(room.toString(), manager.people().named("outsider"), Role.VIEWER);
      world.platform().chains().hide(room);
      manager.removeMember(group, user("member"));
      world.platform().chains().show();
    }
    Path file = world.file("report", "text");
    world.platform().forgetRequests();
    assertRefused(
        ErrorCode.EPOCH_STALE,
        () ->
            world.with(
                "outsider",
                room,
                open -> open.put(file, World.path("report"), TransferListener.NONE)));
    world.assertNoRequest(
        Request.to("/uploads").or(Request.to("/commits")).or(Request.post("/links")));
  }

  /** Removed while his client was open: what he holds is an old epoch, and he learns of it. */
  @Test
  void t33_groupMovedOnWhileTheRoomWasOpen_keysAreRenewedBeforeTheNextCommit() throws Exception {
    ChainId group = group();
    ChainId room;
    try (Strongroom manager = world.client("manager")) {
      room = manager.createRoom("Board");
      manager.grant(room.toString(), group, Role.EDITOR);
    }
    Path file = world.file("report", "text");
    world.with(
        "manager",
        room,
        open -> {
          long before = open.chain().newest().epoch().number();
          world.platform().chains().hide(room);
          try (Strongroom elsewhere = world.client("manager")) {
            elsewhere.removeMember(group, user("member"));
          }
          world.platform().chains().show();
          world.platform().lieOnce(Request.post("/commits"), Answer.problem(409, "epoch-stale"));
          open.put(file, World.path("report"), TransferListener.NONE);
          assertThat(open.chain().newest().epoch().number()).isEqualTo(before + 1);
        });
  }

  @Test
  void withdrawnFromARoom_hisOldPinIsNoWayBack() throws Exception {
    ChainId room = world.room();
    world.with("member", room, open -> {});
    try (Strongroom manager = world.client("manager")) {
      manager.withdraw(room.toString(), new Grantee.User(user("member")));
    }
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> world.with("member", room, open -> {}));
  }
}
