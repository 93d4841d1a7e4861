package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.directory.RoomMap;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.Repeating;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.transfer.TransferListener;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A room's history and state, by a server that has an editor on its side. */
@ExtendWith(Scene.Shared.class)
@Timeout(60)
class LyingRoomIT {
  private static Scene scene;
  private static LyingServer server;
  private static SceneChains chains;
  private Forger member;

  @BeforeAll
  static void start(Scene shared) {
    scene = shared;
    server = shared.server();
    chains = new SceneChains(shared);
  }

  @BeforeEach
  void begin() throws Exception {
    member = new Forger(scene, "member");
  }

  @AfterEach
  void end() throws Exception {
    member.close();
    scene.asItWas();
  }

  private static void open(String who, ChainId room) throws Exception {
    scene.with(who, room, Room::verified);
  }

  private static void refused(ErrorCode code, String who, ChainId room) throws Exception {
    server.forgetRequests();
    scene.assertRefusedAndNothingKept(code, who, () -> open(who, room));
    assertThat(server.requests()).noneMatch(r -> r.contains("/children") || r.contains("/proofs"));
  }

  /** A room without a commit, in which the member writes. */
  private static ChainId emptyRoom() {
    try (Strongroom manager = scene.client("manager")) {
      ChainId room = manager.createRoom("Empty " + System.nanoTime());
      manager.grant(room.toString(), Scene.person(manager, "member"), Role.EDITOR);
      return room;
    }
  }

  private static NodeId root(ChainId room) {
    return RoomFolders.of(scene.organisation(), room).root();
  }

  private static void withdraw(ChainId room) {
    try (Strongroom manager = scene.client("manager")) {
      manager.withdraw(room.toString(), new Grantee.User(scene.user("member")));
    }
  }

  @Test
  void t36_deletedNodeBackInItsFolder_listing() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    String path = "GET /storage/v1/rooms/" + room + "/folders.*";
    String[] old = new String[1];
    server.lie(
        path,
        answer -> {
          old[0] = answer.text();
          return answer;
        });
    scene.with("member", room, open -> open.list(RoomPath.parse("")).forEach(Entry::close));
    server.tellTheTruth();
    scene.with("manager", room, open -> open.remove(RoomPath.parse("first")));
    open("member", room);
    server.instead(path, _ -> LyingServer.Answer.of(200, old[0]));
    scene.assertRefusedAndNothingKept(
        ErrorCode.LISTING,
        "member",
        () -> scene.with("member", room, open -> open.list(RoomPath.parse(""))));
    server.tellTheTruth();
    scene.with("member", room, open -> assertThat(open.list(RoomPath.parse(""))).isEmpty());
  }

  @Test
  void t39_stateThatDoesNotFollowFromItsChanges_stateRootAndEvidence() throws Exception {
    ChainId room = emptyRoom();
    RoomState state = chains.roomState(room);
    scene.with(
        "member",
        room,
        open ->
            new ForgedRoom(scene, room)
                .first(
                    member,
                    state,
                    List.of(folder(open, ForgedRecord.newNode(member.random()), "said")),
                    List.of(folder(open, ForgedRecord.newNode(member.random()), "unsaid")))
                .serve());
    int evidence = scene.evidence("manager").size();
    assertRefused(ErrorCode.STATE_ROOT, () -> scene.with("manager", room, Room::repeat));
    assertThat(scene.evidence("manager")).hasSize(evidence + 1);
  }

  private static ForgedRecord folder(Room open, NodeId node, String name) {
    return ForgedRecord.folder(scene.organisation(), open, node, root(open.id()), name);
  }

  @Test
  void t60_folderThatLiesInItself_listingAndNoEndlessWalk() throws Exception {
    ChainId room = emptyRoom();
    RoomState state = chains.roomState(room);
    NodeId node = ForgedRecord.newNode(member.random());
    NodeId between = ForgedRecord.newNode(member.random());
    scene.with(
        "member",
        room,
        open -> {
          ForgedRecord top = folder(open, node, "all");
          ForgedRecord inside =
              ForgedRecord.folder(scene.organisation(), open, between, node, "between");
          ForgedRecord again =
              ForgedRecord.folder(
                  scene.organisation(), open, node, between, "again", Optional.of(top.record()));
          new ForgedRoom(scene, room)
              .first(member, state, List.of(top, inside, again), List.of())
              .serve();
        });
    var target = Files.createTempDirectory(scene.player("manager").folder(), "walk");
    assertRefused(
        ErrorCode.LISTING,
        () ->
            scene.with(
                "manager",
                room,
                open ->
                    open.getFolder(
                        RoomPath.parse(""), target.resolve("all"), false, TransferListener.NONE)));
    try (var files = Files.walk(target)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void t60_t69_commitUnderAKeyThatWasGivenUp_commitRole() throws Exception {
    for (Identity.Cause cause : List.of(Identity.Cause.ROTATION, Identity.Cause.COMPROMISE)) {
      ChainId room = scene.room(Role.EDITOR);
      RoomState state = chains.roomState(room);
      open("manager", room);
      ForgedLog log = new ForgedLog(scene);
      member.publish(log, member.rotated(cause).envelope());
      log.serve();
      new ForgedRoom(scene, room).empty(member, state).serve();
      refused(ErrorCode.COMMIT_ROLE, "manager", room);
      scene.theTruthAgain();
      scene.assertReads("manager", room, "first");
    }
  }

  /** Both are the rooms' only commits, by one author under links that say the same. */
  @Test
  void t23_commitOfAnotherRoom_roomFork() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    ChainId other = scene.room(Role.EDITOR);
    open("member", room);
    String[] head = new String[1];
    server.lie(
        "GET /storage/v1/rooms/" + other + "/head.*",
        answer -> {
          head[0] = answer.text();
          return answer;
        });
    open("member", other);
    server.tellTheTruth();
    server.instead(
        "GET /storage/v1/rooms/" + room + "/head.*", _ -> LyingServer.Answer.of(200, head[0]));
    refused(ErrorCode.ROOM_FORK, "member", room);
    server.tellTheTruth();
    scene.assertReads("member", room, "first");
  }

  @Test
  void t70_newestPinnedCommitTakenBackAndAnotherInItsPlace_roomFork() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    scene.put("member", room, "second");
    open("manager", room);
    RoomState state = chains.roomState(room);
    new ForgedRoom(scene, room, 1).empty(member, state).serve();
    refused(ErrorCode.ROOM_FORK, "manager", room);
    server.tellTheTruth();
    new ForgedRoom(scene, room, 1).empty(member, state).empty(member, state).serve();
    refused(ErrorCode.ROOM_FORK, "manager", room);
    server.tellTheTruth();
    scene.assertReads("manager", room, "second");
  }

  @Test
  void t71_removedEditorsCommitOnTop_commitRoleAndThePinStays() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    RoomState before = chains.roomState(room);
    withdraw(room);
    open("manager", room);
    RoomState after = chains.roomState(room);
    for (RoomState cited : List.of(before, after)) {
      new ForgedRoom(scene, room).empty(member, cited).serve();
      refused(ErrorCode.COMMIT_ROLE, "manager", room);
      server.tellTheTruth();
    }
    scene.put("manager", room, "second");
    scene.assertReads("manager", room, "second");
  }

  /** His commit is the head when he goes; whoever removes him does not come to sign over it. */
  @Test
  void t71_t78_commitJustBeforeARemoval_isVerifiedInFullShownAndBuiltOver() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    open("manager", room);
    // The manager's client is shown the room as it was before the member's last commit.
    ForgedRoom old = new ForgedRoom(scene, room);
    scene.put("member", room, "smuggled");
    old.serve();
    server.swallow("POST /storage/v1/rooms/" + room + "/commits.*", _ -> {});
    assertThatThrownBy(() -> withdraw(room)).isInstanceOf(ServerException.class);
    server.tellTheTruth();
    refused(ErrorCode.COMMIT_ROLE, "manager", room);
    try (Strongroom manager = scene.client("manager")) {
      assertThat(manager.settle(room.toString()))
          .extracting(Repeating.Repeated::changes)
          .containsExactly(1);
    }
    scene.assertReads("manager", room, "smuggled");
    scene.put("manager", room, "after");
    scene.assertReads("manager", room, "after");
  }

  @Test
  void t72_oldHeadShownToAFreshDevice_revRollback() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    scene.put("manager", room, "second");
    ForgedRoom all = new ForgedRoom(scene, room);
    new ForgedLog(scene).map(room, Optional.of(head(all))).serve();
    Files.delete(scene.config("member").folder().resolve("pins.json"));
    ForgedRoom old = new ForgedRoom(scene, room, 1);
    old.serve();
    assertRefused(ErrorCode.REV_ROLLBACK, () -> open("member", room));
  }

  private static RoomMap.Head head(ForgedRoom room) {
    Signed<Commit> newest = room.newest();
    return new RoomMap.Head(newest.body().header().sequence(), newest.hash());
  }

  @Test
  void t72_branchesLoggedInTurn_roomFork() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    scene.put("manager", room, "second");
    RoomState state = chains.roomState(room);
    ForgedRoom mine = new ForgedRoom(scene, room);
    ForgedRoom other = new ForgedRoom(scene, room, 1).empty(member, state);
    open("manager", room);
    new ForgedLog(scene)
        .map(room, Optional.of(head(mine)))
        .map(room, Optional.of(head(other)))
        .serve();
    refused(ErrorCode.ROOM_FORK, "manager", room);
    scene.theTruthAgain();
    new ForgedLog(scene).map(room, Optional.of(head(other))).serve();
    refused(ErrorCode.ROOM_FORK, "manager", room);
    scene.theTruthAgain();
    scene.assertReads("manager", room, "second");
  }

  @Test
  void t76_commitWithACheckpointThatTheLogNeverSigned_statementAndNoEvidence() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    open("manager", room);
    int evidence = scene.evidence("manager").size();
    member.carrying(ForgedLog.notTheLogs(member.keys().signing()));
    new ForgedRoom(scene, room).empty(member, chains.roomState(room)).serve();
    refused(ErrorCode.STATEMENT, "manager", room);
    assertThat(scene.evidence("manager")).hasSize(evidence);
    server.tellTheTruth();
    scene.assertReads("manager", room, "first");
  }

  @Test
  void t79_leafShownUnderAnotherKeyToProveAbsence_listing() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    server.edit(
        "POST /storage/v1/rooms/" + room + "/proofs.*",
        answer -> {
          ((ArrayNode) answer.path("entries")).removeAll();
          ArrayNode nodes = (ArrayNode) answer.path("nodes");
          for (int i = 0; i < nodes.size(); i++) {
            Bytes node = Bytes.fromBase64Url(nodes.path(i).asText());
            if (TreeNode.decode(TreePurpose.STATE, node) instanceof TreeNode.Leaf leaf) {
              byte[] other = leaf.key().toArray();
              other[other.length - 1] ^= 1;
              nodes.set(
                  i,
                  ((ObjectNode) LyingServer.json("{}"))
                      .textNode(
                          new TreeNode.Leaf(TreePurpose.STATE, Bytes.of(other), leaf.value())
                              .encode()
                              .toBase64Url()));
            }
          }
        });
    scene.with(
        "member",
        room,
        open -> assertRefused(ErrorCode.LISTING, () -> open.find(RoomPath.parse("first"))));
    server.tellTheTruth();
    scene.assertReads("member", room, "first");
  }
}
