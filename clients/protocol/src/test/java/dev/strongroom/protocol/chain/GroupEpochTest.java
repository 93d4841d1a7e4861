package dev.strongroom.protocol.chain;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Identity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What makes a group's epoch due to end, and who ends it: T58, T69. */
class GroupEpochTest {
  private static final long LATER = 1_000;

  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Organisation.Somebody member = organisation.somebody("member");
  private final Organisation.Somebody leaver = organisation.somebody("leaver");
  private final Organisation.Somebody outsider = organisation.somebody("outsider");
  private final Chains chains = new Chains(organisation);
  private final GroupState group = chains.newGroup(manager, member, leaver);

  private GroupDraft rekey(GroupState before, Organisation.Somebody signer) {
    return chains.on(before, signer).cause(Cause.REKEY).epoch(chains.after(before.epoch()));
  }

  private void refused(ErrorCode code, GroupState before, GroupDraft link, long at) {
    assertRefused(code, () -> chains.groupChain().next(before, link.sign(), at));
  }

  private GroupState afterLeaving() {
    return chains.accept(group, chains.on(group, leaver).cause(Cause.LEAVE).remove(leaver), 500);
  }

  @Test
  void leave_removesExactlyItsSigner_andAnyMemberRekeys() {
    assertThat(group.rekeyDue(organisation, Order.NOW)).isFalse();
    GroupState left = afterLeaving();
    assertThat(left.members()).containsOnlyKeys(manager.user(), member.user());
    assertThat(left.epoch()).isEqualTo(group.epoch());
    assertThat(left.rekeyDue(organisation, Order.NOW)).isTrue();
    GroupState after = chains.accept(left, rekey(left, member), 501);
    assertThat(after.epoch().number()).isEqualTo(2);
    assertThat(after.rekeyDue(organisation, Order.NOW)).isFalse();
    refused(ErrorCode.GROUP_ROLE, left, rekey(left, leaver), 502);
    refused(ErrorCode.GROUP_ROLE, left, rekey(left, outsider), 502);
  }

  @Test
  void leave_stillDueAfterAChangeInTheSameEpoch() {
    GroupState left = afterLeaving();
    GroupState more =
        chains.accept(left, chains.on(left, manager).put(outsider, GroupRole.MEMBER), 510);
    assertThat(more.rekeyDue(organisation, Order.NOW)).isTrue();
  }

  @Test
  void leave_thatDoesMoreOrIsAnothersOrTheLastManagers_isRefused() {
    refused(
        ErrorCode.GROUP_CHAIN,
        group,
        chains.on(group, leaver).cause(Cause.LEAVE).remove(member),
        500);
    refused(
        ErrorCode.GROUP_CHAIN,
        group,
        chains
            .on(group, leaver)
            .cause(Cause.LEAVE)
            .remove(leaver)
            .epoch(chains.after(group.epoch())),
        500);
    refused(
        ErrorCode.GROUP_CHAIN,
        group,
        chains.on(group, leaver).cause(Cause.LEAVE).remove(leaver).label("mine now"),
        500);
    refused(
        ErrorCode.GROUP_CHAIN,
        group,
        chains.on(group, outsider).cause(Cause.LEAVE).remove(outsider),
        500);
    refused(
        ErrorCode.GROUP_CHAIN,
        group,
        chains.on(group, manager).cause(Cause.LEAVE).remove(manager),
        500);
  }

  @Test
  void lastManager_cannotGiveUpHisRole() {
    refused(
        ErrorCode.GROUP_CHAIN,
        group,
        chains.on(group, manager).put(manager, GroupRole.MEMBER),
        500);
    GroupState two =
        chains.accept(group, chains.on(group, manager).put(member, GroupRole.MANAGER), 500);
    assertThat(two.managers()).isEqualTo(2);
    GroupState one =
        chains.accept(two, chains.on(two, manager).put(manager, GroupRole.MEMBER), 501);
    assertThat(one.managers()).isEqualTo(1);
    assertThat(one.epoch()).isEqualTo(group.epoch());
  }

  @Test
  void t58_rekeyWithNothingDueOrThatChangesMore_rekey() {
    refused(ErrorCode.REKEY, group, rekey(group, member), 500);
    GroupState left = afterLeaving();
    refused(ErrorCode.REKEY, left, rekey(left, member).remove(manager), 501);
    refused(ErrorCode.REKEY, left, rekey(left, member).label("mine now"), 501);
    refused(
        ErrorCode.REKEY,
        left,
        rekey(left, member).epoch(chains.epoch(2, chains.commitment())),
        501);
    refused(ErrorCode.REKEY, left, rekey(left, member).epoch(left.epoch()), 501);
  }

  @Test
  void compromise_makesARekeyDue_fromItsPlaceInTheLogOn() {
    Organisation.Somebody safe = organisation.rotate(member, Identity.Cause.COMPROMISE, LATER);
    assertThat(group.rekeyDue(organisation, LATER)).isFalse();
    assertThat(group.rekeyDue(organisation, LATER + 1)).isTrue();
    refused(ErrorCode.REKEY, group, rekey(group, manager), LATER);
    assertThat(chains.accept(group, rekey(group, safe), LATER + 1).epoch().number()).isEqualTo(2);
    assertThat(chains.accept(group, rekey(group, leaver), LATER + 1).epoch().number()).isEqualTo(2);
  }

  @Test
  void routineRotation_makesNoRekeyDue() {
    organisation.rotate(member, Identity.Cause.ROTATION, LATER);
    assertThat(group.rekeyDue(organisation, Order.NOW)).isFalse();
  }

  @Test
  void compromise_thatTheEpochsAuthorKnew_isNotDue_butOneBetweenHisCheckpointAndHisLinkIs() {
    long known = organisation.log(entry(member));
    organisation.rotate(member, Identity.Cause.COMPROMISE, known);
    GroupState after = chains.accept(group, rekey(group, manager), LATER);
    assertThat(after.rekeyDue(organisation, Order.NOW)).isFalse();
    long between = organisation.entries().size();
    organisation.rotate(leaver, Identity.Cause.COMPROMISE, between);
    assertThat(after.rekeyDue(organisation, Order.NOW)).isTrue();
  }

  private DirectoryEntry entry(Organisation.Somebody who) {
    return DirectoryEntry.identity(who.user(), 1, Sha256.of(who.user().value()));
  }

  @Test
  void t69_oldKeyAfterACompromise_signsNoLink() {
    GroupDraft byTheThief = chains.on(group, manager).put(outsider, GroupRole.MANAGER);
    organisation.rotate(manager, Identity.Cause.COMPROMISE, LATER);
    refused(ErrorCode.LINK_ORDER, group, byTheThief, LATER + 1);
    refused(ErrorCode.LINK_ORDER, group, rekey(group, manager), LATER + 1);
  }

  @Test
  void newGeneration_namedAfterACompromise_needsANewEpoch() {
    Organisation.Somebody safe = organisation.rotate(member, Identity.Cause.COMPROMISE, LATER);
    GroupDraft named = chains.on(group, manager).put(safe, GroupRole.MEMBER);
    refused(ErrorCode.GROUP_CHAIN, group, named, LATER + 1);
    GroupState after = chains.accept(group, named.epoch(chains.after(group.epoch())), LATER + 1);
    assertThat(after.rekeyDue(organisation, Order.NOW)).isFalse();
  }

  @Test
  void newGeneration_namedAfterARoutineRotation_needsNone() {
    Organisation.Somebody next = organisation.rotate(member, Identity.Cause.ROTATION, LATER);
    GroupState after =
        chains.accept(group, chains.on(group, manager).put(next, GroupRole.MEMBER), LATER + 1);
    assertThat(after.members())
        .containsEntry(
            member.user(), new GroupState.Member(next.identity().hash(), GroupRole.MEMBER));
  }

  @Test
  void person_namedByAnIdentityReplacedForCompromise_linkOrder() {
    organisation.rotate(outsider, Identity.Cause.COMPROMISE, LATER);
    GroupDraft old = chains.on(group, manager).put(outsider, GroupRole.MEMBER);
    assertThat(chains.accept(group, old, LATER).members()).hasSize(4);
    refused(ErrorCode.LINK_ORDER, group, old, LATER + 1);
  }

  @Test
  void person_namedByAnIdentityNotLoggedOrNotHis_isRefused() {
    Organisation.Somebody next = organisation.rotate(outsider, Identity.Cause.ROTATION, LATER);
    GroupDraft early = chains.on(group, manager).put(next, GroupRole.MEMBER);
    refused(ErrorCode.LINK_ORDER, group, early, LATER);
    assertThat(chains.accept(group, early, LATER + 1).members()).hasSize(4);
    refused(
        ErrorCode.GROUP_CHAIN,
        group,
        chains
            .on(group, manager)
            .changes(
                new GroupLink.Change.Put(
                    outsider.user(), member.identity().hash(), GroupRole.MEMBER)),
        LATER + 1);
  }

  @Test
  void t74_reset_countsOnlyWhereAManagerNamesItInANewEpoch() {
    Organisation.Somebody reset = organisation.reset(member, LATER);
    assertThat(group.roleOf(organisation.of(member.user()), reset.identity().hash())).isEmpty();
    refused(ErrorCode.GROUP_ROLE, afterLeaving(), rekey(afterLeaving(), reset), LATER + 1);
    GroupDraft confirmed = chains.on(group, manager).put(reset, GroupRole.MEMBER);
    refused(ErrorCode.GROUP_CHAIN, group, confirmed, LATER + 1);
    GroupState after =
        chains.accept(group, confirmed.epoch(chains.after(group.epoch())), LATER + 1);
    assertThat(after.roleOf(organisation.of(member.user()), reset.identity().hash()))
        .contains(GroupRole.MEMBER);
    assertThat(after.roleOf(organisation.of(member.user()), member.identity().hash())).isEmpty();
  }

  @Test
  void brokenBox_ofARekey_isMendedByAnotherMember_andOfAManagerByNone() {
    refused(ErrorCode.REKEY, group, rekey(group, member).box(), 500);
    GroupState left = afterLeaving();
    GroupState rekeyed = chains.accept(left, rekey(left, member), 501);
    refused(ErrorCode.REKEY, rekeyed, rekey(rekeyed, manager), 502);
    refused(ErrorCode.REKEY, rekeyed, rekey(rekeyed, member).box(), 502);
    assertThat(chains.accept(rekeyed, rekey(rekeyed, manager).box(), 502).epoch().number())
        .isEqualTo(3);
  }

  @Test
  void nameChange_byAManager_keepsTheEpochsKeys() {
    EpochInfo renamed =
        new EpochInfo(
            1,
            group.epoch().key(),
            group.epoch().history(),
            Sha256.of(group.head().value()),
            chains.commitment());
    assertThat(chains.accept(group, chains.on(group, manager).epoch(renamed), 500).epoch())
        .isEqualTo(renamed);
    refused(ErrorCode.GROUP_ROLE, group, chains.on(group, member).epoch(renamed), 500);
  }

  @Test
  void removedAndPutBackInOneLink_isAsIfNothingHappened() {
    GroupDraft both =
        chains
            .on(group, manager)
            .changes(
                new GroupLink.Change.Remove(member.user()), Chains.put(member, GroupRole.MEMBER));
    GroupState after = chains.accept(group, both, 500);
    assertThat(after.members()).isEqualTo(group.members());
    assertThat(List.copyOf(after.removed().keySet())).containsExactly(member.user().value());
  }

  @Test
  void t73_proposalAnsweredTwice_proposal() {
    var proposal = Sha256.of(outsider.user().value());
    GroupState once =
        chains.accept(
            group,
            chains.on(group, manager).put(outsider, GroupRole.MEMBER).proposals(proposal),
            500);
    GroupState without =
        chains.accept(
            once, chains.on(once, manager).remove(outsider).epoch(chains.after(once.epoch())), 501);
    refused(
        ErrorCode.PROPOSAL,
        without,
        chains.on(without, manager).put(outsider, GroupRole.MEMBER).proposals(proposal),
        502);
  }

  @Test
  void linkWithProposalsAndReasons_encodedAndDecoded_isTheSame() {
    var proposal = Sha256.of(outsider.user().value());
    var answer =
        chains.on(group, manager).put(outsider, GroupRole.MEMBER).proposals(proposal).sign();
    assertThat(GroupLink.decode(answer.envelope())).isEqualTo(answer);
    var mended = rekey(group, manager).box().sign();
    assertThat(GroupLink.decode(mended.envelope())).isEqualTo(mended);
    assertRefused(
        ErrorCode.STATEMENT, () -> chains.on(group, manager).proposals(proposal, proposal).sign());
    assertRefused(ErrorCode.STATEMENT, () -> chains.on(group, manager).box().sign());
    assertRefused(ErrorCode.STATEMENT, () -> rekey(group, manager).proposals(proposal).sign());
  }
}
