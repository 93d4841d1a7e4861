package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.tree.SparseTree;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * A room as its verified links leave it. Immutable.
 *
 * @param sequence place of the newest link
 * @param head hash of the newest link
 * @param index where the log has the newest link; {@link Order#NOW} if it is not logged yet
 * @param grants by grantee
 * @param list the tree over the grants; its root stands in the link
 * @param heads head of every group granted, as the newest link names it
 * @param epochGroups for every group granted, its epoch to which the present epoch is wrapped
 * @param epochs public key of every epoch so far
 * @param commit the newest commit that a link names
 * @param creator who signed the first link
 */
public record RoomState(
    ChainId id,
    long sequence,
    Hash head,
    long index,
    Map<Grantee, Grant> grants,
    SparseTree list,
    Map<ChainId, GroupHead> heads,
    Map<ChainId, Long> epochGroups,
    EpochInfo epoch,
    SortedMap<Long, KemPublicKey> epochs,
    long indexKey,
    long oldestEpoch,
    Padding padding,
    Optional<CommitRef> commit,
    UserId creator) {

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
  Optional<Role> roleIn(IdentityChain user, Hash acting, Function<ChainId, GroupState> stateOf) {
    Optional<Role> best = Optional.empty();
    for (Grant grant : grants.values()) {
      boolean higher = best.isEmpty() || grant.role().compareTo(best.get()) > 0;
      if (higher && covers(grant, user, acting, stateOf)) {
        best = Optional.of(grant.role());
      }
    }
    return best;
  }

  private static boolean covers(
      Grant grant, IdentityChain user, Hash acting, Function<ChainId, GroupState> stateOf) {
    return switch (grant.grantee()) {
      case Grantee.User(UserId id) ->
          id.equals(user.user())
              && grant.identity().filter(listed -> user.standsFor(listed, acting)).isPresent();
      case Grantee.Group(ChainId id) -> stateOf.apply(id).roleOf(user, acting).isPresent();
    };
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
    return Optional.ofNullable(grants.get(new Grantee.User(user.user())))
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
    return member
        ? Optional.ofNullable(grants.get(new Grantee.Group(head.group()))).map(Grant::role)
        : Optional.empty();
  }

  /**
   * Whether a group granted has moved to a later epoch since the present epoch was wrapped to it:
   * whoever was removed from it still holds this epoch, so nobody may write before a rekey.
   *
   * @param newest the newest known state of each group granted
   */
  public boolean rekeyDue(Map<ChainId, GroupState> newest) {
    return epochGroups.entrySet().stream()
        .anyMatch(e -> {
          GroupState group = newest.get(e.getKey());
          return group != null && group.epoch().number() > e.getValue();
        });
  }
}
