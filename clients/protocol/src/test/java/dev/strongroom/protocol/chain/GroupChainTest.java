package dev.strongroom.protocol.chain;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static dev.strongroom.protocol.chain.Chains.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Groups: T29, T32, T34, T63. */
class GroupChainTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Organisation.Somebody member = organisation.somebody("member");
  private final Organisation.Somebody outsider = organisation.somebody("outsider");
  private final Chains chains = new Chains(organisation);
  private final GroupState group = chains.newGroup(manager, member);

  private void refused(ErrorCode code, Signed<GroupLink> link) {
    assertRefused(code, () -> chains.groupChain().next(group, link, Order.NOW));
  }

  private Signed<GroupLink> link(
      Organisation.Somebody signer, EpochInfo epoch, GroupLink.Change... changes) {
    return chains.group(Optional.of(group), signer, List.of(changes), epoch);
  }

  private static GroupLink with(GroupLink link, Header header) {
    return new GroupLink(
        header,
        link.cause(),
        link.group(),
        link.author(),
        link.directory(),
        link.changes(),
        link.members(),
        link.memberCount(),
        link.epoch(),
        link.label(),
        link.proposals(),
        link.box());
  }

  @Test
  void addAndRemove_byAManager_followTheLinks() {
    assertThat(group.members()).containsOnlyKeys(manager.user(), member.user());
    GroupState after = chains.without(group, manager, member);
    assertThat(after.members()).containsOnlyKeys(manager.user());
    assertThat(after.epoch().number()).isEqualTo(2);
    assertThat(after.epochs()).hasSize(2);
  }

  @Test
  void link_encodedAndDecoded_isTheSame() {
    Signed<GroupLink> link = link(manager, group.epoch(), put(outsider, GroupRole.MEMBER));
    assertThat(GroupLink.decode(link.envelope())).isEqualTo(link);
  }

  @Test
  void t29_ghostInTheListThatNoChangePutThere_groupChain() {
    Lists.Root withGhost =
        Lists.ofMembers(
            group.members(),
            List.of(put(organisation.somebody("administrator"), GroupRole.MEMBER)));
    refused(
        ErrorCode.GROUP_CHAIN,
        chains.group(Optional.of(group), manager, List.of(), withGhost, group.epoch()));
    Lists.Root right = Lists.ofMembers(group.members(), List.of());
    Lists.Root miscounted = new Lists.Root(right.hash(), right.count() + 1);
    refused(
        ErrorCode.GROUP_CHAIN,
        chains.group(Optional.of(group), manager, List.of(), miscounted, group.epoch()));
  }

  @Test
  void t32_linkByAMemberOrAnOutsider_groupRole() {
    refused(ErrorCode.GROUP_ROLE, link(member, group.epoch(), put(member, GroupRole.MANAGER)));
    refused(ErrorCode.GROUP_ROLE, link(outsider, group.epoch(), put(outsider, GroupRole.MEMBER)));
  }

  @Test
  void t32_linkInAManagersNameUnderAnotherKey_statement() {
    Signed<GroupLink> honest = link(manager, group.epoch(), put(outsider, GroupRole.MEMBER));
    refused(ErrorCode.STATEMENT, GroupLink.sign(honest.body(), outsider.keys().signing()));
    // His own signature, over a payload that says it is the manager's.
    Header header = honest.body().header();
    Header outsiders =
        new Header(
            header.organisation(),
            header.sequence(),
            header.previous(),
            List.of(outsider.keys().signing().verifyingKey().id()),
            header.time());
    refused(
        ErrorCode.STATEMENT,
        GroupLink.sign(with(honest.body(), outsiders), manager.keys().signing()));
  }

  @Test
  void t63_linkOfAnotherGroupOrOutOfPlace_chainIdAndGroupChain() {
    GroupState other = chains.newGroup(manager);
    refused(
        ErrorCode.CHAIN_ID,
        chains.group(
            Optional.of(other), manager, List.of(put(outsider, GroupRole.MEMBER)), other.epoch()));
    GroupState later = chains.without(group, manager, member);
    Signed<GroupLink> tooFar =
        chains.group(
            Optional.of(later), manager, List.of(put(outsider, GroupRole.MEMBER)), later.epoch());
    refused(ErrorCode.GROUP_CHAIN, tooFar);
    // In the right place, and on another link than the one before it.
    GroupLink honest = link(manager, group.epoch(), put(outsider, GroupRole.MEMBER)).body();
    Header header = honest.header();
    Header onAnother =
        new Header(
            header.organisation(),
            header.sequence(),
            Optional.of(other.head()),
            header.signers(),
            header.time());
    refused(
        ErrorCode.GROUP_CHAIN, GroupLink.sign(with(honest, onAnother), manager.keys().signing()));
  }

  @Test
  void removal_withoutANewEpoch_groupChain() {
    refused(
        ErrorCode.GROUP_CHAIN,
        link(manager, group.epoch(), new GroupLink.Change.Remove(member.user())));
  }

  @Test
  void removal_underAnOldKeyOrASkippedEpoch_groupChain() {
    EpochInfo reused =
        new EpochInfo(
            2,
            group.epoch().key(),
            Optional.of(group.head()),
            group.epoch().box(),
            group.epoch().commitment());
    refused(
        ErrorCode.GROUP_CHAIN, link(manager, reused, new GroupLink.Change.Remove(member.user())));
    EpochInfo skipped = chains.epoch(3, group.epoch().commitment());
    refused(
        ErrorCode.GROUP_CHAIN, link(manager, skipped, new GroupLink.Change.Remove(member.user())));
  }

  @Test
  void removal_ofTheLastManagerOrOfNobody_groupChain() {
    EpochInfo next = chains.epoch(2, group.epoch().commitment());
    refused(
        ErrorCode.GROUP_CHAIN, link(manager, next, new GroupLink.Change.Remove(manager.user())));
    refused(
        ErrorCode.GROUP_CHAIN, link(manager, next, new GroupLink.Change.Remove(outsider.user())));
  }

  @Test
  void creation_withoutItsCreatorAsManager_isRefused() {
    Signed<GroupLink> first =
        chains.group(
            Optional.empty(),
            outsider,
            List.of(put(manager, GroupRole.MANAGER)),
            chains.epoch(1, chains.commitment()));
    assertRefused(ErrorCode.GROUP_ROLE, () -> chains.groupChain().first(first, Order.NOW));
  }

  @Test
  void t34_moreChangesThanALinkTakes_limit() {
    List<GroupLink.Change> many =
        IntStream.rangeClosed(0, ChainLimits.MAX_CHANGES)
            .<GroupLink.Change>mapToObj(i -> put(member, GroupRole.MEMBER))
            .toList();
    assertRefused(
        ErrorCode.LIMIT,
        () ->
            chains.group(
                Optional.of(group),
                manager,
                many,
                Lists.ofMembers(Map.of(), List.of()),
                group.epoch()));
  }
}
