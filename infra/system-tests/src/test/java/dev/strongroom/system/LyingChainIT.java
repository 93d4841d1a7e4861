package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Lists;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.transfer.TransferListener;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Chains that the server bends, alone and with a member's or manager's real keys. */
@ExtendWith(Scene.Shared.class)
@Timeout(60)
class LyingChainIT {
  private static Scene scene;
  private static LyingServer server;
  private static SceneChains chains;

  @BeforeAll
  static void start(Scene shared) {
    scene = shared;
    server = shared.server();
    chains = new SceneChains(shared);
  }

  @Test
  void t29_ghostByALinkThatTheLogDoesNotHave_groupChain() throws Exception {
    ChainId group = chains.group(GroupRole.MANAGER);
    GroupState before = chains.groupState(group);
    try (Forger member = new Forger(scene, "member");
        Forger ghost = new Forger(scene, "outsider")) {
      Forger.serveGroup(scene, group, List.of(member.group(before, ghost.put(GroupRole.MEMBER))));
      scene.assertRefusedAndNothingKept(
          ErrorCode.GROUP_CHAIN, "manager", () -> chains.groupState(group));
    }
    server.tellTheTruth();
    assertThat(chains.groupState(group).head()).isEqualTo(before.head());
  }

  /** A manager lends his keys: his list has one more than his changes say. */
  @Test
  void t29_t63_ghostInTheListThatNoChangePutThere_groupChain() {
    GroupState before = chains.groupState(chains.group(GroupRole.MANAGER));
    try (Forger member = new Forger(scene, "member");
        Forger ghost = new Forger(scene, "outsider")) {
      Lists.Root withGhost =
          Lists.ofMembers(before.members(), List.of(ghost.put(GroupRole.MEMBER)));
      chains.assertVoid(
          before,
          List.of(member.group(before, List.of(), withGhost)),
          List.of(ErrorCode.GROUP_CHAIN));
    }
  }

  @Test
  void t30_roomRolledBackToBeforeAWithdrawal_groupRollback() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    String[] old = new String[1];
    String path = "GET /access/v1/rooms/" + room + ".*";
    server.lie(
        path,
        answer -> {
          old[0] = answer.text();
          return answer;
        });
    scene.with("manager", room, _ -> {});
    server.tellTheTruth();
    try (Strongroom manager = scene.client("manager")) {
      manager.withdraw(room.toString(), new Grantee.User(scene.user("member")));
    }
    scene.with("manager", room, _ -> {});
    server.instead(path, _ -> LyingServer.Answer.of(200, old[0]));
    server.forgetRequests();
    scene.assertRefusedAndNothingKept(
        ErrorCode.GROUP_ROLLBACK, "manager", () -> scene.with("manager", room, _ -> {}));
    assertThat(server.requests()).noneMatch(r -> r.contains("/storage/"));
    server.tellTheTruth();
    scene.assertReads("manager", room, "first");
  }

  /** The log's key is the server's, and so is a second history: one member has seen the first. */
  @Test
  void t31_anotherHistoryOfTheLogAndOfAGroup_logForkAndGroupFork() throws Exception {
    ChainId group;
    Signed<GroupLink> other;
    try (Strongroom manager = scene.client("manager");
        Forger forger = new Forger(scene, "manager");
        Forger outsider = new Forger(scene, "outsider")) {
      group = manager.createGroup("Forked " + System.nanoTime());
      other = forger.group(chains.state(manager, group), outsider.put(GroupRole.MEMBER));
      manager.addMember(group, Scene.person(manager, "member"), GroupRole.MEMBER);
    }
    GroupState now = chains.groupState(group);
    new ForgedLog(scene)
        .rewrite(
            DirectoryEntry.group(group, 1, now.head()),
            DirectoryEntry.group(group, 1, other.hash()))
        .serve();
    server.edit(
        "GET /access/v1/groups/" + group + ".*",
        answer ->
            ((ObjectNode) answer.path("links").path(1))
                .put("envelope", other.envelope().encode().toBase64Url()));
    List<String> evidence = scene.evidence("manager");
    scene.assertRefusedAndNothingKept(
        ErrorCode.LOG_FORK, "manager", () -> scene.client("manager").close());
    assertThat(scene.evidence("manager")).hasSize(evidence.size() + 1);
    // Even a client that has lost its copy of the log knows the chain that it has seen.
    scene.forgetLog("manager");
    scene.assertRefusedAndNothingKept(
        ErrorCode.GROUP_FORK, "manager", () -> chains.groupState(group));
  }

  @Test
  void t32_linkByAMemberOrAnOutsiderOrAViewer_groupRole() throws Exception {
    GroupState group = chains.groupState(chains.group(GroupRole.MEMBER));
    RoomState room = chains.roomState(scene.room(Role.VIEWER));
    try (Forger member = new Forger(scene, "member");
        Forger outsider = new Forger(scene, "outsider")) {
      chains.assertVoid(
          group,
          List.of(
              member.group(group, member.put(GroupRole.MANAGER)),
              outsider.group(group, outsider.put(GroupRole.MEMBER))),
          List.of(ErrorCode.GROUP_ROLE, ErrorCode.GROUP_ROLE));
      server.tellTheTruth();
      scene.theTruthAgain();
      chains.assertVoid(
          room,
          List.of(
              member.room(room, member.as(Role.MANAGER)),
              outsider.room(room, outsider.as(Role.VIEWER))),
          List.of(ErrorCode.GROUP_ROLE, ErrorCode.GROUP_ROLE));
    }
  }

  /**
   * The group lets somebody go, and the room's new keys are held back: a viewer cannot make any.
   */
  @Test
  void t33_newFileUnderAnOldEpoch_epochStaleAndNothingSent() throws Exception {
    ChainId group = chains.group(GroupRole.MEMBER);
    ChainId room = scene.room(Role.VIEWER);
    try (Strongroom manager = scene.client("manager")) {
      manager.addMember(group, Scene.person(manager, "outsider"), GroupRole.MEMBER);
      manager.grant(room.toString(), group, Role.EDITOR);
    }
    server.instead("POST /access/v1/rooms/.*links", _ -> LyingServer.Answer.of(403, "{}"));
    try (Strongroom manager = scene.client("manager")) {
      assertThat(manager.removeMember(group, scene.user("member")).left()).containsOnlyKeys(room);
    }
    server.forgetRequests();
    var file = scene.file("late");
    assertRefused(
        ErrorCode.EPOCH_STALE,
        () ->
            scene.with(
                "member",
                room,
                open -> open.put(file, RoomPath.parse("late"), TransferListener.NONE)));
    assertThat(scene.device("member").outgoing().all()).isEmpty();
    assertThat(server.requests()).noneMatch(r -> r.startsWith("POST ") && !r.contains("/proofs"));
    server.tellTheTruth();
    scene.put("manager", room, "after");
    scene.assertReads("manager", room, "after");
  }

  @Test
  void t34_chainOrStatementOverItsLimits_limit() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    String path = "GET /access/v1/rooms/" + room + ".*";
    server.edit(
        path,
        answer -> {
          JsonNode link = answer.path("links").path(0);
          ArrayNode voids = answer.withArray("voids");
          for (int i = 0; i <= 10_000; i++) {
            voids.add(link);
          }
        });
    scene.assertRefusedAndNothingKept(
        ErrorCode.LIMIT, "manager", () -> scene.with("manager", room, _ -> {}));
    server.tellTheTruth();
    server.edit(
        path,
        answer ->
            ((ObjectNode) answer.path("links").path(0)).put("envelope", "A".repeat(20 << 20)));
    scene.assertRefusedAndNothingKept(
        ErrorCode.LIMIT, "manager", () -> scene.with("manager", room, _ -> {}));
    server.tellTheTruth();
    scene.assertReads("manager", room, "first");
  }
}
