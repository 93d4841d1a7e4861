package dev.strongroom.protocol.proposal;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Signed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Proposals: T73. */
class ProposalTest {
  private static final Instant NOW = Organisation.TIME.plus(Duration.ofHours(1));

  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody desk = organisation.somebody("desk");
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Organisation.Somebody newcomer = organisation.somebody("newcomer");
  private final Chains chains = new Chains(organisation);
  private final GroupState group = chains.newGroup(manager);
  private final RoomState room = chains.newRoom(manager);
  private final ProposalCheck check = new ProposalCheck(organisation.id(), organisation);
  private final Map<Long, Hash> heads = new HashMap<>(Map.of(0L, group.head()));

  private Signed<Proposal> adding() {
    return Proposals.of(organisation, desk, group, newcomer, GroupRole.MEMBER);
  }

  private Signed<Proposal> proposing(Proposal.Action action, Organisation.Somebody who) {
    Optional<String> role =
        action == Proposal.Action.REMOVE ? Optional.empty() : Optional.of("manager");
    return Proposals.sign(organisation, desk, action, Proposals.seen(group), who, role);
  }

  private void requireFor(Signed<Proposal> proposal, GroupState newest) {
    heads.put(newest.sequence(), newest.head());
    check.requireFor(proposal, newest, n -> Optional.ofNullable(heads.get(n)));
  }

  private void refused(Signed<Proposal> proposal, GroupState newest) {
    assertRefused(ErrorCode.PROPOSAL, () -> requireFor(proposal, newest));
  }

  @Test
  void proposal_signed_isReadAsItWasSigned() {
    Signed<Proposal> proposal = adding();
    assertThat(Proposal.decode(proposal.envelope())).isEqualTo(proposal);
    assertThat(check.requireSigned(proposal, NOW).user()).isEqualTo(desk.user());
    assertThat(proposal.body().groupRole()).contains(GroupRole.MEMBER);
    assertThat(proposal.body().roomRole()).isEmpty();
    requireFor(proposal, group);
    Signed<Proposal> forTheRoom = Proposals.of(organisation, desk, room, newcomer, Role.VIEWER);
    assertThat(forTheRoom.body().roomRole()).contains(Role.VIEWER);
    check.requireFor(forTheRoom, room, _ -> Optional.of(room.head()));
  }

  @Test
  void t73_proposalUnderARotatedOutKey_proposal() {
    Signed<Proposal> proposal = adding();
    organisation.rotate(desk, Identity.Cause.ROTATION, 100);
    assertRefused(ErrorCode.PROPOSAL, () -> check.requireSigned(proposal, NOW));
  }

  @Test
  void t73_proposalExpiredOrOfATimeToCome_proposal() {
    Instant expires = adding().body().expires();
    check.requireSigned(adding(), expires);
    assertRefused(ErrorCode.PROPOSAL, () -> check.requireSigned(adding(), expires.plusSeconds(1)));
    check.requireSigned(adding(), Organisation.TIME.minusSeconds(300));
    assertRefused(
        ErrorCode.PROPOSAL,
        () -> check.requireSigned(adding(), Organisation.TIME.minusSeconds(301)));
  }

  @Test
  void t73_proposalInAnothersName_statement() {
    Signed<Proposal> forged = Proposal.sign(adding().body(), manager.keys().signing());
    assertRefused(ErrorCode.STATEMENT, () -> check.requireSigned(forged, NOW));
  }

  @Test
  void t73_proposalOfAnotherOrganisation_statement() {
    Organisation other = new Organisation(Seed.random(7));
    assertRefused(
        ErrorCode.STATEMENT,
        () -> new ProposalCheck(other.id(), organisation).requireSigned(adding(), NOW));
  }

  @Test
  void t73_proposalForAnotherChain_proposal() {
    GroupState other = chains.newGroup(manager);
    refused(adding(), other);
    assertRefused(
        ErrorCode.PROPOSAL, () -> check.requireFor(adding(), room, _ -> Optional.of(group.head())));
    refused(
        Proposals.sign(
            organisation,
            desk,
            Proposal.Action.ADD,
            new Proposal.Seen(Proposal.Kind.GROUP, group.id(), 0, Sha256.of(group.head().value())),
            newcomer,
            Optional.of("member")),
        group);
    refused(
        Proposals.sign(
            organisation,
            desk,
            Proposal.Action.ADD,
            new Proposal.Seen(Proposal.Kind.ROOM, group.id(), 0, group.head()),
            newcomer,
            Optional.of("viewer")),
        group);
  }

  @Test
  void t73_proposalAnsweredBefore_proposal() {
    Signed<Proposal> proposal = proposing(Proposal.Action.ROLE, newcomer);
    GroupState in =
        chains.accept(group, chains.on(group, manager).put(newcomer, GroupRole.MEMBER), 200);
    requireFor(proposal, in);
    GroupState answered =
        chains.accept(
            in,
            chains.on(in, manager).put(newcomer, GroupRole.MANAGER).proposals(proposal.hash()),
            201);
    refused(proposal, answered);
  }

  @Test
  void t73_proposalFromBeforeItsPersonWasRemoved_proposal() {
    Signed<Proposal> before = adding();
    GroupState in =
        chains.accept(group, chains.on(group, manager).put(newcomer, GroupRole.MEMBER), 200);
    GroupState out =
        chains.accept(
            in, chains.on(in, manager).remove(newcomer).epoch(chains.after(in.epoch())), 201);
    refused(before, out);
    Signed<Proposal> after = Proposals.of(organisation, desk, out, newcomer, GroupRole.MEMBER);
    requireFor(after, out);
  }

  /** To a proposer who knew him by his lost keys he was removed, though his place is kept. */
  @Test
  void t73_proposalFromBeforeItsPersonWasReadmitted_proposal() {
    GroupState in =
        chains.accept(group, chains.on(group, manager).put(newcomer, GroupRole.MEMBER), 200);
    RoomState granted =
        chains.accept(
            room, chains.on(room, manager).changes(Chains.grant(newcomer, Role.VIEWER)), 200);
    Organisation.Somebody reset = organisation.reset(newcomer, 201);
    Signed<Proposal> ofGroup = removing(Proposals.seen(in), reset);
    Signed<Proposal> ofRoom = removing(Proposals.seen(granted), reset);
    heads.put(in.sequence(), in.head());
    GroupState after =
        chains.accept(
            in,
            chains.on(in, manager).put(reset, GroupRole.MEMBER).epoch(chains.after(in.epoch())),
            202);
    refused(ofGroup, after);
    requireFor(removing(Proposals.seen(after), reset), after);
    RoomState regranted =
        chains.accept(
            granted,
            chains
                .on(granted, manager)
                .changes(Chains.grant(reset, Role.VIEWER))
                .epoch(chains.after(granted.epoch())),
            202);
    assertRefused(
        ErrorCode.PROPOSAL,
        () -> check.requireFor(ofRoom, regranted, _ -> Optional.of(granted.head())));
    check.requireFor(
        removing(Proposals.seen(regranted), reset), regranted, _ -> Optional.of(regranted.head()));
  }

  private Signed<Proposal> removing(Proposal.Seen seen, Organisation.Somebody who) {
    return Proposals.sign(organisation, desk, Proposal.Action.REMOVE, seen, who, Optional.empty());
  }

  /** An addition exchanges nobody's keys: his lost ones do not come back in his own place. */
  @Test
  void t74_proposalToAddTheLostKeysOfSomebodyWhoWasReadmitted_proposal() {
    Organisation.Somebody reset = organisation.reset(newcomer, 200);
    GroupState in =
        chains.accept(group, chains.on(group, manager).put(reset, GroupRole.MEMBER), 201);
    refused(Proposals.of(organisation, desk, in, newcomer, GroupRole.MEMBER), in);
    RoomState granted =
        chains.accept(
            room, chains.on(room, manager).changes(Chains.grant(reset, Role.VIEWER)), 201);
    assertRefused(
        ErrorCode.PROPOSAL,
        () ->
            check.requireFor(
                Proposals.of(organisation, desk, granted, newcomer, Role.EDITOR),
                granted,
                _ -> Optional.of(granted.head())));
  }

  @Test
  void t73_proposalForWhatIsSoAlready_orOfSomebodyWhoIsNotThere_proposal() {
    refused(proposing(Proposal.Action.REMOVE, newcomer), group);
    refused(proposing(Proposal.Action.ROLE, newcomer), group);
    refused(proposing(Proposal.Action.ADD, manager), group);
    requireFor(proposing(Proposal.Action.REMOVE, manager), group);
  }

  @Test
  void t73_proposalToAddKeysThatWereGivenUp_proposal() {
    Signed<Proposal> proposal = adding();
    organisation.rotate(newcomer, Identity.Cause.COMPROMISE, 100);
    refused(proposal, group);
  }

  @Test
  void t74_proposalToAddAResetThatARotationVoided_proposal() {
    Organisation.Somebody reset = organisation.reset(newcomer, 100);
    Signed<Proposal> proposal = Proposals.of(organisation, desk, group, reset, GroupRole.MEMBER);
    requireFor(proposal, group);
    organisation.rotate(newcomer, Identity.Cause.ROTATION, 101);
    refused(proposal, group);
  }

  @Test
  void proposal_overItsLimits_isRefused() {
    Proposal good = adding().body();
    assertRefused(
        ErrorCode.LIMIT,
        () ->
            new Proposal(
                good.header(),
                good.author(),
                good.action(),
                good.seen(),
                good.user(),
                good.identity(),
                good.role(),
                "x".repeat(Proposal.MAX_REASON_CHARACTERS + 1),
                good.expires()));
    expiring(good, Organisation.TIME.plus(Proposal.LONGEST));
    assertRefused(
        ErrorCode.STATEMENT,
        () -> expiring(good, Organisation.TIME.plus(Proposal.LONGEST).plusSeconds(1)));
    assertRefused(ErrorCode.STATEMENT, () -> expiring(good, Organisation.TIME));
    assertRefused(
        ErrorCode.STATEMENT,
        () ->
            Proposals.sign(
                organisation,
                desk,
                Proposal.Action.REMOVE,
                good.seen(),
                newcomer,
                Optional.of("member")));
    assertRefused(
        ErrorCode.STATEMENT,
        () ->
            Proposals.sign(
                organisation,
                desk,
                Proposal.Action.ADD,
                good.seen(),
                newcomer,
                Optional.of("editor")));
  }

  private static Proposal expiring(Proposal good, Instant expires) {
    return new Proposal(
        good.header(),
        good.author(),
        good.action(),
        good.seen(),
        good.user(),
        good.identity(),
        good.role(),
        "x".repeat(Proposal.MAX_REASON_CHARACTERS),
        expires);
  }
}
