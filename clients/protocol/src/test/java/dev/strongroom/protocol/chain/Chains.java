package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.statement.Signed;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signs links as clients do, and as attackers would. */
public final class Chains implements Groups {
  private final Organisation organisation;
  private final Map<GroupHead, GroupState> groups = new HashMap<>();

  public Chains(Organisation organisation) {
    this.organisation = organisation;
  }

  @Override
  public GroupState at(GroupHead head) {
    return Optional.ofNullable(groups.get(head))
        .orElseThrow(
            () -> new AuthenticationException(ErrorCode.GROUP_CHAIN, "no such head of a group"));
  }

  @Override
  public GroupState before(ChainId group, long index) {
    return groups.values().stream()
        .filter(state -> state.id().equals(group))
        .filter(state -> Order.isBefore(state.index(), index))
        .max(Comparator.comparingLong(GroupState::sequence))
        .orElseThrow(
            () -> new AuthenticationException(ErrorCode.GROUP_CHAIN, "no such group by then"));
  }

  /** What a service checks of a statement's checkpoint. */
  public static Checkpoints checkpoints() {
    return Checkpoints.signedBy(List.of(Organisation.logKey()));
  }

  public GroupChain groupChain() {
    return new GroupChain(organisation.id(), organisation, checkpoints());
  }

  public RoomChain roomChain() {
    return new RoomChain(organisation.id(), organisation, this, checkpoints());
  }

  public EpochInfo epoch(long number, Hash commitment) {
    try (EpochSecret secret = EpochSecret.random(organisation.id(), organisation.random())) {
      Hash any = Sha256.of(Bytes.random(organisation.random(), 32));
      return new EpochInfo(
          number,
          secret.publicKey(),
          number == 1 ? Optional.empty() : Optional.of(any),
          any,
          commitment);
    }
  }

  public Hash commitment() {
    try (ChainBox box = ChainBox.ofGroup("name", organisation.random())) {
      return box.commitment(organisation.id());
    }
  }

  public GroupState remember(GroupState state) {
    groups.put(state.asHead(), state);
    return state;
  }

  public static GroupLink.Change put(Organisation.Somebody who, GroupRole role) {
    return new GroupLink.Change.Put(who.user(), who.identity().hash(), role);
  }

  /** A link on {@code before} with an honest list. */
  public Signed<GroupLink> group(
      Optional<GroupState> before,
      Organisation.Somebody signer,
      List<GroupLink.Change> changes,
      EpochInfo epoch) {
    Map<UserId, GroupState.Member> members = before.map(GroupState::members).orElse(Map.of());
    return group(before, signer, changes, Lists.ofMembers(members, changes), epoch);
  }

  /** A link on {@code before} with any list. */
  public Signed<GroupLink> group(
      Optional<GroupState> before,
      Organisation.Somebody signer,
      List<GroupLink.Change> changes,
      Lists.Root root,
      EpochInfo epoch) {
    return GroupLink.sign(
        new GroupLink(
            organisation.header(
                before.map(b -> b.sequence() + 1).orElse(0L), before.map(GroupState::head), signer),
            before.isPresent() ? Cause.CHANGE : Cause.CREATE,
            before.map(GroupState::id),
            signer.author(),
            organisation.note(),
            changes,
            root.hash(),
            root.count(),
            epoch,
            Optional.empty()),
        signer.keys().signing());
  }

  /** A link on {@code before}, to be put together. */
  public GroupDraft on(GroupState before, Organisation.Somebody signer) {
    return new GroupDraft(organisation, before, signer);
  }

  /** A link on {@code before}, to be put together. */
  public RoomDraft on(RoomState before, Organisation.Somebody signer) {
    return new RoomDraft(organisation, before, signer);
  }

  /** The epoch that follows, of the same box. */
  public EpochInfo after(EpochInfo epoch) {
    return epoch(epoch.number() + 1, epoch.commitment());
  }

  /** The state after {@code link}, which the log has at {@code at}. */
  public GroupState accept(GroupState before, GroupDraft link, long at) {
    return remember(groupChain().next(before, link.sign(), at));
  }

  /** The state after {@code link}, which the log has at {@code at}. */
  public RoomState accept(RoomState before, RoomDraft link, long at) {
    return roomChain().next(before, link.sign(), at);
  }

  public GroupState newGroup(Organisation.Somebody manager, Organisation.Somebody... members) {
    return newGroup(Order.NOW, manager, members);
  }

  /** A group whose links the log has at {@code at} and after. */
  public GroupState newGroup(
      long at, Organisation.Somebody manager, Organisation.Somebody... members) {
    GroupState state =
        remember(
            groupChain()
                .first(
                    group(
                        Optional.empty(),
                        manager,
                        List.of(put(manager, GroupRole.MANAGER)),
                        epoch(1, commitment())),
                    at));
    for (Organisation.Somebody member : members) {
      state =
          remember(
              groupChain()
                  .next(
                      state,
                      group(
                          Optional.of(state),
                          manager,
                          List.of(put(member, GroupRole.MEMBER)),
                          state.epoch()),
                      at));
    }
    return state;
  }

  /** {@code state} without {@code who}, in a new epoch. */
  public GroupState without(
      GroupState state, Organisation.Somebody manager, Organisation.Somebody who) {
    return remember(
        groupChain()
            .next(
                state,
                group(
                    Optional.of(state),
                    manager,
                    List.of(new GroupLink.Change.Remove(who.user())),
                    epoch(state.epoch().number() + 1, state.epoch().commitment())),
                Order.NOW));
  }

  public static RoomLink.Change grant(Organisation.Somebody who, Role role) {
    return new RoomLink.Change.Put(
        new Grant(new Grantee.User(who.user()), Optional.of(who.identity().hash()), role));
  }

  public static RoomLink.Change grant(ChainId group, Role role) {
    return new RoomLink.Change.Put(new Grant(new Grantee.Group(group), Optional.empty(), role));
  }

  public Signed<RoomLink> room(
      Optional<RoomState> before,
      Cause cause,
      Organisation.Somebody signer,
      List<RoomLink.Change> changes,
      List<GroupHead> heads,
      EpochInfo epoch) {
    Map<Grantee, Grant> grants = before.map(RoomState::grants).orElse(Map.of());
    return room(before, cause, signer, changes, Lists.ofGrants(grants, changes), heads, epoch);
  }

  public Signed<RoomLink> room(
      Optional<RoomState> before,
      Cause cause,
      Organisation.Somebody signer,
      List<RoomLink.Change> changes,
      Lists.Root root,
      List<GroupHead> heads,
      EpochInfo epoch) {
    return RoomLink.sign(
        new RoomLink(
            organisation.header(
                before.map(b -> b.sequence() + 1).orElse(0L), before.map(RoomState::head), signer),
            cause,
            before.map(RoomState::id),
            signer.author(),
            organisation.note(),
            changes,
            root.hash(),
            root.count(),
            heads,
            epoch,
            1,
            1,
            Padding.PADME,
            Optional.empty()),
        signer.keys().signing());
  }

  public RoomState newRoom(Organisation.Somebody manager) {
    return roomChain()
        .first(
            room(
                Optional.empty(),
                Cause.CREATE,
                manager,
                List.of(grant(manager, Role.MANAGER)),
                List.of(),
                epoch(1, commitment())),
            Order.NOW);
  }

  /** A room of {@code manager}, granted to a group. */
  public RoomState granted(
      RoomState state, Organisation.Somebody manager, GroupState group, Role role) {
    return roomChain()
        .next(
            state,
            room(
                Optional.of(state),
                Cause.CHANGE,
                manager,
                List.of(grant(group.id(), role)),
                List.of(group.asHead()),
                state.epoch()),
            Order.NOW);
  }
}
