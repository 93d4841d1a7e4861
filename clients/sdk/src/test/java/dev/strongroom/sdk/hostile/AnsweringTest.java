package dev.strongroom.sdk.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Refusals;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.proposal.Proposal.Action;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.proposal.Answered;
import dev.strongroom.sdk.proposal.Asked;
import dev.strongroom.sdk.proposal.Requests;
import dev.strongroom.sdk.room.RoomPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers that somebody else's link overtakes, an agent's or a hand's, and answers by hand: T62,
 * T74.
 */
@Timeout(120)
class AnsweringTest {
  @TempDir Path folder;
  private Desk desk;

  @BeforeEach
  void begin() throws Exception {
    desk = new Desk(folder);
  }

  @AfterEach
  void end() {
    desk.close();
  }

  /** His lost keys are proposed, in the place that another manager gave to his new ones. */
  @Test
  void t74_lostIdentityOfSomebodyReadmitted_isPutBackByNoAgentAndNoHand() {
    Organisation.Somebody lost = desk.somebody("newcomer");
    try (Strongroom second = desk.world().client("second")) {
      Person known = second.people().named("newcomer");
      second.grant(
          desk.room().toString(),
          second.people().pin(known, "newcomer", Optional.empty()),
          Role.VIEWER);
    }
    desk.world().platform().people().follow("newcomer", Identity.Cause.RESET);
    try (Strongroom second = desk.world().client("second")) {
      Person seen = second.people().byId(lost.user());
      second.readmit(
          desk.room().toString(), second.people().confirmReset(seen, "newcomer", Optional.empty()));
    }
    desk.world()
        .platform()
        .asked()
        .serve(
            desk.signed(
                desk.somebody("desk"),
                Action.ADD,
                desk.seenRoom(),
                lost,
                "viewer",
                World.CLOCK.instant()));
    desk.assertWaits("a reset of the person's keys waits");
    Refusals.assertRefused(ErrorCode.PROPOSAL, () -> approve("manager"));
    assertThat(desk.roomNow().grants().get(new Grantee.User(lost.user())))
        .extracting(Grant::identity)
        .isEqualTo(Optional.of(desk.somebody("newcomer").identity().hash()));
  }

  @Test
  void t62_anotherManagerAnswersMeanwhile_oneLink_andTheAgentIsTold() {
    desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "member");
    long before = desk.groupNow().sequence();
    desk.overtaken(() -> approve("second"));
    assertThat(desk.round("manager"))
        .singleElement()
        .satisfies(e -> {
          assertThat(e.kind()).isEqualTo(AgentEvent.Kind.TROUBLE);
          assertThat(e.detail()).contains("PROPOSAL: ").contains("answered before");
        });
    assertThat(desk.groupNow().sequence()).isEqualTo(before + 1);
  }

  @Test
  void t62_anotherManagerAnswersMeanwhile_inARoom_oneLink_andTheHandIsTold() {
    desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    long before = desk.roomNow().sequence();
    desk.overtaken(() -> approve("second"));
    assertThatThrownBy(() -> approve("manager")).hasMessageContaining("answered before");
    assertThat(desk.roomNow().sequence()).isEqualTo(before + 1);
  }

  private Answered approve(String name) {
    try (Strongroom client = desk.world().client(name)) {
      Asked asked = client.proposals().requests().list(false).getFirst();
      return client.proposals().approve(asked, client.people().byId(asked.user()));
    }
  }

  private void asksToRemoveTheMember(String kind, ChainId chain) {
    desk.world().platform().asked().serveRequest(kind, chain, "remove", desk.user("member"), "");
  }

  /**
   * The same as after a removal by hand; one that does not verify keeps none of the others back.
   */
  @Test
  void removalFromAGroup_askedFor_renewsTheRoomsThatItIsGranted_andNamesWhatIsLeft() {
    ChainId broken = desk.world().room("Payroll");
    try (Strongroom manager = desk.world().client("manager")) {
      manager.grant(desk.room().toString(), desk.group(), Role.EDITOR);
      manager.grant(broken.toString(), desk.group(), Role.EDITOR);
    }
    long before = desk.roomNow().epoch().number();
    desk.world()
        .platform()
        .bend(
            Request.get("/access/v1/rooms/" + broken),
            json -> ((ObjectNode) json).putArray("links"));
    asksToRemoveTheMember("group", desk.group());
    Answered answered = approve("manager");
    assertThat(answered.renewed()).isEqualTo(1);
    assertThat(answered.left()).containsOnlyKeys(broken);
    assertThat(desk.roomNow().epoch().number()).isEqualTo(before + 1);
  }

  @Test
  void removalFromARoom_askedFor_ofWhoWroteLast_signsAnEmptyCommitOverIt() throws Exception {
    desk.world().put("member", desk.room(), desk.world().file("a.txt", "his"), "a.txt");
    asksToRemoveTheMember("room", desk.room());
    desk.world().platform().forgetRequests();
    assertThat(approve("manager").settled()).isTrue();
    assertThat(desk.world().platform().requests()).filteredOn(Request.post("/commits")).hasSize(1);
    desk.world()
        .with("second", desk.room(), room -> assertThat(room.list(RoomPath.parse("/"))).hasSize(1));
  }

  /** His commit comes in after the manager has looked, and before his link. */
  @Test
  void removalFromARoom_askedFor_ofWhoWritesMeanwhile_saysThatTheRoomWaitsToBeSettled()
      throws Exception {
    desk.world().put("member", desk.room(), desk.world().file("a.txt", "his"), "a.txt");
    Path late = desk.world().file("b.txt", "late");
    asksToRemoveTheMember("room", desk.room());
    desk.meanwhile(() -> {
      try {
        desk.world().put("member", desk.room(), late, "b.txt");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    assertThat(approve("manager").settled()).isFalse();
  }

  /** The rule was fulfilled when the agent looked, and is not when it would sign. */
  @Test
  void memberWhoBecomesAManagerMeanwhile_isNotRemoved() {
    desk.proposes(Action.REMOVE, desk.seenGroup(), "member", "");
    desk.overtaken(() -> {
      try (Strongroom second = desk.world().client("second")) {
        second.changeRole(desk.group(), desk.user("member"), GroupRole.MANAGER);
      }
    });
    assertThat(desk.round("manager"))
        .singleElement()
        .satisfies(e -> {
          assertThat(e.kind()).isEqualTo(AgentEvent.Kind.WAITING);
          assertThat(e.detail()).contains("about a manager");
        });
    assertThat(desk.groupRole("member")).contains(GroupRole.MANAGER);
  }

  @Test
  void editorWhoBecomesAManagerMeanwhile_isNotRemovedFromTheRoom() {
    desk.proposes(Action.REMOVE, desk.seenRoom(), "member", "");
    desk.overtaken(() -> {
      try (Strongroom second = desk.world().client("second")) {
        second.changeRole(
            desk.room().toString(), new Grantee.User(desk.user("member")), Role.MANAGER);
      }
    });
    assertThat(desk.round("manager"))
        .extracting(AgentEvent::kind)
        .containsExactly(AgentEvent.Kind.WAITING);
    assertThat(desk.roomRole("member")).contains(Role.MANAGER);
  }

  /** One that is no proposal, one for nobody, one of no time and one for nothing known. */
  @Test
  void requestsThatAreNone_hideNoneOfTheOthers_andCanBeAnsweredRoundThem() {
    RequestPart asked = desk.world().platform().asked();
    asked.serveNonsense(desk.group());
    asked.serveRequest("group", desk.group(), "add", desk.user("newcomer"), "member");
    asked.serveRequest("group", desk.group(), "add", desk.user("outsider"), "member");
    asked.serveRequest("group", desk.group(), "dance", desk.user("outsider"), "member");
    desk.world()
        .platform()
        .bend(
            Request.get("/requests"),
            json -> ((ObjectNode) json.path("items").path(2)).put("filedAt", "on Monday"));
    try (Strongroom manager = desk.world().client("manager")) {
      Requests.Listed listed = manager.proposals().requests().listed(false);
      assertThat(listed.read())
          .singleElement()
          .extracting(Asked::user)
          .isEqualTo(desk.user("newcomer"));
      assertThat(listed.bad())
          .extracting(Requests.Bad::id)
          .containsExactly("request-0", "request-2", "request-3");
      assertThat(manager.proposals().requests().one("request-1"))
          .isEqualTo(listed.read().getFirst());
    }
    approve("manager");
    assertThat(desk.groupRole("newcomer")).contains(GroupRole.MEMBER);
  }

  @Test
  void requestForSomebodyWhomThereIsNot_isTold_andKeepsNobodyFromTheRest() {
    Organisation.Somebody nobody = desk.world().platform().organisation().another("nobody");
    desk.world()
        .platform()
        .asked()
        .serve(
            desk.signed(
                desk.somebody("desk"),
                Action.ADD,
                desk.seenGroup(),
                nobody,
                "member",
                World.CLOCK.instant()));
    desk.world()
        .platform()
        .lie(Request.get("/identity/v1/users/" + nobody.user()), Answer.problem(404, "not-found"));
    desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "member");
    assertThat(desk.round("manager"))
        .extracting(AgentEvent::kind)
        .containsExactly(AgentEvent.Kind.TROUBLE, AgentEvent.Kind.SIGNED);
  }

  @Test
  void closedRequest_approvedByHand_isAClearRefusal_andNothingIsSigned() {
    desk.world()
        .platform()
        .asked()
        .serveRequest("group", desk.group(), "add", desk.user("newcomer"), "member");
    desk.world()
        .platform()
        .bend(
            Request.get("/requests"),
            json -> ((ObjectNode) json.path("items").path(0)).put("state", "rejected"));
    desk.world().platform().forgetRequests();
    assertThatThrownBy(() -> approve("manager"))
        .isInstanceOf(MembershipException.class)
        .hasMessageContaining("rejected");
    desk.world().assertNoRequest(Request.post("/access/"));
  }

  /** Whoever can sign in as the desk makes new keys in its name, and proposes under them. */
  @Test
  void t74_proposalUnderAResetThatNobodyConfirmed_isNotSignedByHandEither() {
    desk.world().platform().people().follow("desk", Identity.Cause.RESET);
    desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    desk.world().platform().forgetRequests();
    Refusals.assertRefused(ErrorCode.PROPOSAL, () -> approve("manager"));
    desk.world().assertNoRequest(Request.post("/access/"));
    try (Strongroom manager = desk.world().client("manager")) {
      Person person = manager.people().byId(desk.user("desk"));
      manager.people().confirmReset(person, "desk", Optional.empty());
    }
    approve("manager");
    assertThat(desk.roomRole("newcomer")).contains(Role.VIEWER);
  }
}
