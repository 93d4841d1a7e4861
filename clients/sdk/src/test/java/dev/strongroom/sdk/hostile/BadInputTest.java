package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.chain.MembershipException.Reason;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.proposal.Asked;
import dev.strongroom.sdk.server.ServerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes that make no sense as things stand: a typed answer, and nothing signed. */
class BadInputTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;
  private ChainId group;

  /** What somebody tries with a client. */
  private interface Use {
    void of(Strongroom client) throws Exception;
  }

  @BeforeEach
  void aRoomAndAGroup() throws Exception {
    world = new World(folder);
    room = world.room();
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("member"), GroupRole.MEMBER);
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  private UserId user(String name) {
    return world.platform().people().somebody(name).user();
  }

  private void as(String name, Use use) throws Exception {
    try (Strongroom client = world.client(name)) {
      use.of(client);
    }
  }

  /** The answer, with no link handed in and none left open. */
  private void assertRefusedFor(Reason reason, String name, Use use) {
    world.platform().forgetRequests();
    assertThatExceptionOfType(MembershipException.class)
        .isThrownBy(() -> as(name, use))
        .matches(e -> e.reason() == reason);
    world.assertNoRequest(Request.post("/links").or(Request.post("/commits")));
    assertThat(world.device(name).outgoing().all()).isEmpty();
  }

  @Test
  void lastManager_cannotLeave_norGiveHisRoleUp_withoutNamingAnother() throws Exception {
    UserId manager = user("manager");
    String inRoom = room.toString();
    assertRefusedFor(Reason.LAST_MANAGER, "manager", c -> c.leaveRoom(inRoom));
    assertRefusedFor(Reason.LAST_MANAGER, "manager", c -> c.leaveGroup(group));
    assertRefusedFor(
        Reason.LAST_MANAGER,
        "manager",
        c -> c.changeRole(inRoom, new Grantee.User(manager), Role.EDITOR));
    assertRefusedFor(
        Reason.LAST_MANAGER, "manager", c -> c.changeRole(group, manager, GroupRole.MEMBER));
    assertRefusedFor(
        Reason.LAST_MANAGER, "manager", c -> c.withdraw(inRoom, new Grantee.User(manager)));
    assertRefusedFor(Reason.LAST_MANAGER, "manager", c -> c.removeMember(group, manager));
    as(
        "manager",
        c -> {
          c.changeRole(group, user("member"), GroupRole.MANAGER);
          c.leaveGroup(group);
          c.changeRole(inRoom, new Grantee.User(user("member")), Role.MANAGER);
          c.leaveRoom(inRoom);
        });
  }

  @Test
  void somebodyWhoIsNoMember_isNotRemoved_norGivenARole() {
    UserId outsider = user("outsider");
    Grantee nobody = new Grantee.User(outsider);
    String inRoom = room.toString();
    assertRefusedFor(Reason.NO_MEMBER, "manager", c -> c.removeMember(group, outsider));
    assertRefusedFor(
        Reason.NO_MEMBER, "manager", c -> c.changeRole(group, outsider, GroupRole.MANAGER));
    assertRefusedFor(Reason.NO_MEMBER, "manager", c -> c.withdraw(inRoom, nobody));
    assertRefusedFor(Reason.NO_MEMBER, "manager", c -> c.changeRole(inRoom, nobody, Role.EDITOR));
    assertRefusedFor(
        Reason.NO_MEMBER, "manager", c -> c.readmit(group, c.people().named("outsider")));
    assertRefusedFor(Reason.NO_MEMBER, "outsider", c -> c.leaveGroup(group));
  }

  @Test
  void whatIsSoAlready_isNotSignedAgain_andWhoManagesNothingSignsNothing() {
    String inRoom = room.toString();
    assertRefusedFor(
        Reason.NO_CHANGE,
        "manager",
        c -> c.addMember(group, c.people().named("member"), GroupRole.MEMBER));
    assertRefusedFor(
        Reason.NO_CHANGE, "manager", c -> c.grant(inRoom, c.people().named("member"), Role.EDITOR));
    assertRefusedFor(
        Reason.NO_MANAGER,
        "member",
        c -> c.addMember(group, c.people().named("outsider"), GroupRole.MEMBER));
    assertRefusedFor(
        Reason.NO_MANAGER,
        "member",
        c -> c.grant(inRoom, c.people().named("outsider"), Role.VIEWER));
    assertRefusedFor(Reason.NO_MANAGER, "member", c -> c.rotateGroup(group));
  }

  @Test
  void somebodyWithoutKeys_orUnknown_isNotToBeAdded() {
    world
        .platform()
        .lie(
            Request.get("/identity/v1/users").and(r -> r.query("name").contains("nobody")),
            Answer.problem(404, "not-found"));
    world.platform().forgetRequests();
    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(() ->
            as("manager", c -> c.addMember(group, c.people().named("nobody"), GroupRole.MEMBER)))
        .matches(ServerException::isNotFound);
    world.assertNoRequest(Request.post("/links"));
  }

  @Test
  void linkOnAnOldHead_isSignedAgainOnTheNewOne_asLongAsItMakesSense() throws Exception {
    as("manager", c -> c.changeRole(group, user("member"), GroupRole.MANAGER));
    as(
        "manager",
        slow -> {
          Person outsider = slow.people().named("outsider");
          slow.groups();
          as("member", quick -> quick.rotateGroup(group));
          world.platform().lieOnce(Request.post("/links"), Answer.problem(409, "stale-head"));
          slow.addMember(group, outsider, GroupRole.MEMBER);
        });
    // Somebody else removes him first, while the manager's own removal is under way.
    as(
        "manager",
        slow -> {
          slow.groups();
          as("member", quick -> quick.removeMember(group, user("outsider")));
          world.platform().lieOnce(Request.post("/links"), Answer.problem(409, "stale-head"));
          assertThatExceptionOfType(MembershipException.class)
              .isThrownBy(() -> slow.removeMember(group, user("outsider")))
              .matches(e -> e.reason() == Reason.NO_MEMBER);
        });
    assertThat(world.device("manager").outgoing().all()).isEmpty();
  }

  @Test
  void linkThatIsAlwaysTooLate_endsInOneClearRefusal() throws Exception {
    as("manager", c -> c.changeRole(group, user("member"), GroupRole.MANAGER));
    world
        .platform()
        .lie(
            request -> {
              boolean managers =
                  Request.post("/links").test(request) && request.token().equals("manager");
              if (managers) {
                try (Strongroom quick = world.client("member")) {
                  quick.rotateGroup(group);
                }
              }
              return managers;
            },
            Answer.problem(409, "stale-head"));
    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(() ->
            as("manager", c -> c.addMember(group, c.people().named("outsider"), GroupRole.MEMBER)))
        .matches(ServerException::isStale);
    assertThat(world.device("manager").outgoing().all()).isEmpty();
  }

  @Test
  void proposal_answeredTwice_proposal() throws Exception {
    world.platform().lie(Request.post("/access/v1/proposals"), Answer.json(Map.of()));
    as(
        "member",
        c ->
            c.proposals()
                .proposeForGroup(
                    group,
                    Proposal.Action.ADD,
                    c.people().named("outsider"),
                    Optional.of(GroupRole.MEMBER),
                    "joins the team",
                    Duration.ofDays(1)));
    Asked asked = proposed();
    as("manager", c -> c.proposals().approve(asked, c.people().named("outsider")));
    world.platform().forgetRequests();
    assertRefused(
        ErrorCode.PROPOSAL,
        () -> as("manager", c -> c.proposals().approve(asked, c.people().named("outsider"))));
    as("manager", c -> c.removeMember(group, user("outsider")));
    world.platform().forgetRequests();
    assertRefused(
        ErrorCode.PROPOSAL,
        () -> as("manager", c -> c.proposals().approve(asked, c.people().named("outsider"))));
    world.assertNoRequest(Request.post("/links"));
  }

  /** What was handed in last, as the server would list it. */
  private Asked proposed() {
    Bytes envelope =
        world.platform().requests().stream()
            .filter(Request.post("/access/v1/proposals"))
            .map(r -> Bytes.fromBase64Url(r.json().path("envelope").asText()))
            .reduce((_, last) -> last)
            .orElseThrow();
    Signed<Proposal> signed = Proposal.decode(Envelope.decode(StatementKind.PROPOSAL, envelope));
    Proposal body = signed.body();
    return new Asked(
        "1",
        "proposal",
        body.seen().kind(),
        body.seen().chain(),
        body.action(),
        body.user(),
        body.role(),
        body.reason(),
        Optional.of(signed),
        body.author().user(),
        body.header().time(),
        body.expires(),
        "open",
        false);
  }
}
