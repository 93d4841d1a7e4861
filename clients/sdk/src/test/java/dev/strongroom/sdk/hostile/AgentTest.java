package dev.strongroom.sdk.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Refusals;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.chain.MembershipException.Reason;
import dev.strongroom.sdk.room.Repeating;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent does unasked after people leave, and after somebody's writing has ended. */
@Timeout(120)
class AgentTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void begin() throws IOException {
    world = new World(folder);
    room = world.room();
    for (String name : List.of("manager", "member", "outsider")) {
      world.trustRoot(name);
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  private List<AgentEvent> round(String name) {
    world.platform().forgetRequests();
    try (Strongroom client = world.client(name)) {
      return client.agent().round(client.groupIds(), () -> false);
    }
  }

  private long epoch() throws Exception {
    long[] epoch = new long[1];
    world.with("manager", room, open -> epoch[0] = open.chain().newest().epoch().number());
    return epoch[0];
  }

  private Grantee user(String name) {
    return new Grantee.User(world.platform().people().somebody(name).user());
  }

  private void assertNotChanged(Reason reason, Runnable change) {
    world.platform().forgetRequests();
    assertThatExceptionOfType(MembershipException.class)
        .isThrownBy(change::run)
        .extracting(MembershipException::reason)
        .isEqualTo(reason);
    world.assertNoRequest(Request.post("/access/"));
  }

  @Test
  void leavingARoom_takesHimselfOut_keepsTheEpoch_andTheNextAgentRenewsTheKeys() throws Exception {
    long before = epoch();
    try (Strongroom member = world.client("member")) {
      member.leaveRoom(room.toString());
    }
    world.with(
        "manager",
        room,
        open -> {
          assertThat(open.chain().newest().grants().keySet()).doesNotContain(user("member"));
          assertThat(open.chain().newest().grants().keySet()).contains(user("manager"));
          assertThat(open.chain().newest().epoch().number()).isEqualTo(before);
          assertThat(open.chain().rekeyDue()).isTrue();
        });
    assertThat(round("manager"))
        .extracting(AgentEvent::kind)
        .containsExactly(AgentEvent.Kind.REKEYED);
    assertThat(epoch()).isEqualTo(before + 1);
    Refusals.assertRefused(ErrorCode.UNLOCK_FAILED, () -> world.with("member", room, open -> {}));
    assertThat(round("manager")).isEmpty();
  }

  /** It would renew the keys that are due: under a root that the server showed it does not. */
  @Test
  void t65_rootFromTheScreenAlone_theAgentDoesNothing_andSaysWhy() throws Exception {
    long before = epoch();
    try (Strongroom member = world.client("member")) {
      member.leaveRoom(room.toString());
    }
    Files.delete(world.config("manager").folder().resolve("root"));
    Refusals.assertRefused(ErrorCode.ROOT, () -> round("manager"));
    world.assertNoRequest(Request.post(""));
    assertThat(epoch()).isEqualTo(before);
    world.trustRoot("manager");
    assertThat(round("manager"))
        .extracting(AgentEvent::kind)
        .containsExactly(AgentEvent.Kind.REKEYED);
  }

  /** Whoever writes first does it, where no agent was quicker. */
  @Test
  void leavingARoom_whoWritesNext_renewsTheKeysFirst() throws Exception {
    long before = epoch();
    try (Strongroom member = world.client("member")) {
      member.leaveRoom(room.toString());
    }
    world.put("manager", room, world.file("report", "new"), "report");
    assertThat(epoch()).isEqualTo(before + 1);
    Refusals.assertRefused(ErrorCode.UNLOCK_FAILED, () -> world.with("member", room, open -> {}));
  }

  @Test
  void leavingAGroup_takesHimselfOut_andAnyMembersAgentRenewsTheKeysOfGroupAndRoom()
      throws Exception {
    ChainId group;
    ChainId shared;
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMembers(
          group,
          List.of(manager.people().named("member"), manager.people().named("outsider")),
          GroupRole.MEMBER);
      shared = manager.createRoom("Shared");
      manager.grant(shared.toString(), group, Role.EDITOR);
    }
    try (Strongroom member = world.client("member")) {
      member.leaveGroup(group);
    }
    assertThat(round("outsider"))
        .filteredOn(e -> e.kind() == AgentEvent.Kind.REKEYED)
        .extracting(AgentEvent::chain)
        .containsExactly(group, shared);
    Refusals.assertRefused(ErrorCode.UNLOCK_FAILED, () -> world.with("member", shared, open -> {}));
    world.with("outsider", shared, open -> assertThat(open.name()).isEqualTo("Shared"));
  }

  @Test
  void leaving_byTheLastManagerOrByOneWhoIsNotThere_isRefused_andNothingIsSigned() {
    try (Strongroom manager = world.client("manager");
        Strongroom member = world.client("member")) {
      assertNotChanged(Reason.LAST_MANAGER, () -> manager.leaveRoom(room.toString()));
      ChainId group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("outsider"), GroupRole.MEMBER);
      assertNotChanged(Reason.LAST_MANAGER, () -> manager.leaveGroup(group));
      assertNotChanged(Reason.NO_MEMBER, () -> member.leaveGroup(group));
      ChainId shared = manager.createRoom("Shared");
      manager.grant(shared.toString(), group, Role.EDITOR);
      try (Strongroom outsider = world.client("outsider")) {
        assertNotChanged(Reason.NO_MEMBER, () -> outsider.leaveRoom(shared.toString()));
      }
    }
  }

  /** The member's commit comes behind his removal, with the server's help. */
  private void smuggle(String name) throws Exception {
    world.put("member", room, world.file("first", "first"), "first");
    try (Strongroom member = world.client("member");
        Room open = member.room(room.toString());
        Strongroom manager = world.client("manager")) {
      world.platform().lieOnce(Request.post("/commits"), Answer.problem(409, "refused"));
      assertThatExceptionOfType(ServerException.class)
          .isThrownBy(() -> manager.withdraw(room.toString(), user("member")));
      // It is taken, and only then he sees that the room is closed to him.
      Refusals.assertRefused(
          ErrorCode.UNLOCK_FAILED,
          () -> open.put(world.file(name, "smuggled"), World.path(name), TransferListener.NONE));
    }
    Refusals.assertRefused(ErrorCode.COMMIT_ROLE, () -> world.with("manager", room, open -> {}));
  }

  @Test
  void t78_commitBehindARemoval_isVerified_signedOverAndShown_andTheRoomGoesOn() throws Exception {
    smuggle("late");
    int commits = world.platform().rooms().commits(room);
    List<AgentEvent> events = round("manager");
    assertThat(events).extracting(AgentEvent::kind).startsWith(AgentEvent.Kind.SETTLED);
    assertThat(events).noneMatch(e -> e.detail().contains("COMMIT_ROLE"));
    assertThat(world.platform().rooms().commits(room)).isEqualTo(commits + 1);
    world.with("manager", room, open -> assertThat(open.find(World.path("late"))).isPresent());
    world.put("manager", room, world.file("next", "next"), "next");
  }

  @Test
  void t78_settledByHand_showsWhatWasBuiltOver_andNothingIsLeftToSettle() throws Exception {
    smuggle("late");
    try (Strongroom manager = world.client("manager")) {
      assertThat(manager.settle(room.toString()))
          .singleElement()
          .satisfies(one -> {
            assertThat(one.author()).isEqualTo(world.platform().people().somebody("member").user());
            assertThat(one.changes()).isEqualTo(1);
          });
      assertThat(manager.settle(room.toString())).isEqualTo(List.<Repeating.Repeated>of());
    }
  }

  @Test
  void t78_viewerOrOutsider_settlesNothing() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("outsider"), Role.VIEWER);
    }
    smuggle("late");
    try (Strongroom outsider = world.client("outsider")) {
      assertNotChanged(Reason.NO_MANAGER, () -> outsider.settle(room.toString()));
    }
    world.assertNoRequest(Request.post("/commits"));
  }

  /**
   * The empty commit that followed his removal is in place; at any time later he and the server
   * have a commit that cites the link from before. Neither a client that knows the empty commit nor
   * one that sees the room for the first time builds on it.
   */
  @Test
  void t71_removedEditorsCommitDatedBackBehindTheEmptyOne_isNeverSignedOver() throws Exception {
    HostileAuthor author =
        new HostileAuthor(world.platform(), world.platform().people().somebody("member"));
    world.put("manager", room, world.file("first", "first"), "first");
    try (Strongroom manager = world.client("manager");
        Strongroom member = world.client("member");
        Room open = member.room(room.toString())) {
      manager.grant(room.toString(), manager.people().named("outsider"), Role.EDITOR);
      assertThat(manager.withdraw(room.toString(), user("member"))).isTrue();
      author.commitOnTop(
          open,
          List.of(
              author.folder(open, author.newNode(), author.root(open), "back", Optional.empty())));
    }
    for (String name : List.of("manager", "outsider", "manager")) {
      assertThat(round(name))
          .as(name)
          .singleElement()
          .satisfies(e -> {
            assertThat(e.kind()).isEqualTo(AgentEvent.Kind.TROUBLE);
            assertThat(e.detail()).startsWith("COMMIT_ROLE");
          });
      world.assertNoRequest(Request.post("/commits").or(Request.post("/access/")));
      try (Strongroom client = world.client(name)) {
        Refusals.assertRefused(ErrorCode.COMMIT_ROLE, () -> client.settle(room.toString()));
      }
      world.assertNoRequest(Request.post("/commits").or(Request.post("/access/")));
    }
  }

  /** However his writing ended: one empty commit, behind which nothing can be dated back. */
  @Test
  void t71_writingEndedByARoleOrThroughAGroup_theNextAgentSignsOneEmptyCommit() throws Exception {
    ChainId group;
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("outsider"), GroupRole.MEMBER);
      manager.grant(room.toString(), group, Role.EDITOR);
    }
    world.put("manager", room, world.file("first", "first"), "first");
    round("manager");
    int commits = world.platform().rooms().commits(room);
    round("manager");
    assertThat(world.platform().rooms().commits(room)).isEqualTo(commits);

    try (Strongroom manager = world.client("manager")) {
      manager.changeRole(room.toString(), user("member"), Role.VIEWER);
    }
    round("manager");
    assertThat(world.platform().rooms().commits(room)).isEqualTo(commits + 1);

    try (Strongroom manager = world.client("manager")) {
      manager.removeMember(group, world.platform().people().somebody("outsider").user());
    }
    round("manager");
    assertThat(world.platform().rooms().commits(room)).isEqualTo(commits + 2);
    round("manager");
    assertThat(world.platform().rooms().commits(room)).isEqualTo(commits + 2);
  }

  /** A commit that does not follow from its changes is not signed over, and is kept as evidence. */
  @Test
  void t78_commitThatDoesNotFollow_isNotSignedOver() throws Exception {
    HostileAuthor author =
        new HostileAuthor(world.platform(), world.platform().people().somebody("member"));
    try (Strongroom member = world.client("member");
        Room open = member.room(room.toString());
        Strongroom manager = world.client("manager")) {
      manager.withdraw(room.toString(), user("member"));
      author.commit(
          open,
          List.of(
              author.folder(open, author.newNode(), author.root(open), "said", Optional.empty())),
          List.of(
              author.folder(
                  open, author.newNode(), author.root(open), "unsaid", Optional.empty())));
    }
    assertThat(round("manager"))
        .singleElement()
        .satisfies(e -> {
          assertThat(e.kind()).isEqualTo(AgentEvent.Kind.TROUBLE);
          assertThat(e.detail()).startsWith("STATE_ROOT");
        });
    world.assertNoRequest(Request.post("/commits").or(Request.post("/access/")));
    assertThat(World.names(world.config("manager").folder().resolve("evidence"))).hasSize(1);
  }
}
