package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.proposal.Asked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people are asked to sign, by a server that makes it up or shows it again. */
@ExtendWith(Scene.Shared.class)
@Timeout(60)
class LyingProposalIT {
  private static final String PATH = "GET /access/v1/requests.*";
  private static Scene scene;
  private static LyingServer server;
  private static SceneChains chains;

  @BeforeAll
  static void start(Scene shared) {
    scene = shared;
    server = shared.server();
    chains = new SceneChains(shared);
  }

  /** The member asks for the outsider to be put into a group. */
  private static Signed<Proposal> proposed(ChainId group) {
    GroupState state = chains.groupState(group);
    try (Forger member = new Forger(scene, "member");
        Forger outsider = new Forger(scene, "outsider")) {
      Proposal proposal =
          new Proposal(
              member.header(0, Optional.empty()),
              member.author(),
              Proposal.Action.ADD,
              new Proposal.Seen(Proposal.Kind.GROUP, group, state.sequence(), state.head()),
              outsider.user(),
              outsider.identity().hash(),
              Optional.of(GroupRole.MEMBER.text()),
              "as of the first of the month",
              Forger.now().plus(Duration.ofDays(3)));
      return Proposal.sign(proposal, member.keys().signing());
    }
  }

  private static void serve(Signed<Proposal> proposal) {
    server.edit(
        PATH,
        answer ->
            answer
                .withArray("items")
                .insertObject(0)
                .put("id", UUID.randomUUID().toString())
                .put("state", "open")
                .put("envelope", proposal.envelope().encode().toBase64Url()));
  }

  /** The manager answers the first that waits. */
  private static void approve() {
    try (Strongroom manager = scene.client("manager")) {
      Asked asked = manager.proposals().requests().list(false).getFirst();
      manager.proposals().approve(asked, Scene.person(manager, "outsider"));
    }
  }

  private static void refused(ErrorCode code, ChainId group) throws Exception {
    GroupState before = chains.groupState(group);
    server.forgetRequests();
    scene.assertRefusedAndNothingKept(code, "manager", LyingProposalIT::approve);
    assertThat(server.requests()).noneMatch(r -> r.startsWith("POST /access/"));
    assertThat(chains.groupState(group).head()).isEqualTo(before.head());
  }

  @Test
  void t73_proposalShownAgainAfterItsPersonWasRemoved_proposal() throws Exception {
    ChainId group = chains.group(GroupRole.MEMBER);
    Signed<Proposal> old = proposed(group);
    serve(old);
    approve();
    assertThat(chains.groupState(group).members()).containsKey(scene.user("outsider"));
    // Answered already.
    refused(ErrorCode.PROPOSAL, group);
    try (Strongroom manager = scene.client("manager")) {
      manager.removeMember(group, scene.user("outsider"));
    }
    refused(ErrorCode.PROPOSAL, group);
  }

  @Test
  void t73_proposalFromBeforeARemoval_orOfAnotherHistory_proposal() throws Exception {
    ChainId group = chains.group(GroupRole.MEMBER);
    try (Strongroom manager = scene.client("manager")) {
      manager.addMember(group, Scene.person(manager, "outsider"), GroupRole.MEMBER);
    }
    Signed<Proposal> before = proposed(group);
    try (Strongroom manager = scene.client("manager")) {
      manager.removeMember(group, scene.user("outsider"));
    }
    serve(before);
    refused(ErrorCode.PROPOSAL, group);
  }

  @Test
  void t73_proposalUnderARotatedOutKey_proposal() throws Exception {
    ChainId group = chains.group(GroupRole.MEMBER);
    Signed<Proposal> proposal = proposed(group);
    ForgedLog log = new ForgedLog(scene);
    try (Forger member = new Forger(scene, "member")) {
      member.publish(log, member.rotated(Identity.Cause.ROTATION).envelope());
    }
    log.serve();
    serve(proposal);
    refused(ErrorCode.PROPOSAL, group);
  }

  @Test
  void t73_proposalInAnothersName_statement() throws Exception {
    ChainId group = chains.group(GroupRole.MEMBER);
    Signed<Proposal> proposal = proposed(group);
    try (Forger outsider = new Forger(scene, "outsider")) {
      serve(Proposal.sign(proposal.body(), outsider.keys().signing()));
    }
    refused(ErrorCode.STATEMENT, group);
  }

  /** Whoever runs the server asks for himself, in an administrator's name. */
  @Test
  void t64_requestMadeUpByTheServer_waitsForAHandAndNothingIsSigned() throws Exception {
    ChainId group = chains.group(GroupRole.MEMBER);
    GroupState before = chains.groupState(group);
    server.edit(
        PATH,
        answer -> {
          ObjectNode made = answer.withArray("items").addObject();
          made.put("id", UUID.randomUUID().toString())
              .put("origin", "administrator")
              .put("chainKind", "group")
              .put("chain", group.toString())
              .put("action", "add")
              .put("user", scene.user("outsider").toString())
              .put("role", "manager")
              .put("reason", "the board wants it")
              .put("filedBy", scene.user("outsider").toString())
              .put("filedAt", Instant.now().toString())
              .put("expiresAt", Instant.now().plus(Duration.ofDays(3)).toString())
              .put("state", "open");
        });
    server.forgetRequests();
    try (Strongroom manager = scene.client("manager")) {
      List<AgentEvent> events = manager.agent().round(List.of(group), () -> true);
      assertThat(events)
          .filteredOn(e -> e.chain().equals(group))
          .extracting(AgentEvent::kind)
          .containsExactly(AgentEvent.Kind.WAITING);
    }
    assertThat(server.requests()).noneMatch(r -> r.startsWith("POST /access/v1/groups/"));
    assertThat(chains.groupState(group).head()).isEqualTo(before.head());
  }

  /** No rule names its proposer, however well it is signed. */
  @Test
  void t64_signedProposalWithoutARule_waitsForAHand() throws Exception {
    ChainId group = chains.group(GroupRole.MEMBER);
    GroupState before = chains.groupState(group);
    serve(proposed(group));
    try (Strongroom manager = scene.client("manager")) {
      Person outsider = Scene.person(manager, "outsider");
      assertThat(manager.agent().round(List.of(group), () -> true))
          .filteredOn(e -> e.chain().equals(group))
          .extracting(AgentEvent::kind)
          .containsExactly(AgentEvent.Kind.WAITING);
      assertThat(outsider.user()).isNotIn(before.members().keySet());
    }
    assertRefused(ErrorCode.PROPOSAL, LyingProposalIT::twice);
    assertThat(chains.groupState(group).members()).containsKey(scene.user("outsider"));
  }

  /** The second answer finds the first. */
  private static void twice() {
    approve();
    approve();
  }
}
