package dev.strongroom.protocol.chain;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static dev.strongroom.protocol.chain.Chains.grant;
import static dev.strongroom.protocol.chain.Chains.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.statement.Signed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rooms: roles in person and through groups, rekeys (T58's rules), and what a link may not do. */
class RoomChainTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Organisation.Somebody member = organisation.somebody("member");
  private final Organisation.Somebody outsider = organisation.somebody("outsider");
  private final Chains chains = new Chains(organisation);
  private final GroupState group = chains.newGroup(manager, member);
  private final RoomState room =
      chains.granted(chains.newRoom(manager), manager, group, Role.EDITOR);

  private void refused(ErrorCode code, Signed<RoomLink> link) {
    assertRefused(code, () -> chains.roomChain().next(room, link, Order.NOW));
  }

  private Signed<RoomLink> link(
      Cause cause,
      Organisation.Somebody signer,
      EpochInfo epoch,
      GroupHead head,
      RoomLink.Change... changes) {
    return chains.room(Optional.of(room), cause, signer, List.of(changes), List.of(head), epoch);
  }

  private Optional<Role> roleNow(Organisation.Somebody who, GroupState newest) {
    return room.roleNow(
        organisation.of(who.user()), who.identity().hash(), Map.of(newest.id(), newest));
  }

  @Test
  void role_throughAGroup_followsItsNewestState() {
    assertThat(roleNow(member, group)).contains(Role.EDITOR);
    assertThat(roleNow(manager, group)).contains(Role.MANAGER);
    assertThat(roleNow(outsider, group)).isEmpty();
    assertThat(roleNow(member, chains.without(group, manager, member))).isEmpty();
  }

  @Test
  void link_encodedAndDecoded_isTheSame() {
    Signed<RoomLink> link =
        link(Cause.CHANGE, manager, room.epoch(), group.asHead(), grant(outsider, Role.VIEWER));
    assertThat(RoomLink.decode(link.envelope())).isEqualTo(link);
  }

  @Test
  void t32_changeByAnEditorOrAnOutsider_groupRole() {
    for (Organisation.Somebody who : List.of(member, outsider)) {
      refused(
          ErrorCode.GROUP_ROLE,
          link(Cause.CHANGE, who, room.epoch(), group.asHead(), grant(who, Role.MANAGER)));
    }
  }

  @Test
  void t32_roomMadeBySomebodyWhoDoesNotManageIt_groupRole() {
    for (RoomLink.Change own : List.of(grant(outsider, Role.EDITOR), grant(member, Role.VIEWER))) {
      Signed<RoomLink> creation =
          chains.room(
              Optional.empty(),
              Cause.CREATE,
              outsider,
              List.of(grant(manager, Role.MANAGER), own),
              List.of(),
              chains.epoch(1, chains.commitment()));
      assertRefused(ErrorCode.GROUP_ROLE, () -> chains.roomChain().first(creation, Order.NOW));
    }
  }

  @Test
  void t63_linkOfAnotherRoom_chainId() {
    RoomState other = chains.granted(chains.newRoom(manager), manager, group, Role.EDITOR);
    refused(
        ErrorCode.CHAIN_ID,
        chains.room(
            Optional.of(other),
            Cause.CHANGE,
            manager,
            List.of(grant(outsider, Role.VIEWER)),
            List.of(group.asHead()),
            other.epoch()));
  }

  @Test
  void t63_grantThatNoChangePutThere_groupChain() {
    Lists.Root other = Lists.ofGrants(room.grants(), List.of(grant(outsider, Role.VIEWER)));
    refused(
        ErrorCode.GROUP_CHAIN,
        chains.room(
            Optional.of(room),
            Cause.CHANGE,
            manager,
            List.of(),
            other,
            List.of(group.asHead()),
            room.epoch()));
  }

  @Test
  void withdrawal_withoutANewEpoch_groupChain() {
    refused(
        ErrorCode.GROUP_CHAIN,
        chains.room(
            Optional.of(room),
            Cause.CHANGE,
            manager,
            List.of(new RoomLink.Change.Remove(new Grantee.Group(group.id()))),
            List.of(),
            room.epoch()));
  }

  @Test
  void headOfAGroup_leftOutOrOfAGroupNotGranted_groupChain() {
    refused(
        ErrorCode.GROUP_CHAIN,
        chains.room(
            Optional.of(room),
            Cause.CHANGE,
            manager,
            List.of(grant(outsider, Role.VIEWER)),
            List.of(),
            room.epoch()));
    GroupState other = chains.newGroup(manager);
    refused(
        ErrorCode.GROUP_CHAIN,
        chains.room(
            Optional.of(room),
            Cause.CHANGE,
            manager,
            List.of(grant(outsider, Role.VIEWER)),
            List.of(group.asHead(), other.asHead()),
            room.epoch()));
  }

  private EpochInfo nextEpoch() {
    return chains.epoch(room.epoch().number() + 1, room.epoch().commitment());
  }

  @Test
  void rekey_afterARemovalFromTheGroup_byAMemberOrAnEditor() {
    Organisation.Somebody auditor = organisation.somebody("auditor");
    GroupState three =
        chains.remember(
            chains
                .groupChain()
                .next(
                    group,
                    chains.group(
                        Optional.of(group),
                        manager,
                        List.of(put(auditor, GroupRole.MEMBER)),
                        group.epoch()),
                    Order.NOW));
    GroupState moved = chains.without(three, manager, member);
    assertThat(room.rekeyDue(Map.of(group.id(), group), organisation)).isFalse();
    assertThat(room.rekeyDue(Map.of(group.id(), moved), organisation)).isTrue();
    RoomState after =
        chains
            .roomChain()
            .next(room, link(Cause.REKEY, auditor, nextEpoch(), moved.asHead()), Order.NOW);
    assertThat(after.epoch().number()).isEqualTo(2);
    assertThat(after.rekeyDue(Map.of(group.id(), moved), organisation)).isFalse();
    refused(ErrorCode.GROUP_ROLE, link(Cause.REKEY, member, nextEpoch(), moved.asHead()));
    refused(ErrorCode.GROUP_ROLE, link(Cause.REKEY, outsider, nextEpoch(), moved.asHead()));
  }

  @Test
  void t58_rekeyWithNothingDueOrThatChangesMore_rekey() {
    refused(ErrorCode.REKEY, link(Cause.REKEY, manager, nextEpoch(), group.asHead()));
    GroupState moved = chains.without(group, manager, member);
    refused(
        ErrorCode.REKEY,
        link(Cause.REKEY, manager, nextEpoch(), moved.asHead(), grant(outsider, Role.VIEWER)));
    EpochInfo otherName = chains.epoch(2, chains.commitment());
    refused(ErrorCode.REKEY, link(Cause.REKEY, manager, otherName, moved.asHead()));
    Lists.Root otherGrants = Lists.ofGrants(room.grants(), List.of(grant(outsider, Role.VIEWER)));
    refused(
        ErrorCode.REKEY,
        chains.room(
            Optional.of(room),
            Cause.REKEY,
            manager,
            List.of(),
            otherGrants,
            List.of(moved.asHead()),
            nextEpoch()));
  }

  @Test
  void t58_headOfAGroupMovedBack_isRefused() {
    GroupState moved = chains.without(group, manager, member);
    RoomState ahead =
        chains
            .roomChain()
            .next(room, link(Cause.REKEY, manager, nextEpoch(), moved.asHead()), Order.NOW);
    Signed<RoomLink> back =
        chains.room(
            Optional.of(ahead),
            Cause.REKEY,
            manager,
            List.of(),
            List.of(group.asHead()),
            chains.epoch(3, ahead.epoch().commitment()));
    assertRefused(ErrorCode.REKEY, () -> chains.roomChain().next(ahead, back, Order.NOW));
    Signed<RoomLink> byAManager =
        chains.room(
            Optional.of(ahead),
            Cause.CHANGE,
            manager,
            List.of(),
            List.of(group.asHead()),
            ahead.epoch());
    assertRefused(
        ErrorCode.GROUP_CHAIN, () -> chains.roomChain().next(ahead, byAManager, Order.NOW));
  }

  @Test
  void link_leavingTheRoomWithoutAManager_groupChain() {
    refused(
        ErrorCode.GROUP_CHAIN,
        link(
            Cause.CHANGE,
            manager,
            nextEpoch(),
            group.asHead(),
            new RoomLink.Change.Remove(new Grantee.User(manager.user()))));
  }
}
