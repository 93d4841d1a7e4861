package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A room as its verified links leave it. Immutable; shares what it can with the states before it.
 *
 * @param sequence place of the newest link
 * @param head hash of the newest link
 * @param index where the log has the newest link; {@link Order#NOW} if it is not logged yet
 * @param list its grants, as the tree whose root stands in the link
 * @param heads head of every group granted, as the newest link names it
 * @param epochGroups for every group granted, its epoch to which the present epoch is wrapped
 * @param keys public key of every epoch so far
 * @param start how the present epoch began
 * @param left whether somebody who read the room left since then, who holds its keys
 * @param retirements by which links epochs went out of use, oldest first
 * @param commit the newest commit that a link names
 * @param creator who signed the first link
 * @param answered proposals that links answered
 * @param removed who was removed by a link, and by which for the last time
 */
public record RoomState(
    ChainId id,
    long sequence,
    Hash head,
    long index,
    ListMap<Grantee, Grant> list,
    Map<ChainId, GroupHead> heads,
    Map<ChainId, Long> epochGroups,
    EpochInfo epoch,
    EpochKeys keys,
    EpochStart start,
    boolean left,
    long indexKey,
    List<Retirement> retirements,
    RoomPolicy policy,
    Optional<CommitRef> commit,
    UserId creator,
    ListMap<Hash, Long> answered,
    ListMap<Bytes, Long> removed) {

  public Padding padding() {
    return policy.padding();
  }

  /** Its grants, by grantee. */
  public Map<Grantee, Grant> grants() {
    return list;
  }

  /** Public key of every epoch so far, by its number. */
  public SortedMap<Long, KemPublicKey> epochs() {
    return keys.byNumber();
  }

  /** Oldest epoch in use. */
  public long oldestEpoch() {
    return retirements.isEmpty() ? 1 : retirements.getLast().oldestEpoch();
  }

  /**
   * By which link {@code epoch} went out of use, if it did: a commit under it counts only if its
   * commit is that one or a descendant.
   */
  public Optional<Retirement> retirementOf(long epoch) {
    return retirements.stream().filter(r -> r.oldestEpoch() > epoch).findFirst();
  }

  /**
   * The highest role that {@code user} holds when he acts under the identity {@code acting}.
   *
   * @param groups gives the states of the groups granted; which head counts is the caller's choice
   */
  public Optional<Role> roleOf(IdentityChain user, Hash acting, Groups groups) {
    return roleIn(user, acting, id -> groups.at(Objects.requireNonNull(heads.get(id))));
  }

  /**
   * @param stateOf the state of each group granted that counts
   */
  public Optional<Role> roleIn(
      IdentityChain user, Hash acting, Function<ChainId, GroupState> stateOf) {
    Optional<Role> best = personalRole(user, acting);
    for (ChainId group : heads.keySet()) {
      Optional<Role> granted = grantOf(group);
      if (isHigher(granted, best) && stateOf.apply(group).roleOf(user, acting).isPresent()) {
        best = granted;
      }
    }
    return best;
  }

  private static boolean isHigher(Optional<Role> one, Optional<Role> other) {
    return one.isPresent() && (other.isEmpty() || one.get().compareTo(other.get()) > 0);
  }

  private Optional<Role> grantOf(ChainId group) {
    return Optional.ofNullable(list.get(new Grantee.Group(group))).map(Grant::role);
  }

  /**
   * The highest role that {@code user} holds now, in person or in the newest known states of the
   * groups granted.
   *
   * @param newest the newest known state of each group granted
   */
  public Optional<Role> roleNow(IdentityChain user, Hash acting, Map<ChainId, GroupState> newest) {
    return roleIn(user, acting, id -> Optional.ofNullable(newest.get(id)).orElseThrow());
  }

  /** The role that {@code user} was granted in person. */
  public Optional<Role> personalRole(IdentityChain user, Hash acting) {
    return Optional.ofNullable(list.get(new Grantee.User(user.user())))
        .filter(
            grant -> grant.identity().filter(listed -> user.standsFor(listed, acting)).isPresent())
        .map(Grant::role);
  }

  /**
   * The role that {@code user} holds through the group at {@code head}, which must not be older
   * than the one that this link names.
   */
  public Optional<Role> roleThrough(
      GroupHead head, IdentityChain user, Hash acting, Groups groups) {
    GroupHead named = heads.get(head.group());
    boolean current = named != null && head.sequence() >= named.sequence();
    boolean member = current && groups.at(head).roleOf(user, acting).isPresent();
    return member ? grantOf(head.group()) : Optional.empty();
  }

  /** To whom the room's epochs are wrapped: those whose role reads. A depositor holds none. */
  public Stream<Grant> readers() {
    return list.values().stream().filter(grant -> grant.role().reads());
  }

  /**
   * Whether somebody may hold the present epoch's keys who should not: nobody may write then before
   * a rekey. He left the room, or gave up his keys for compromise; or a group granted has moved to
   * a later epoch since the present one was wrapped to it, or is itself due for one.
   *
   * @param newest the newest known state of each group granted
   */
  public boolean rekeyDue(Map<ChainId, GroupState> newest, Identities identities) {
    return due(newest::get, identities, Order.NOW)
        || readingGroups()
            .map(newest::get)
            .anyMatch(group -> group != null && group.rekeyDue(identities, Order.NOW));
  }

  /**
   * Whether a rekey of the room itself can mend what is wrong, as of {@code at}: what a group's own
   * rekey must mend first does not count.
   */
  boolean due(Function<ChainId, GroupState> stateOf, Identities identities, long at) {
    return left
        || readingGroups().anyMatch(id -> hasMovedOn(id, stateOf.apply(id)))
        || readers().anyMatch(grant -> compromised(grant, identities, at));
  }

  /**
   * Whether something is due that a rekey of the room mends; a group's own keys its members renew
   * first.
   *
   * @param newest the newest known state of each group granted
   */
  public boolean rekeyMends(Map<ChainId, GroupState> newest, Identities identities) {
    return due(newest::get, identities, Order.NOW);
  }

  /**
   * Whether {@code user}, if he may rekey at all, may do so for no other reason than that the
   * present epoch does not open to what its link commits to.
   */
  public boolean mayBeMendedBy(UserId user) {
    return start.mayBeMended(user);
  }

  /** Groups to which the room's epochs are wrapped. */
  public List<ChainId> groupsThatRead() {
    return readingGroups().toList();
  }

  private Stream<ChainId> readingGroups() {
    return heads.keySet().stream().filter(id -> grantOf(id).filter(Role::reads).isPresent());
  }

  private boolean hasMovedOn(ChainId id, GroupState group) {
    Long wrappedTo = epochGroups.get(id);
    return wrappedTo != null && group != null && group.epoch().number() > wrappedTo;
  }

  /**
   * Whether {@code user} may renew the keys because he gave up his own, which opened them: also if
   * he only reads, but only where he was granted the room in person.
   *
   * @param at as of which place in the log; {@link Order#NOW} for all that is known
   */
  public boolean mayRenewAfterOwnCompromise(
      IdentityChain user, Hash acting, Identities identities, long at) {
    return Optional.ofNullable(list.get(new Grantee.User(user.user())))
        .filter(own -> own.role().reads())
        .filter(own -> personalRole(user, acting).isPresent())
        .filter(own -> compromised(own, identities, at))
        .isPresent();
  }

  /** Whether the keys that {@code grant} names were given up since the epoch began. */
  boolean compromised(Grant grant, Identities identities, long at) {
    return grant.grantee() instanceof Grantee.User(UserId user)
        && grant
            .identity()
            .filter(listed -> start.compromised(identities, user, listed, at))
            .isPresent();
  }
}
