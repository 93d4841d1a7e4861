package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.HostileEpoch;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.chain.OpenChain;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.server.Server;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Links that somebody signs who may not, or too late, and that a server logs for him. */
@ExtendWith(Scene.Shared.class)
@Timeout(60)
class LyingLinkIT {
  private static Scene scene;
  private static LyingServer server;
  private static SceneChains chains;
  private Forger manager;
  private Forger member;
  private Forger outsider;

  @BeforeAll
  static void start(Scene shared) {
    scene = shared;
    server = shared.server();
    chains = new SceneChains(shared);
  }

  @BeforeEach
  void begin() throws Exception {
    manager = new Forger(scene, "manager");
    member = new Forger(scene, "member");
    outsider = new Forger(scene, "outsider");
  }

  @AfterEach
  void end() throws Exception {
    manager.close();
    member.close();
    outsider.close();
    scene.asItWas();
  }

  private static List<GroupHead> heads(RoomState room) {
    return List.copyOf(room.heads().values());
  }

  @Test
  void t58_rekeyWithNothingDueOrThatChangesMore_rekey() throws Exception {
    RoomState room = chains.roomState(scene.room(Role.EDITOR));
    chains.assertVoid(
        room,
        List.of(
            member.room(room, Cause.REKEY, member.after(room.epoch()), heads(room)),
            member.room(
                room,
                Cause.REKEY,
                member.after(room.epoch()),
                heads(room),
                outsider.as(Role.EDITOR)),
            member.room(
                room,
                Cause.REKEY,
                member.after(room.epoch(), Sha256.of(Bytes.utf8("another box"))),
                heads(room))),
        List.of(ErrorCode.REKEY, ErrorCode.REKEY, ErrorCode.REKEY));
  }

  /** A room of which a group has let somebody go, and that does not know of it yet. */
  private RoomState due(Role role, ChainId group) throws Exception {
    ChainId room = scene.room(role);
    try (Strongroom client = scene.client("manager")) {
      client.addMember(group, Scene.person(client, "outsider"), GroupRole.MEMBER);
      client.grant(room.toString(), group, Role.VIEWER);
      withoutRekey(() -> client.removeMember(group, scene.user("outsider")));
    }
    return chains.roomState(room);
  }

  @Test
  void t58_viewersRekey_groupRole() throws Exception {
    ChainId group = chains.group(GroupRole.MEMBER);
    RoomState room = due(Role.VIEWER, group);
    List<GroupHead> now = List.of(chains.groupState(group).asHead());
    chains.assertVoid(
        room,
        List.of(member.room(room, Cause.REKEY, member.after(room.epoch()), now)),
        List.of(ErrorCode.GROUP_ROLE));
  }

  @Test
  void t58_rekeyThatIsDueAndMovesAHeadBackOrGrants_rekey() throws Exception {
    ChainId group = chains.group(GroupRole.MEMBER);
    GroupState old = chains.groupState(group);
    RoomState room = due(Role.EDITOR, group);
    List<GroupHead> now = List.of(chains.groupState(group).asHead());
    chains.assertVoid(
        room,
        List.of(
            member.room(room, Cause.REKEY, member.after(room.epoch()), List.of(old.asHead())),
            member.room(
                room, Cause.REKEY, member.after(room.epoch()), now, member.as(Role.MANAGER))),
        List.of(ErrorCode.REKEY, ErrorCode.REKEY));
  }

  private static void withoutRekey(Supplier<Strongroom.Removed> removal) {
    server.instead("POST /access/v1/rooms/.*links", _ -> LyingServer.Answer.of(403, "{}"));
    assertThat(removal.get().left()).isNotEmpty();
    server.tellTheTruth();
  }

  @Test
  void t61_linkByAKeyThatWasRotatedOut_linkOrder() throws Exception {
    RoomState room = chains.roomState(scene.room(Role.MANAGER));
    GroupState group = chains.groupState(chains.group(GroupRole.MANAGER));
    ForgedLog log = new ForgedLog(scene);
    member.publish(log, member.rotated(Identity.Cause.ROTATION).envelope());
    List<Signed<RoomLink>> late = List.of(member.room(room, outsider.as(Role.VIEWER)));
    List<Signed<GroupLink>> ofGroup = List.of(member.group(group, outsider.put(GroupRole.MEMBER)));
    Forger.log(log, room, late);
    Forger.log(log, group, ofGroup);
    chains.assertVoid(log, group, ofGroup, List.of(ErrorCode.LINK_ORDER));
    chains.assertVoid(log, room, late, List.of(ErrorCode.LINK_ORDER));
  }

  @Test
  void t69_linkByAStolenKeyAfterItsOwnerRotatedForCompromise_linkOrder() throws Exception {
    RoomState room = chains.roomState(scene.room(Role.MANAGER));
    ForgedLog log = new ForgedLog(scene);
    member.publish(log, member.rotated(Identity.Cause.COMPROMISE).envelope());
    List<Signed<RoomLink>> late = List.of(member.room(room, outsider.as(Role.VIEWER)));
    Forger.log(log, room, late);
    chains.assertVoid(log, room, late, List.of(ErrorCode.LINK_ORDER));
  }

  @Test
  void t61_linkByAManagerWhomTheRoomLetGo_linkOrderAndGroupRole() throws Exception {
    ChainId room = scene.room(Role.MANAGER);
    RoomState before = chains.roomState(room);
    try (Strongroom client = scene.client("manager")) {
      client.withdraw(room.toString(), new Grantee.User(scene.user("member")));
    }
    RoomState after = chains.roomState(room);
    chains.assertVoid(
        after,
        List.of(
            member.room(before, member.as(Role.VIEWER)),
            member.room(after, member.as(Role.VIEWER))),
        List.of(ErrorCode.LINK_ORDER, ErrorCode.GROUP_ROLE));
  }

  @Test
  void t61_linkByAManagerWhomHisGroupLetGo_linkOrder() throws Exception {
    ChainId group = chains.group(GroupRole.MEMBER);
    ChainId id;
    try (Strongroom client = scene.client("manager")) {
      id = client.createRoom("Through a group " + System.nanoTime());
      client.grant(id.toString(), group, Role.MANAGER);
      withoutRekey(() -> client.removeMember(group, scene.user("member")));
    }
    RoomState room = chains.roomState(id);
    chains.assertVoid(
        room, List.of(member.room(room, outsider.as(Role.VIEWER))), List.of(ErrorCode.LINK_ORDER));
  }

  @Test
  void t63_boxSwappedOrAnotherChain_groupChainAndChainId() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    ChainId other = scene.room(Role.EDITOR);
    String path = "GET /access/v1/rooms/" + room + ".*";
    String[] others = new String[2];
    server.lie(
        "GET /access/v1/rooms/" + other + ".*",
        answer -> {
          others[0] = answer.text();
          others[1] = LyingServer.json(answer.text()).path("boxes").path(0).path("box").asText();
          return answer;
        });
    scene.with("member", other, _ -> {});
    server.tellTheTruth();
    server.edit(path, answer -> ((ObjectNode) answer.path("boxes").path(0)).put("box", others[1]));
    scene.assertRefusedAndNothingKept(
        ErrorCode.GROUP_CHAIN, "member", () -> scene.with("member", room, _ -> {}));
    server.tellTheTruth();
    server.instead(path, _ -> LyingServer.Answer.of(200, others[0]));
    scene.assertRefusedAndNothingKept(
        ErrorCode.CHAIN_ID, "member", () -> scene.with("member", room, _ -> {}));
    server.tellTheTruth();
    scene.assertReads("member", room, "first");
  }

  @Test
  void t75_voidLinkInAPlace_leavesItFreeForTheNext() throws Exception {
    RoomState room = chains.roomState(scene.room(Role.VIEWER));
    Signed<RoomLink> forged = member.room(room, member.as(Role.MANAGER));
    Signed<RoomLink> honest = manager.room(room, outsider.as(Role.VIEWER));
    Envelope nonsense =
        Envelope.sign(StatementKind.ROOM, Bytes.utf8("{}"), List.of(member.keys().signing()));
    ForgedLog log = new ForgedLog(scene);
    Forger.log(log, room, List.of(forged));
    log.add(DirectoryEntry.room(room.id(), room.sequence() + 1, nonsense.hash()));
    Forger.log(log, room, List.of(honest));
    log.serve();
    Forger.serveRoom(scene, room.id(), List.of(forged, honest));
    server.edit(
        "GET /access/v1/rooms/" + room.id() + ".*",
        answer ->
            answer.withArray("voids").addObject().put("envelope", nonsense.encode().toBase64Url()));
    RoomState after = chains.roomState(room.id());
    assertThat(after.head()).isEqualTo(honest.hash());
    assertThat(after.grants().keySet()).contains(new Grantee.User(outsider.user()));
    assertThat(after.grants().values())
        .filteredOn(grant -> grant.grantee().equals(new Grantee.User(member.user())))
        .extracting(Grant::role)
        .containsExactly(Role.VIEWER);
  }

  @Test
  void t75_linkWithheldOrItsSignatureSpoiled_chainBody() throws Exception {
    RoomState room = chains.roomState(scene.room(Role.VIEWER));
    Signed<RoomLink> honest = manager.room(room, outsider.as(Role.VIEWER));
    ForgedLog log = new ForgedLog(scene);
    Forger.log(log, room, List.of(honest));
    log.serve();
    scene.assertRefusedAndNothingKept(
        ErrorCode.CHAIN_BODY, "manager", () -> chains.roomState(room.id()));
    Envelope spoiled =
        Envelope.sign(
            StatementKind.ROOM, honest.envelope().payload(), List.of(member.keys().signing()));
    server.edit(
        "GET /access/v1/rooms/" + room.id() + ".*",
        answer ->
            answer.withArray("voids").addObject().put("envelope", spoiled.encode().toBase64Url()));
    scene.assertRefusedAndNothingKept(
        ErrorCode.CHAIN_BODY, "manager", () -> chains.roomState(room.id()));
  }

  /** Given up by whoever signed it, found by the server much later. */
  @Test
  void t75_linkGivenUpWhosePlaceIsTaken_changesNothing() throws Exception {
    ChainId id = scene.room(Role.MANAGER);
    RoomState before = chains.roomState(id);
    Signed<RoomLink> givenUp = member.room(before, outsider.as(Role.EDITOR));
    try (Strongroom client = scene.client("manager")) {
      client.changeRole(id.toString(), new Grantee.User(member.user()), Role.EDITOR);
    }
    RoomState now = chains.roomState(id);
    ForgedLog log = new ForgedLog(scene);
    Forger.log(log, before, List.of(givenUp));
    chains.assertVoid(log, now, List.of(givenUp), List.of());
    scene.theTruthAgain();
    scene.assertReads("member", id, "first");
  }

  @Test
  void t76_linkWithACheckpointThatTheLogNeverSigned_statement() throws Exception {
    RoomState room = chains.roomState(scene.room(Role.MANAGER));
    member.carrying(ForgedLog.notTheLogs(member.keys().signing()));
    List<String> evidence = scene.evidence("manager");
    chains.assertVoid(
        room, List.of(member.room(room, outsider.as(Role.VIEWER))), List.of(ErrorCode.STATEMENT));
    assertThat(scene.evidence("manager")).isEqualTo(evidence);
    scene.theTruthAgain();
    scene.assertReads("manager", room.id(), "first");
  }

  /** The services keep it like any: they see hashes and lengths. */
  @Test
  void t58_rekeyWithAJunkBox_endsReading_andIsMendedByWhoeverMay() throws Exception {
    ChainId id = scene.room(Role.EDITOR);
    try (Strongroom client = scene.client("manager")) {
      client.grant(id.toString(), Scene.person(client, "outsider"), Role.VIEWER);
    }
    try (Strongroom client = scene.client("outsider")) {
      client.leaveRoom(id.toString());
    }
    scene.with("member", id, this::rekeyWithAJunkBox);
    assertRefused(ErrorCode.GROUP_CHAIN, () -> scene.assertReads("manager", id, "first"));
    assertRefused(ErrorCode.GROUP_CHAIN, () -> scene.assertReads("member", id, "first"));
    server.forgetRequests();
    assertRefused(ErrorCode.GROUP_CHAIN, () -> scene.put("member", id, "second"));
    assertThat(server.requests()).noneMatch(r -> r.startsWith("POST /access/"));
    scene.put("manager", id, "second");
    for (String name : List.of("manager", "member")) {
      scene.assertReads(name, id, "first");
      scene.assertReads(name, id, "second");
    }
  }

  private void rekeyWithAJunkBox(Room open) {
    OpenChain secrets = open.chain().secrets();
    RoomState before = open.chain().newest();
    HostileEpoch epoch =
        new HostileEpoch(
            scene.organisation(),
            before.epoch(),
            secrets.box(),
            Map.of(1L, secrets.secret(1)),
            HostileEpoch.Junk.BOX,
            member.random());
    Signed<RoomLink> link = member.room(before, Cause.REKEY, epoch.info(), heads(before));
    Device device = scene.device("member");
    String token = device.tokens().orElseThrow().access();
    new Server(device.membership().orElseThrow().server(), () -> token)
        .post(
            "/access/v1/rooms/" + before.id() + "/links",
            epoch.request(
                before.id(),
                link.envelope().encode(),
                member.identity().hash(),
                List.of(manager.identity(), member.identity())));
  }
}
