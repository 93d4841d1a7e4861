package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.directory.RoomMap;
import dev.strongroom.sdk.Rotation;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.rewrap.RewrapListener;
import dev.strongroom.sdk.room.Repeating;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.transfer.TransferListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which commit counts as a room's head, once its author's key or role has gone (T60, T71, T78). */
class HostileHeadTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void aRoomWithACommit() throws Exception {
    world = new World(folder);
    room = world.room();
    world.put("manager", room, world.file("first", "first"), "first");
    world.with("manager", room, open -> {});
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void write(String name) throws Exception {
    world.put(name, room, world.file("report", "text"), "report");
  }

  /** New keys for the member; his client has done nothing with them yet. */
  private void rotateMember() {
    new Keys(world);
    try (SecretBytes passphrase = Keys.passphrase("the first passphrase")) {
      new Rotation(world.config("member")).rotate(passphrase);
    }
  }

  private UserId user(String name) {
    return world.platform().people().somebody(name).user();
  }

  private void grant(String name, Role role) {
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named(name), role);
    }
  }

  private void withdrawMember() {
    try (Strongroom manager = world.client("manager")) {
      manager.withdraw(room.toString(), new Grantee.User(user("member")));
    }
  }

  private List<Repeating.Repeated> settle(String name) {
    try (Strongroom client = world.client(name)) {
      return client.settle(room.toString());
    }
  }

  /** The directory's map has the room's newest commit from now on, as {@code name} sees it. */
  private void logHead(String name) throws Exception {
    AtomicReference<CommitRef> head = new AtomicReference<>();
    world.with(name, room, open -> head.set(open.verified().orElseThrow()));
    world
        .platform()
        .people()
        .logMap(room, Optional.of(new RoomMap.Head(head.get().sequence(), head.get().hash())));
  }

  /** The room as {@code name} opens it: refused, and the pinned commit stays. */
  private void assertHeadRefused(String name, ErrorCode code) {
    Optional<Bytes> pinned = world.device(name).pins().commit(room);
    assertRefused(code, () -> world.with(name, room, open -> {}));
    assertThat(world.device(name).pins().commit(room)).isEqualTo(pinned);
  }

  private void putLate(Room open) throws Exception {
    open.put(world.file("late", "late"), World.path("late"), TransferListener.NONE);
  }

  private void assertOpens(String name) throws Exception {
    world.with(name, room, open -> assertThat(open.find(World.path("report"))).isPresent());
  }

  @Test
  void t60_commitUnderAReplacedKey_isRefusedUntilSomebodyEntitledSignsOverIt() throws Exception {
    write("member");
    rotateMember();
    assertHeadRefused("manager", ErrorCode.COMMIT_ROLE);
    assertThat(settle("manager"))
        .extracting(Repeating.Repeated::author)
        .containsExactly(user("member"));
    assertOpens("manager");
    assertThat(settle("manager")).isEmpty();
  }

  @Test
  void commitUnderAReplacedKey_namedByALaterLink_counts() throws Exception {
    write("member");
    grant("outsider", Role.VIEWER);
    rotateMember();
    int commits = world.platform().rooms().commits(room);
    assertOpens("manager");
    assertOpens("outsider");
    assertThat(world.platform().rooms().commits(room)).isEqualTo(commits);
  }

  @Test
  void commitUnderAReplacedKey_countsIfAMapHadItBefore_andNotIfOneHasItSince() throws Exception {
    write("member");
    AtomicReference<CommitRef> head = new AtomicReference<>();
    world.with("member", room, open -> head.set(open.verified().orElseThrow()));
    rotateMember();
    RoomMap.Head logged = new RoomMap.Head(head.get().sequence(), head.get().hash());
    world.platform().people().logMap(room, Optional.of(logged));
    assertHeadRefused("manager", ErrorCode.COMMIT_ROLE);
  }

  @Test
  void commitUnderAReplacedKey_thatAMapHadBefore_counts() throws Exception {
    write("member");
    logHead("member");
    rotateMember();
    assertOpens("manager");
  }

  @Test
  void pinnedHead_whoseAuthorLostHisKeySince_isSignedOverAsWell() throws Exception {
    write("member");
    assertOpens("manager");
    rotateMember();
    assertHeadRefused("manager", ErrorCode.COMMIT_ROLE);
    int commits = world.platform().rooms().commits(room);
    assertThat(settle("manager")).isEmpty();
    assertThat(world.platform().rooms().commits(room)).isEqualTo(commits + 1);
    assertOpens("manager");
  }

  @Test
  void ownRotation_signsOverOnesOwnLastCommit() throws Exception {
    write("member");
    rotateMember();
    try (Strongroom member = world.client("member")) {
      assertThat(member.leftOfRotation()).isEmpty();
    }
    assertOpens("member");
    assertOpens("manager");
  }

  @Test
  void t71_removedEditorsCommitOnTop_isRefused_andStaysSoUntilItIsSignedOver() throws Exception {
    grant("outsider", Role.EDITOR);
    world.with("outsider", room, open -> {});
    world.with(
        "member",
        room,
        open -> {
          Runnable before = world.platform().rooms().remember(room);
          withdrawMember();
          // The empty commit that followed the removal is suppressed.
          before.run();
          // He has signed it and handed it in before he sees that he is out.
          assertRefused(ErrorCode.UNLOCK_FAILED, () -> putLate(open));
        });
    assertHeadRefused("outsider", ErrorCode.COMMIT_ROLE);
    assertThat(settle("outsider"))
        .extracting(Repeating.Repeated::author)
        .containsExactly(user("member"));
    world.with("outsider", room, open -> assertThat(open.find(World.path("late"))).isPresent());
  }

  @Test
  void t78_commitSmuggledInJustBeforeARemoval_doesNotUndoIt_andWaitsToBeShown() throws Exception {
    AtomicReference<Boolean> settled = new AtomicReference<>();
    world.with(
        "member",
        room,
        open -> {
          world
              .platform()
              .bend(
                  Request.post("/links"),
                  json ->
                      assertRefused(
                          ErrorCode.UNLOCK_FAILED,
                          () -> {
                            world.platform().beHonest();
                            putLate(open);
                          }));
          try (Strongroom manager = world.client("manager")) {
            settled.set(manager.withdraw(room.toString(), new Grantee.User(user("member"))));
          }
        });
    assertThat(settled.get()).isFalse();
    assertHeadRefused("manager", ErrorCode.COMMIT_ROLE);
    assertThat(settle("manager")).hasSize(1);
    world.with("manager", room, open -> assertThat(open.find(World.path("late"))).isPresent());
  }

  @Test
  void t71_removalThroughAGroup_newestCommitIsByHimWhoLeft_theRoomGoesOn() throws Exception {
    ChainId group;
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("outsider"), GroupRole.MEMBER);
      manager.grant(room.toString(), group, Role.EDITOR);
    }
    write("outsider");
    try (Strongroom manager = world.client("manager")) {
      assertThat(manager.removeMember(group, user("outsider")).renewed()).isEqualTo(1);
    }
    // His commit was not verified by the manager before: it waits to be shown.
    assertHeadRefused("manager", ErrorCode.COMMIT_ROLE);
    assertThat(settle("manager")).hasSize(1);
    assertOpens("manager");
    assertOpens("member");
  }

  @Test
  void keysDueAndAHeadThatDoesNotCount_areSettledByOneLink() throws Exception {
    ChainId group;
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("outsider"), GroupRole.MEMBER);
      manager.grant(room.toString(), group, Role.EDITOR);
    }
    write("outsider");
    world.platform().chains().hide(room);
    try (Strongroom manager = world.client("manager")) {
      manager.removeMember(group, user("outsider"));
    }
    world.platform().chains().show();
    assertHeadRefused("member", ErrorCode.COMMIT_ROLE);
    int commits = world.platform().rooms().commits(room);
    assertThat(settle("member")).isNotEmpty();
    assertThat(world.platform().rooms().commits(room)).isEqualTo(commits);
    assertOpens("member");
    assertOpens("manager");
  }

  @Test
  void whoLeavesARoom_leavesItsNamedCommitAsItIs_andHisOwnLastCommitIsSignedOver()
      throws Exception {
    write("member");
    try (Strongroom member = world.client("member")) {
      member.leaveRoom(room.toString());
    }
    assertHeadRefused("manager", ErrorCode.COMMIT_ROLE);
    assertThat(settle("manager")).hasSize(1);
    assertOpens("manager");
  }

  /** The member's commit comes under the first epoch once the manager has retired that. */
  private void commitUnderARetiredEpoch(boolean anotherSince) throws Exception {
    world.with(
        "member",
        room,
        open -> {
          world.with(
              "manager",
              room,
              mine -> {
                mine.keys().rotate();
                mine.keys().rewrap(RewrapListener.NONE, () -> false);
                assertThat(mine.keys().retire(false, RewrapListener.NONE, () -> false).retired())
                    .isTrue();
                if (anotherSince) {
                  mine.keys().rotate();
                }
              });
          assertRefused(ErrorCode.EPOCH_STALE, () -> putLate(open));
        });
    assertHeadRefused("manager", ErrorCode.EPOCH_STALE);
  }

  private List<AgentEvent> round(String name) {
    world.trustRoot(name);
    world.platform().forgetRequests();
    try (Strongroom client = world.client(name)) {
      return client.agent().round(client.groupIds(), () -> false);
    }
  }

  @Test
  void commitUnderARetiredEpoch_thatTheRetiringLinkDidNotSee_isRefusedUntilItIsSettled()
      throws Exception {
    commitUnderARetiredEpoch(false);
    assertThat(settle("manager")).hasSize(1);
    world.with("manager", room, open -> assertThat(open.find(World.path("late"))).isPresent());
  }

  /** What it holds is under the present epoch then, so that it stays readable. */
  @Test
  void commitUnderARetiredEpoch_isSettledByAnAgent_andWrappedAnew() throws Exception {
    commitUnderARetiredEpoch(false);
    assertThat(round("manager"))
        .extracting(AgentEvent::kind)
        .contains(AgentEvent.Kind.SETTLED)
        .doesNotContain(AgentEvent.Kind.TROUBLE);
    assertThat(round("manager")).isEmpty();
    world.with(
        "manager",
        room,
        open -> {
          open.keys().rotate();
          open.keys().rewrap(RewrapListener.NONE, () -> false);
        });
    world.with("member", room, open -> assertThat(open.find(World.path("late"))).isPresent());
  }

  /** Signed over, it would lie in its folder for ever, and nobody could list that. */
  @Test
  void commitUnderARetiredEpoch_whoseKeysAreGone_isNeverSignedOver() throws Exception {
    commitUnderARetiredEpoch(true);
    assertThat(round("manager"))
        .singleElement()
        .satisfies(e -> {
          assertThat(e.kind()).isEqualTo(AgentEvent.Kind.TROUBLE);
          assertThat(e.detail()).startsWith("EPOCH_STALE");
        });
    assertRefused(ErrorCode.EPOCH_STALE, () -> settle("manager"));
    world.assertNoRequest(Request.post("/commits").or(Request.post("/access/")));
  }
}
