package dev.strongroom.sdk.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Refusals;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.proposal.Proposal.Action;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.agent.AgentRules;
import dev.strongroom.sdk.people.Person;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent signs unattended, and nothing else: T64, T65, T73, T74. */
@Timeout(120)
class HostileProposalTest {
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

  private void assertSigned() {
    assertThat(desk.round("manager"))
        .extracting(AgentEvent::kind)
        .containsExactly(AgentEvent.Kind.SIGNED);
  }

  private void assertRefused(String code) {
    desk.assertSignsNothing(AgentEvent.Kind.TROUBLE, code + ": ");
  }

  private static Iterable<Hash> answered(Strongroom client, ChainId group) {
    return client.groups().stream()
        .filter(g -> g.id().equals(group))
        .flatMap(g -> g.state().answered().keySet().stream())
        .toList();
  }

  @Test
  void additionToAGroup_asARuleSays_isSignedOnce_andTheLinkNamesTheProposal() {
    Signed<Proposal> proposal = desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "member");
    assertSigned();
    assertThat(desk.groupRole("newcomer")).contains(GroupRole.MEMBER);
    try (Strongroom newcomer = desk.world().client("newcomer")) {
      assertThat(answered(newcomer, desk.group())).contains(proposal.hash());
    }
    // Shown again as if it had not been answered.
    assertRefused("PROPOSAL");
  }

  @Test
  void additionToARoom_atOrBelowTheRulesRole_isSigned_andOpensTheRoom() throws Exception {
    desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    assertSigned();
    desk.world().with("newcomer", desk.room(), open -> assertThat(open.name()).isEqualTo("Board"));
    desk.world().platform().asked().forget();
    desk.proposes(Action.REMOVE, desk.seenRoom(), "newcomer", "");
    assertThat(desk.round("manager"))
        .extracting(AgentEvent::kind)
        .containsExactly(AgentEvent.Kind.SIGNED);
    assertThat(desk.roomRole("newcomer")).isEmpty();
  }

  @Test
  void removalOfAMember_isSignedOnlyWhereTheRuleSaysSo() {
    desk.proposes(Action.REMOVE, desk.seenGroup(), "member", "");
    rule(desk.group(), "member", false);
    desk.assertWaits("removals wait for a hand");
    rule(desk.group(), "member", true);
    assertSigned();
    assertThat(desk.groupRole("member")).isEmpty();
  }

  private void rule(ChainId chain, String highest, boolean removals) {
    try (Strongroom manager = desk.world().client("manager")) {
      Person proposer = manager.people().named("desk");
      manager
          .agentRules()
          .allow(
              new AgentRules.Rule(
                  chain, proposer.user(), proposer.newest().hash(), highest, removals));
    }
  }

  @Test
  void attestedPerson_whomTheManagerNeverSaw_isAdded_andWithoutAnAttestationHeWaits() {
    desk.proposes(Action.ADD, desk.seenGroup(), "outsider", "member");
    desk.assertWaits("not confirmed here");
    desk.world().platform().people().attest("second", "outsider");
    assertSigned();
    assertThat(desk.groupRole("outsider")).contains(GroupRole.MEMBER);
  }

  @Test
  void t64_requestThatNobodySigned_waitsForAHand_whateverItAsks() {
    RequestPart asked = desk.world().platform().asked();
    asked.serveRequest("group", desk.group(), "add", desk.user("newcomer"), "member");
    desk.assertWaits("unsigned");
    asked.forget();
    asked.serveRequest("room", desk.room(), "add", desk.user("newcomer"), "viewer");
    desk.assertWaits("unsigned");
    asked.forget();
    asked.serveRequest("room", desk.room(), "role", desk.user("member"), "viewer");
    desk.assertWaits("unsigned");
    asked.forget();
    asked.serveRequest("group", desk.group(), "remove", desk.user("member"), "");
    desk.assertWaits("unsigned");
  }

  private void removesWhenAsked(ChainId chain) {
    try (Strongroom manager = desk.world().client("manager")) {
      manager.agentRules().removeWhenAsked(chain, true);
    }
  }

  /** Whoever may change the directory decides nothing: not even with the rule. */
  @Test
  void t64_directoryGroup_thatAsks_waitsForAHand_whateverARuleSays() {
    removesWhenAsked(desk.group());
    RequestPart asked = desk.world().platform().asked();
    for (String action : List.of("add", "remove")) {
      asked.forget();
      String user = action.equals("add") ? "newcomer" : "member";
      String role = action.equals("add") ? "member" : "";
      asked.serveRequest("directory", "group", desk.group(), action, desk.user(user), role);
      desk.assertWaits("unsigned");
    }
  }

  @Test
  void removalThatTheSignOnAsksFor_isSigned_whereARuleSaysSo_andNeverOfAManager() {
    RequestPart asked = desk.world().platform().asked();
    asked.serveRequest("sign-on", "group", desk.group(), "remove", desk.user("member"), "");
    desk.assertWaits("unsigned");

    removesWhenAsked(desk.room());
    desk.assertWaits("unsigned");
    removesWhenAsked(desk.group());
    assertSigned();
    assertThat(desk.groupRole("member")).isEmpty();

    asked.forget();
    asked.serveRequest("sign-on", "group", desk.group(), "remove", desk.user("second"), "");
    desk.assertWaits("about a manager");
    for (String origin : List.of("administrator", "sign-on")) {
      asked.forget();
      asked.serveRequest(origin, "group", desk.group(), "add", desk.user("newcomer"), "member");
      desk.assertWaits("unsigned");
    }
  }

  @Test
  void proposalOfSomebodyWhomNoRuleNames_waits() {
    for (String proposer : List.of("newcomer", "member", "second")) {
      desk.world().platform().asked().forget();
      desk.world()
          .platform()
          .asked()
          .serve(desk.signed(proposer, Action.ADD, desk.seenGroup(), "newcomer", "member"));
      desk.assertWaits("no rule names its proposer");
    }
  }

  @Test
  void ruleForAnotherRoom_givesNothingHere() {
    try (Strongroom manager = desk.world().client("manager")) {
      manager.agentRules().forbid(desk.room(), desk.user("desk"));
    }
    desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    desk.assertWaits("no rule names its proposer");
  }

  @Test
  void roleAboveTheRules_waits() {
    for (String role : List.of("editor", "manager")) {
      desk.world().platform().asked().forget();
      desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", role);
      desk.assertWaits("above what the rule allows");
    }
    desk.world().platform().asked().forget();
    desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "manager");
    desk.assertWaits("above what the rule allows");
  }

  @Test
  void changeOfRole_waits_alsoBelowTheRulesRole() {
    desk.proposes(Action.ROLE, desk.seenRoom(), "member", "viewer");
    desk.assertWaits("changes of role wait for a hand");
    desk.world().platform().asked().forget();
    desk.proposes(Action.ROLE, desk.seenGroup(), "member", "manager");
    desk.assertWaits("changes of role wait for a hand");
  }

  @Test
  void anythingAboutAManager_waits() {
    desk.proposes(Action.REMOVE, desk.seenGroup(), "second", "");
    desk.assertWaits("about a manager");
    desk.world().platform().asked().forget();
    desk.proposes(Action.REMOVE, desk.seenRoom(), "second", "");
    desk.assertWaits("about a manager");
    desk.world().platform().asked().forget();
    desk.proposes(Action.REMOVE, desk.seenRoom(), "manager", "");
    desk.assertWaits("about a manager");
  }

  /** Granted in person as an editor, and a manager through his group. */
  @Test
  void removalOfAManagerThroughAGroup_waits() {
    try (Strongroom manager = desk.world().client("manager")) {
      manager.grant(desk.room().toString(), desk.group(), Role.MANAGER);
    }
    desk.proposes(Action.REMOVE, desk.seenRoom(), "member", "");
    desk.assertWaits("about a manager");
  }

  /** A member of that group manages the room, as whoever is added to it would. */
  @Test
  void additionToAGroupThatManagesARoom_orARemovalFromIt_waits() {
    try (Strongroom manager = desk.world().client("manager")) {
      manager.grant(desk.room().toString(), desk.group(), Role.MANAGER);
    }
    desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "member");
    desk.assertWaits("about a manager");
    desk.world().platform().asked().forget();
    desk.proposes(Action.REMOVE, desk.seenGroup(), "member", "");
    desk.assertWaits("about a manager");
  }

  /** The group manages the room; the server leaves it out of the manager's list, or hides it. */
  @Test
  void t64_roomThatTheGroupManages_leftOutOrHidden_additionAndRemovalWaitStill() {
    try (Strongroom manager = desk.world().client("manager")) {
      manager.grant(desk.room().toString(), desk.group(), Role.MANAGER);
      manager.rooms();
    }
    Proposal.Seen seen = desk.seenGroup();
    desk.world().platform().chains().hide(desk.room());
    desk.proposes(Action.ADD, seen, "newcomer", "member");
    desk.assertWaits("about a manager");
    hide(desk.room());
    desk.assertWaits("about a manager");
    desk.world().platform().asked().forget();
    desk.proposes(Action.REMOVE, seen, "member", "");
    desk.assertWaits("about a manager");
  }

  private void hide(ChainId room) {
    desk.world().platform().chains().hide(room);
    desk.world()
        .platform()
        .lie(
            Request.get("/access/v1/rooms/" + room)
                .and(request -> request.token().equals("manager")),
            Answer.problem(404, "not-found"));
  }

  /** Somebody else grants it to the group to manage, and from then on the server hides it. */
  @Test
  void t64_roomThatMovedOnAndIsHidden_everyAdditionToAGroupWaits_untilItIsForgotten() {
    Proposal.Seen seen = desk.seenGroup();
    desk.roomNow();
    try (Strongroom second = desk.world().client("second")) {
      second.grant(desk.room().toString(), second.people().named("outsider"), Role.VIEWER);
    }
    hide(desk.room());
    desk.proposes(Action.ADD, seen, "newcomer", "member");
    desk.assertWaits("may manage a room that cannot be looked at, " + desk.room());
    try (Strongroom manager = desk.world().client("manager")) {
      manager.forgetRoom(desk.room().toString());
    }
    assertSigned();
  }

  /** What was left of one's own will holds nothing up. */
  @Test
  void roomThatItsManagerLeft_holdsNothingUp() {
    try (Strongroom manager = desk.world().client("manager")) {
      manager.leaveRoom(desk.room().toString());
    }
    hide(desk.room());
    desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "member");
    assertSigned();
  }

  @Test
  void additionToAGroup_thatARoomIsGrantedWhichAsks_withoutAnAttestation_isNotSigned() {
    desk.world().platform().people().attest("second", "member");
    try (Strongroom manager = desk.world().client("manager")) {
      manager.grant(desk.room().toString(), desk.group(), Role.VIEWER);
      manager.askForAttestations(desk.room().toString(), true);
    }
    desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "member");
    assertRefused("POLICY");
  }

  @Test
  void t65_rootFromTheScreenAlone_nothingIsSigned() throws Exception {
    desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "member");
    Files.delete(desk.world().config("manager").folder().resolve("root"));
    Refusals.assertRefused(ErrorCode.ROOT, () -> desk.round("manager"));
    desk.world().assertNoRequest(Request.post(""));
    assertThat(desk.groupRole("newcomer")).isEmpty();
  }

  @Test
  void damagedRules_nothingIsSigned_andItIsTold() throws Exception {
    desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "member");
    Files.writeString(
        desk.world().config("manager").folder().resolve("agent.json"), "{\"rules\":[{}]}");
    assertThat(desk.round("manager"))
        .allMatch(e -> e.kind() == AgentEvent.Kind.TROUBLE)
        .anyMatch(e -> e.detail().contains("rules are damaged"));
    desk.world().assertNoRequest(Request.post("/access/"));
  }

  /** A member who is no manager has rules as well; what is asked is not his to answer. */
  @Test
  void agentOfOneWhoIsNoManager_answersNothing() {
    try (Strongroom member = desk.world().client("member")) {
      Person proposer = member.people().named("desk");
      member
          .agentRules()
          .allow(
              new AgentRules.Rule(
                  desk.group(), proposer.user(), proposer.newest().hash(), "member", true));
    }
    desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "member");
    assertThat(desk.round("member")).isEmpty();
    desk.world().assertNoRequest(Request.post("/access/"));
  }

  @Test
  void t73_proposalFromBeforeItsPersonWasRemoved_proposal() {
    Proposal.Seen before = desk.seenGroup();
    try (Strongroom manager = desk.world().client("manager")) {
      manager.addMember(desk.group(), manager.people().named("newcomer"), GroupRole.MEMBER);
      manager.removeMember(desk.group(), desk.user("newcomer"));
    }
    desk.proposes(Action.ADD, before, "newcomer", "member");
    assertRefused("PROPOSAL");
  }

  @Test
  void t73_proposalByOneWhoSawAnotherHistory_proposal() {
    Proposal.Seen seen = desk.seenGroup();
    desk.proposes(
        Action.ADD,
        new Proposal.Seen(seen.kind(), seen.chain(), seen.sequence() - 1, seen.head()),
        "newcomer",
        "member");
    assertRefused("PROPOSAL");
  }

  /** What is signed counts, and not what the server says it is for. */
  @Test
  void t73_proposalForAnotherRoom_shownAsOneForThis_givesNothing() {
    ChainId other = desk.world().room("Payroll");
    Proposal.Seen seen = desk.seenRoom();
    Signed<Proposal> proposal =
        desk.signed(
            "desk",
            Action.ADD,
            new Proposal.Seen(seen.kind(), other, 0, seen.head()),
            "newcomer",
            "viewer");
    desk.world().platform().asked().serve(proposal.envelope(), desk.room());
    desk.assertWaits("no rule names its proposer");
    rule(other, "viewer", false);
    assertRefused("PROPOSAL");
  }

  @Test
  void t73_proposalChangedAfterSigning_statement() {
    Signed<Proposal> good = desk.signed("desk", Action.ADD, desk.seenRoom(), "outsider", "viewer");
    Signed<Proposal> other = desk.signed("desk", Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    Envelope changed =
        new Envelope(
            other.envelope().kind(), other.envelope().payload(), good.envelope().signatures());
    desk.world().platform().asked().serve(changed, desk.room());
    assertRefused("STATEMENT");
  }

  @Test
  void t73_proposalInTheDesksNameUnderAnotherKey_statement() {
    Signed<Proposal> good = desk.signed("desk", Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    desk.world()
        .platform()
        .asked()
        .serve(Proposal.sign(good.body(), desk.somebody("outsider").keys().signing()));
    assertRefused("STATEMENT");
  }

  @Test
  void t73_proposalThatHasExpired_orIsOfATimeToCome_proposal() {
    for (Duration off : List.of(Desk.EXPIRES.plusSeconds(1).negated(), Duration.ofMinutes(6))) {
      desk.world().platform().asked().forget();
      desk.world()
          .platform()
          .asked()
          .serve(
              desk.signed(
                  desk.somebody("desk"),
                  Action.ADD,
                  desk.seenRoom(),
                  desk.somebody("newcomer"),
                  "viewer",
                  World.CLOCK.instant().plus(off)));
      assertRefused("PROPOSAL");
    }
  }

  @Test
  void t73_proposalUnderARotatedOutKey_proposal_andUnderTheNewOneItIsSigned() {
    desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    desk.world().platform().people().follow("desk", Identity.Cause.ROTATION);
    assertRefused("PROPOSAL");
    desk.world().platform().asked().forget();
    desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    assertSigned();
  }

  @Test
  void t73_proposersKeyAfterACompromise_waits() {
    desk.world().platform().people().follow("desk", Identity.Cause.COMPROMISE);
    desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    desk.assertWaits("not the one that the rule was made for");
  }

  @Test
  void t74_resetInTheProposersName_proposesNothing() {
    desk.world().platform().people().follow("desk", Identity.Cause.RESET);
    desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    desk.assertWaits("not the one that the rule was made for");
  }

  @Test
  void t74_personUnderAReset_waits_alsoOneThatTheManagerConfirmed() {
    Organisation.Somebody before = desk.somebody("newcomer");
    desk.world().platform().people().follow("newcomer", Identity.Cause.RESET);
    desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    desk.assertWaits("other keys than the person has");
    try (Strongroom manager = desk.world().client("manager")) {
      Person person = manager.people().byId(before.user());
      manager.people().confirmReset(person, "newcomer", Optional.empty());
    }
    desk.assertWaits("come from a reset");
  }

  /** Which of the two he is, the agent does not choose. */
  @Test
  void t74_personWithAResetThatWaits_waits() {
    Organisation.Somebody before = desk.somebody("newcomer");
    desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    desk.world().platform().people().follow("newcomer", Identity.Cause.RESET);
    desk.assertWaits("a reset of the person's keys waits");
    assertThat(desk.roomNow().grants()).doesNotContainKey(new Grantee.User(before.user()));
  }

  @Test
  void personWhoseKeyWasGivenUpForCompromise_waitsForAHand() {
    desk.world().platform().people().follow("newcomer", Identity.Cause.COMPROMISE);
    desk.proposes(Action.ADD, desk.seenRoom(), "newcomer", "viewer");
    desk.assertWaits("not confirmed here");
  }

  @Test
  void proposalThatNamesAnotherIdentity_waits() {
    desk.world()
        .platform()
        .asked()
        .serve(
            desk.signed(
                desk.somebody("desk"),
                Action.ADD,
                desk.seenRoom(),
                another("newcomer"),
                "viewer",
                World.CLOCK.instant()));
    desk.assertWaits("other keys than the person has");
  }

  /** Other keys in his name, which the log does not have. */
  private Organisation.Somebody another(String name) {
    Organisation.Somebody known = desk.somebody(name);
    Organisation.Somebody made = desk.world().platform().organisation().another(name);
    assertThat(made.user()).isEqualTo(known.user());
    return made;
  }

  @Test
  void requestThatIsNone_keepsNobodyFromTheRest() {
    desk.world().platform().asked().serveNonsense(desk.group());
    desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "member");
    assertThat(desk.round("manager"))
        .extracting(AgentEvent::kind)
        .containsExactly(AgentEvent.Kind.TROUBLE, AgentEvent.Kind.SIGNED);
  }

  /** What the desk filed is listed for it too, and it is not in the group. */
  @Test
  void agentOfTheProposerHimself_goesOnPastWhatIsNotHis() {
    desk.proposes(Action.ADD, desk.seenGroup(), "newcomer", "member");
    desk.world()
        .platform()
        .lie(
            Request.get("/access/v1/groups/").and(r -> r.token().equals("desk")),
            Answer.problem(404, "not-found"));
    desk.world()
        .platform()
        .lie(
            r -> r.path().matches("/access/v1/(groups|rooms)") && r.token().equals("desk"),
            Answer.json(List.of()));
    assertThat(desk.round("desk")).isEmpty();
  }
}
