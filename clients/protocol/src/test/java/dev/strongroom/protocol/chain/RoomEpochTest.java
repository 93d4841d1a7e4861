package dev.strongroom.protocol.chain;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static dev.strongroom.protocol.chain.Chains.grant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Signed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What ends a room's epoch, who ends it, and what else moves with it: T58, T59, T69. */
class RoomEpochTest {
  private static final long LATER = 1_000;

  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Organisation.Somebody editor = organisation.somebody("editor");
  private final Organisation.Somebody viewer = organisation.somebody("viewer");
  private final Organisation.Somebody depositor = organisation.somebody("depositor");
  private final Organisation.Somebody member = organisation.somebody("member");
  private final Chains chains = new Chains(organisation);
  private final GroupState group = chains.newGroup(100, manager, member, viewer);
  private final RoomState own = chains.newRoom(manager);
  private final RoomState room =
      chains.accept(
          own,
          chains
              .on(own, manager)
              .changes(
                  grant(editor, Role.EDITOR),
                  grant(viewer, Role.VIEWER),
                  grant(depositor, Role.DEPOSITOR)),
          300);
  private final RoomState shared =
      chains.accept(
          room,
          chains.on(room, manager).changes(grant(group.id(), Role.VIEWER)).heads(group.asHead()),
          301);
  private final CommitRef commit = new CommitRef(7, Sha256.of(manager.user().value()));

  private RoomDraft rekey(RoomState before, Organisation.Somebody signer) {
    return chains.on(before, signer).cause(Cause.REKEY).epoch(chains.after(before.epoch()));
  }

  private void refused(ErrorCode code, RoomState before, RoomDraft link, long at) {
    assertRefused(code, () -> chains.roomChain().next(before, link.sign(), at));
  }

  private boolean due(RoomState state, GroupState newest) {
    return state.rekeyDue(Map.of(newest.id(), newest), organisation);
  }

  private RoomDraft leaving(Organisation.Somebody who) {
    return chains.on(room, who).cause(Cause.LEAVE).remove(who);
  }

  @Test
  void leave_ofAReader_makesARekeyDue_andOfADepositorDoesNot() {
    RoomState left = chains.accept(room, leaving(viewer), 400);
    assertThat(left.epoch()).isEqualTo(room.epoch());
    assertThat(left.grants()).hasSize(3);
    assertThat(due(left, group)).isTrue();
    assertThat(due(chains.accept(left, rekey(left, editor), 401), group)).isFalse();
    refused(ErrorCode.GROUP_ROLE, left, rekey(left, viewer), 401);
    assertThat(due(chains.accept(room, leaving(depositor), 400), group)).isFalse();
  }

  @Test
  void leave_thatDoesMoreOrIsTheLastManagers_isRefused() {
    refused(ErrorCode.GROUP_CHAIN, room, leaving(manager), 400);
    refused(ErrorCode.GROUP_CHAIN, room, leaving(viewer).commit(commit), 400);
    refused(ErrorCode.GROUP_CHAIN, room, leaving(viewer).remove(editor), 400);
    refused(ErrorCode.GROUP_CHAIN, room, leaving(viewer).epoch(chains.after(room.epoch())), 400);
    refused(ErrorCode.GROUP_CHAIN, room, leaving(viewer).indexKey(2), 400);
    refused(
        ErrorCode.GROUP_CHAIN,
        shared,
        chains
            .on(shared, member)
            .cause(Cause.LEAVE)
            .changes(new RoomLink.Change.Remove(new Grantee.User(viewer.user()))),
        400);
  }

  @Test
  void t74_leave_byAResetThatNobodyConfirmed_groupRole() {
    Organisation.Somebody reset = organisation.reset(viewer, LATER);
    refused(ErrorCode.GROUP_ROLE, room, leaving(reset), LATER + 1);
    Organisation.Somebody ofMember = organisation.reset(member, LATER);
    assertRefused(
        ErrorCode.GROUP_ROLE,
        () ->
            chains
                .groupChain()
                .next(
                    group,
                    chains.on(group, ofMember).cause(Cause.LEAVE).remove(ofMember).sign(),
                    LATER + 1));
  }

  @Test
  void t58_viewersOrDepositorsRekey_groupRole() {
    RoomState left = chains.accept(shared, leavingShared(editor), 400);
    for (Organisation.Somebody who : List.of(viewer, depositor, member)) {
      refused(ErrorCode.GROUP_ROLE, left, rekey(left, who), 401);
    }
  }

  private RoomDraft leavingShared(Organisation.Somebody who) {
    return chains.on(shared, who).cause(Cause.LEAVE).remove(who);
  }

  @Test
  void t58_rekeyThatChangesIndexKeyNameOrOldestEpoch_rekey() {
    RoomState left = chains.accept(room, leaving(viewer), 400);
    RoomState second = chains.accept(left, rekey(left, editor).commit(commit), 401);
    assertThat(second.commit()).contains(commit);
    RoomState again =
        chains.accept(second, chains.on(second, editor).cause(Cause.LEAVE).remove(editor), 402);
    refused(ErrorCode.REKEY, again, rekey(again, manager).indexKey(2), 403);
    refused(ErrorCode.REKEY, again, rekey(again, manager).oldestEpoch(2), 403);
    refused(
        ErrorCode.REKEY,
        again,
        rekey(again, manager).epoch(chains.epoch(3, chains.commitment())),
        403);
    refused(ErrorCode.REKEY, again, rekey(again, manager).epoch(again.epoch()), 403);
    refused(ErrorCode.REKEY, second, rekey(second, manager), 403);
  }

  @Test
  void compromiseOfAReader_makesARekeyDue_whichHeMaySignWithHisNewKey() {
    Organisation.Somebody safe = organisation.rotate(viewer, Identity.Cause.COMPROMISE, LATER);
    assertThat(due(room, group)).isTrue();
    refused(ErrorCode.REKEY, room, rekey(room, editor), LATER);
    assertThat(chains.accept(room, rekey(room, editor), LATER + 1).epoch().number()).isEqualTo(2);
    assertThat(chains.accept(room, rekey(room, safe), LATER + 1).epoch().number()).isEqualTo(2);
    refused(ErrorCode.LINK_ORDER, room, rekey(room, viewer), LATER + 1);
  }

  @Test
  void compromiseOfADepositor_makesNoneDue() {
    organisation.rotate(depositor, Identity.Cause.COMPROMISE, LATER);
    assertThat(due(room, group)).isFalse();
  }

  @Test
  void groupThatIsItselfDue_stopsWriting_butIsMendedByItsOwnRekeyFirst() {
    GroupState left =
        chains.accept(group, chains.on(group, member).cause(Cause.LEAVE).remove(member), 400);
    assertThat(due(shared, group)).isFalse();
    assertThat(due(shared, left)).isTrue();
    refused(ErrorCode.REKEY, shared, rekey(shared, editor).heads(left.asHead()), 401);
    GroupState mended =
        chains.accept(
            left,
            chains.on(left, viewer).cause(Cause.REKEY).epoch(chains.after(left.epoch())),
            402);
    assertThat(due(shared, mended)).isTrue();
    RoomState after = chains.accept(shared, rekey(shared, editor).heads(mended.asHead()), 403);
    assertThat(due(after, mended)).isFalse();
  }

  @Test
  void readingTakenAway_needsANewEpoch_unlessAnotherGrantReads() {
    RoomDraft lowered = chains.on(room, manager).changes(grant(viewer, Role.DEPOSITOR));
    refused(ErrorCode.GROUP_CHAIN, room, lowered, 400);
    assertThat(chains.accept(room, lowered.epoch(chains.after(room.epoch())), 400).readers())
        .hasSize(2);
    RoomState through =
        chains.accept(
            shared, chains.on(shared, manager).changes(grant(viewer, Role.DEPOSITOR)), 400);
    assertThat(through.epoch()).isEqualTo(shared.epoch());
    RoomDraft editorLowered = chains.on(shared, manager).changes(grant(editor, Role.DEPOSITOR));
    refused(ErrorCode.GROUP_CHAIN, shared, editorLowered, 400);
  }

  @Test
  void readingThroughAGroupThatLetHimGoMeanwhile_doesNotCount() {
    chains.accept(
        group, chains.on(group, manager).remove(viewer).epoch(chains.after(group.epoch())), 350);
    refused(
        ErrorCode.GROUP_CHAIN,
        shared,
        chains.on(shared, manager).changes(grant(viewer, Role.DEPOSITOR)),
        400);
  }

  @Test
  void groupWhoseReadingIsTakenAway_needsANewEpoch() {
    RoomDraft lowered = chains.on(shared, manager).changes(grant(group.id(), Role.DEPOSITOR));
    refused(ErrorCode.GROUP_CHAIN, shared, lowered, 400);
    RoomState after = chains.accept(shared, lowered.epoch(chains.after(shared.epoch())), 400);
    GroupState moved =
        chains.accept(
            group,
            chains.on(group, manager).remove(member).epoch(chains.after(group.epoch())),
            401);
    assertThat(due(after, moved)).isFalse();
  }

  @Test
  void indexKey_isReplacedByAManagerInANewEpochsOwnBox() {
    EpochInfo next = chains.epoch(2, chains.commitment());
    RoomState after = chains.accept(room, chains.on(room, manager).epoch(next).indexKey(2), 400);
    assertThat(after.indexKey()).isEqualTo(2);
    refused(
        ErrorCode.GROUP_CHAIN,
        room,
        chains.on(room, manager).epoch(chains.after(room.epoch())).indexKey(2),
        400);
    refused(ErrorCode.GROUP_CHAIN, room, chains.on(room, manager).epoch(next).indexKey(3), 400);
    refused(
        ErrorCode.GROUP_CHAIN, room, chains.on(room, manager).epoch(renamed()).indexKey(2), 400);
    refused(ErrorCode.GROUP_CHAIN, after, chains.on(after, manager).indexKey(1), 401);
    refused(ErrorCode.GROUP_ROLE, room, chains.on(room, editor).epoch(next).indexKey(2), 400);
  }

  /** The present epoch with another box. */
  private EpochInfo renamed() {
    EpochInfo now = room.epoch();
    return new EpochInfo(
        now.number(),
        now.key(),
        now.history(),
        Sha256.of(room.head().value()),
        chains.commitment());
  }

  @Test
  void name_isChangedByAManagerInTheSameEpoch() {
    EpochInfo renamed = renamed();
    assertThat(chains.accept(room, chains.on(room, manager).epoch(renamed), 400).epoch())
        .isEqualTo(renamed);
    refused(ErrorCode.GROUP_ROLE, room, chains.on(room, editor).epoch(renamed), 400);
  }

  @Test
  void epochs_areRetiredByAManagerWhoNamesTheCommit() {
    RoomState second =
        chains.accept(room, chains.on(room, manager).epoch(chains.after(room.epoch())), 400);
    RoomState third =
        chains.accept(second, chains.on(second, manager).epoch(chains.after(second.epoch())), 401);
    refused(ErrorCode.GROUP_CHAIN, third, chains.on(third, manager).oldestEpoch(3), 402);
    refused(
        ErrorCode.GROUP_ROLE, third, chains.on(third, editor).oldestEpoch(3).commit(commit), 402);
    refused(
        ErrorCode.GROUP_CHAIN,
        third,
        chains.on(third, manager).epoch(chains.after(third.epoch())).oldestEpoch(4).commit(commit),
        402);
    RoomState retired =
        chains.accept(third, chains.on(third, manager).oldestEpoch(2).commit(commit), 402);
    CommitRef later = new CommitRef(9, commit.hash());
    RoomState more =
        chains.accept(retired, chains.on(retired, manager).oldestEpoch(3).commit(later), 403);
    assertThat(more.oldestEpoch()).isEqualTo(3);
    assertThat(more.retirementOf(1)).contains(new Retirement(2, commit));
    assertThat(more.retirementOf(2)).contains(new Retirement(3, later));
    assertThat(more.retirementOf(3)).isEmpty();
    refused(ErrorCode.GROUP_CHAIN, more, chains.on(more, manager).oldestEpoch(2), 404);
  }

  @Test
  void commit_namedByALink_doesNotGoBackOrTurnIntoAnother() {
    RoomState named = chains.accept(room, chains.on(room, manager).commit(commit), 400);
    CommitRef before = new CommitRef(6, commit.hash());
    CommitRef other = new CommitRef(7, Sha256.of(editor.user().value()));
    refused(ErrorCode.GROUP_CHAIN, named, chains.on(named, manager).commit(before), 401);
    refused(ErrorCode.GROUP_CHAIN, named, chains.on(named, manager).commit(other), 401);
  }

  @Test
  void t74_reset_countsOnlyWhereAManagerNamesItInANewEpoch() {
    Organisation.Somebody reset = organisation.reset(editor, LATER);
    assertThat(room.personalRole(organisation.of(editor.user()), reset.identity().hash()))
        .isEmpty();
    RoomDraft confirmed = chains.on(room, manager).changes(grant(reset, Role.EDITOR));
    refused(ErrorCode.GROUP_CHAIN, room, confirmed, LATER + 1);
    RoomState after = chains.accept(room, confirmed.epoch(chains.after(room.epoch())), LATER + 1);
    assertThat(after.personalRole(organisation.of(editor.user()), reset.identity().hash()))
        .contains(Role.EDITOR);
  }

  @Test
  void t59_depositor_isNoReader_andChangesNothing() {
    assertThat(room.readers().map(Grant::grantee))
        .doesNotContain(new Grantee.User(depositor.user()));
    refused(
        ErrorCode.GROUP_ROLE,
        room,
        chains.on(room, depositor).changes(grant(depositor, Role.MANAGER)),
        400);
  }

  @Test
  void brokenBox_ofARekey_isMendedByAnotherEditor() {
    RoomState left = chains.accept(room, leaving(viewer), 400);
    RoomState second = chains.accept(left, rekey(left, editor), 401);
    refused(ErrorCode.REKEY, second, rekey(second, editor).box(), 402);
    assertThat(chains.accept(second, rekey(second, manager).box(), 402).epoch().number())
        .isEqualTo(3);
    refused(ErrorCode.REKEY, room, rekey(room, editor).box(), 402);
  }

  @Test
  void t73_proposalAnsweredTwice_proposal() {
    var proposal = Sha256.of(member.user().value());
    RoomState once =
        chains.accept(
            room,
            chains.on(room, manager).changes(grant(member, Role.VIEWER)).proposals(proposal),
            400);
    assertThat(once.answered()).containsEntry(proposal, once.sequence());
    refused(
        ErrorCode.PROPOSAL,
        once,
        chains.on(once, manager).changes(grant(member, Role.EDITOR)).proposals(proposal),
        401);
  }

  @Test
  void linkWithProposals_encodedAndDecoded_isTheSame() {
    Signed<RoomLink> link =
        chains
            .on(room, manager)
            .changes(grant(member, Role.VIEWER))
            .proposals(Sha256.of(member.user().value()))
            .commit(commit)
            .sign();
    assertThat(RoomLink.decode(link.envelope())).isEqualTo(link);
    assertThat(RoomLink.decode(leaving(viewer).sign().envelope()).body().cause())
        .isEqualTo(Cause.LEAVE);
  }
}
