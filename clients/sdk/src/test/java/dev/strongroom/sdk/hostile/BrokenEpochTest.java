package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupDraft;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.HostileEpoch;
import dev.strongroom.protocol.chain.HostileEpoch.Junk;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomDraft;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.chain.OpenChain;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.transfer.TransferListener;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An editor who renews a room's keys where that is due, so that nobody can read it any more; and
 * what a server can make of a client that mends that.
 */
class BrokenEpochTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  /** The keys are due, for somebody has left. */
  @BeforeEach
  void begin() throws Exception {
    world = new World(folder);
    world.enrol("editor");
    room = world.room();
    world.put("manager", room, world.file("first", "first"), "first");
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("editor"), Role.EDITOR);
      manager.grant(room.toString(), manager.people().named("outsider"), Role.VIEWER);
    }
    try (Strongroom outsider = world.client("outsider")) {
      outsider.leaveRoom(room.toString());
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Organisation.Somebody somebody(String name) {
    return world.platform().people().somebody(name);
  }

  /** The member's rekey, which every client has to accept. */
  private void rekey(Junk junk) throws Exception {
    world.with(
        "member",
        room,
        open -> {
          RoomState before = open.chain().newest();
          HostileEpoch epoch = epoch(open.chain().secrets(), before, junk);
          Signed<RoomLink> link =
              new RoomDraft(world.platform().organisation(), before, somebody("member"))
                  .cause(Cause.REKEY)
                  .epoch(epoch.info())
                  .sign();
          handIn("rooms", room, epoch, link);
        });
    world.platform().forgetRequests();
  }

  private HostileEpoch epoch(OpenChain secrets, RoomState before, Junk junk) {
    Map<Long, EpochSecret> earlier = new TreeMap<>();
    secrets.epochs().forEach(number -> earlier.put(number, secrets.secret(number)));
    Organisation organisation = world.platform().organisation();
    return new HostileEpoch(
        organisation.id(), before.epoch(), secrets.box(), earlier, junk, organisation.random());
  }

  private void handIn(String kind, ChainId chain, HostileEpoch epoch, Signed<?> link)
      throws Exception {
    List<Signed<Identity>> readers =
        Stream.of("manager", "member", "editor").map(name -> somebody(name).identity()).toList();
    Map<String, Object> body =
        epoch.request(
            chain, link.envelope().encode(), somebody("member").identity().hash(), readers);
    world
        .platform()
        .chains()
        .answer(
            new Request(
                "POST",
                URI.create("/access/v1/" + kind + "/" + chain + "/links"),
                "member",
                Optional.empty(),
                Bytes.of(Answer.JSON.writeValueAsBytes(body))));
  }

  private void assertReads(String name, String... files) throws Exception {
    world.with(
        name,
        room,
        open -> {
          for (String file : files) {
            Path target = folder.resolve(name + "-" + file);
            try (Entry entry = open.find(World.path(file)).orElseThrow()) {
              open.get(entry, target, true, TransferListener.NONE);
            }
            assertThat(target).hasContent(file);
            Files.delete(target);
          }
        });
  }

  private void assertDoesNotRead(ErrorCode code, String name) {
    assertRefused(
        code,
        () -> world.with(name, room, open -> open.list(World.path("")).forEach(Entry::close)));
  }

  private RoomState state(String name) throws Exception {
    RoomState[] state = new RoomState[1];
    world.with(name, room, open -> state[0] = open.chain().newest());
    return state[0];
  }

  private void assertNothingSigned(Runnable attempt, ErrorCode code) {
    world.platform().forgetRequests();
    assertRefused(code, attempt::run);
    world.assertNoRequest(Request.post("/access/"));
  }

  private void settle(String name) {
    try (Strongroom client = world.client(name)) {
      client.settle(room.toString());
    }
  }

  private List<AgentEvent> round(String name) {
    world.trustRoot(name);
    try (Strongroom client = world.client(name)) {
      return client.agent().round(client.groupIds(), () -> false);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Junk.class,
      names = {"BOX", "HISTORY"})
  void junk_endsReading_andWhoeverWritesNextMendsIt(Junk junk) throws Exception {
    rekey(junk);
    for (String name : List.of("manager", "member", "editor")) {
      assertDoesNotRead(ErrorCode.GROUP_CHAIN, name);
    }
    world.assertNoRequest(Request.post("/access/"));
    world.put("editor", room, world.file("second", "second"), "second");
    RoomState mended = state("manager");
    assertThat(mended.epoch().number()).isEqualTo(3);
    for (String name : List.of("manager", "member", "editor")) {
      assertReads(name, "first", "second");
    }
    world.with(
        "manager",
        room,
        open -> assertThat(open.chain().secrets().epochs()).containsExactly(1L, 2L, 3L));
  }

  @Test
  void junk_isToldWithItsAuthor_andWithWhatToDo() throws Exception {
    rekey(Junk.BOX);
    assertThatThrownBy(() -> world.with("manager", room, open -> open.list(World.path("")).clear()))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(somebody("member").user().toString())
        .hasMessageContaining("strongroom room settle " + room)
        .hasMessageContaining("strongroom room rotate " + room);
  }

  @ParameterizedTest
  @EnumSource(
      value = Junk.class,
      names = {"BOX", "HISTORY"})
  void junk_isMendedByAManagersChange_afterWhichNobodyMayCallForMore(Junk junk) throws Exception {
    rekey(junk);
    world.with("manager", room, open -> open.keys().rotate());
    RoomState mended = state("manager");
    assertThat(mended.epoch().number()).isEqualTo(3);
    assertThat(mended.mayBeMendedBy(somebody("member").user())).isFalse();
    assertThat(mended.mayBeMendedBy(somebody("editor").user())).isFalse();
    for (String name : List.of("manager", "member", "editor")) {
      assertReads(name, "first");
    }
  }

  @Test
  void junk_isMendedWithItsAuthorsRemoval() throws Exception {
    rekey(Junk.BOX);
    try (Strongroom manager = world.client("manager")) {
      manager.withdraw(room.toString(), new Grantee.User(somebody("member").user()));
    }
    assertReads("editor", "first");
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> world.with("member", room, open -> {}));
  }

  @ParameterizedTest
  @EnumSource(
      value = Junk.class,
      names = {"BOX", "HISTORY"})
  void junk_isMendedBySettling_andByAnAgent(Junk junk) throws Exception {
    rekey(junk);
    if (junk == Junk.BOX) {
      settle("editor");
    } else {
      assertThat(round("manager")).extracting(AgentEvent::kind).contains(AgentEvent.Kind.REKEYED);
    }
    assertThat(state("manager").epoch().number()).isEqualTo(3);
    assertReads("editor", "first");
    long epoch = state("manager").epoch().number();
    round("editor");
    round("manager");
    settle("editor");
    assertThat(state("manager").epoch().number()).isEqualTo(epoch);
  }

  @Test
  void junk_isNotMendedByItsAuthor() throws Exception {
    rekey(Junk.BOX);
    assertNothingSigned(() -> settle("member"), ErrorCode.GROUP_CHAIN);
    assertRefused(
        ErrorCode.GROUP_CHAIN,
        () -> world.put("member", room, world.file("second", "second"), "second"));
    world.assertNoRequest(Request.post("/access/"));
  }

  @Test
  void historyThatLeavesEpochsOut_isFilledByWhoHasThem_forThoseWhoCameLater() throws Exception {
    rekey(Junk.EMPTY_HISTORY);
    assertReads("editor", "first");
    world.put("editor", room, world.file("second", "second"), "second");
    assertThat(state("manager").epoch().number()).isEqualTo(3);
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("outsider"), Role.VIEWER);
    }
    // Nothing of the epochs before is wrapped to him.
    assertReads("outsider", "first", "second");
  }

  /** No proof against its author: a server may have kept the right wraps back. */
  @Test
  void junkWraps_areMendedByNobodyButAManagerByHand() throws Exception {
    rekey(Junk.WRAPS);
    for (String name : List.of("manager", "editor")) {
      assertNothingSigned(() -> settle(name), ErrorCode.KEY_MISMATCH);
      round(name);
      assertDoesNotRead(ErrorCode.KEY_MISMATCH, name);
    }
    world.assertNoRequest(Request.post("/access/"));
    try (Strongroom manager = world.client("manager")) {
      manager.rotateRoomDespiteUnopened(room.toString());
    }
    world.put("editor", room, world.file("second", "second"), "second");
    for (String name : List.of("manager", "member", "editor")) {
      assertReads(name, "first", "second");
    }
  }

  /** What the manager left out, for he could not open it, comes back by somebody who can. */
  @Test
  void epochLeftOutByHand_isPutBackByWhoOpensIt() throws Exception {
    rekey(Junk.WRAPS);
    try (Strongroom manager = world.client("manager")) {
      manager.rotateRoomDespiteUnopened(room.toString());
      manager.changeRole(
          room.toString(), new Grantee.User(somebody("member").user()), Role.MANAGER);
    }
    world.with(
        "manager", room, open -> assertThat(open.chain().secrets().epochs()).doesNotContain(2L));
    world.put("member", room, world.file("second", "second"), "second");
    world.with(
        "manager",
        room,
        open -> assertThat(open.chain().secrets().epochs()).containsExactly(1L, 2L, 3L, 4L));
  }

  @ParameterizedTest
  @EnumSource(
      value = Junk.class,
      names = {"BOX", "HISTORY"})
  void groupsJunk_isMendedByAnotherMembersAgent_andByAManager(Junk junk) throws Exception {
    ChainId group;
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      for (String name : List.of("member", "editor", "outsider")) {
        manager.addMember(group, manager.people().named(name), GroupRole.MEMBER);
      }
      manager.grant(room.toString(), group, Role.EDITOR);
    }
    try (Strongroom outsider = world.client("outsider")) {
      outsider.leaveGroup(group);
    }
    rekeyGroup(group, junk);
    for (String name : List.of("manager", "member", "editor")) {
      try (Strongroom client = world.client(name)) {
        assertThat(client.groupListing().refused().values())
            .singleElement()
            .extracting(ProtocolException::code)
            .isEqualTo(ErrorCode.GROUP_CHAIN);
      }
    }
    assertThat(round("member")).extracting(AgentEvent::chain).doesNotContain(group);
    if (junk == Junk.BOX) {
      assertThat(round("editor")).extracting(AgentEvent::chain).contains(group);
    } else {
      try (Strongroom manager = world.client("manager")) {
        manager.rotateGroup(group);
      }
    }
    for (String name : List.of("manager", "member", "editor")) {
      try (Strongroom client = world.client(name)) {
        assertThat(client.groups().getFirst().state().epoch().number()).isEqualTo(3);
      }
    }
  }

  private void rekeyGroup(ChainId group, Junk junk) throws Exception {
    try (Strongroom member = world.client("member")) {
      GroupState before = member.groups().getFirst().state();
      Organisation organisation = world.platform().organisation();
      ChainBox box = ChainBox.ofGroup("another", organisation.random());
      HostileEpoch epoch =
          new HostileEpoch(
              organisation.id(), before.epoch(), box, Map.of(), junk, organisation.random());
      EpochInfo info = epoch.info();
      Signed<GroupLink> link =
          new GroupDraft(organisation, before, somebody("member"))
              .cause(Cause.REKEY)
              .epoch(
                  new EpochInfo(
                      info.number(),
                      info.key(),
                      info.history(),
                      info.box(),
                      before.epoch().commitment()))
              .sign();
      handIn("groups", group, epoch, link);
    }
  }

  @Test
  void serverThatServesAnotherBoxOrHistoryThanTheLinks_provokesNoRekey() throws Exception {
    world.put("manager", room, world.file("second", "second"), "second");
    for (String what : List.of("box", "history")) {
      world
          .platform()
          .bend(
              Request.get("/access/v1/rooms/" + room),
              json ->
                  json.path("boxes")
                      .forEach(box -> ((ObjectNode) box).put(what, Bytes.utf8("x").toBase64Url())));
      assertNothingSigned(() -> settle("editor"), ErrorCode.GROUP_CHAIN);
      assertNothingSigned(() -> settle("manager"), ErrorCode.GROUP_CHAIN);
      world.platform().beHonest();
    }
    assertReads("editor", "first", "second");
  }

  @Test
  void serverThatKeepsEarlierEpochsBack_hasNobodyLeaveThemOut() throws Exception {
    rekey(Junk.HISTORY);
    world
        .platform()
        .bend(
            Request.get("/access/v1/rooms/" + room + "/epochs/"),
            json -> ((ObjectNode) json).withArray("wraps").removeAll());
    assertNothingSigned(() -> settle("editor"), ErrorCode.GROUP_CHAIN);
    assertNothingSigned(
        () -> {
          try {
            world.with("manager", room, open -> open.keys().rotate());
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        ErrorCode.GROUP_CHAIN);
    world.platform().beHonest();
    settle("editor");
    assertReads("manager", "first");
  }

  @Test
  void earlierEpochServedWithAnotherBox_groupChain() throws Exception {
    rekey(Junk.BOX);
    world
        .platform()
        .bend(
            Request.get("/access/v1/rooms/" + room + "/epochs/"),
            json ->
                json.path("boxes")
                    .forEach(box -> ((ObjectNode) box).put("box", Bytes.utf8("x").toBase64Url())));
    assertNothingSigned(() -> settle("editor"), ErrorCode.GROUP_CHAIN);
  }
}
