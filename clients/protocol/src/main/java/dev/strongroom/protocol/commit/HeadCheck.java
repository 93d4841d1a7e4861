package dev.strongroom.protocol.commit;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityLine;
import dev.strongroom.protocol.statement.Signed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * Whether a commit counts as its room's head (section 3, rule 4). A pure function of what a client
 * knows. The commit itself is verified by {@link CommitCheck#requireInFull} first.
 */
public final class HeadCheck {
  /** Why a commit counts. */
  public enum Ground {
    /** Its author may write today, with the key that signed it. */
    ROLE,
    /** The newest room link names it, or a commit that follows on it. */
    NAMED,
    /** A room head covered it that was logged before its author's role or key was taken away. */
    COVERED
  }

  /** What is proved of the room's history. */
  public interface Proofs {
    /** Whether {@code earlier} is {@code commit} or one that it follows on. */
    boolean isOrFollowsOn(Signed<Commit> commit, CommitRef earlier);

    /** Whether {@code later} is {@code commit} or one that follows on it. */
    boolean isOrPrecedes(Signed<Commit> commit, CommitRef later);

    /** Whether a room head that the log has before {@code index} is or follows on the commit. */
    boolean isCoveredBefore(Signed<Commit> commit, long index);
  }

  private final List<RoomState> links;
  private final Map<ChainId, List<GroupState>> groups;

  /**
   * @param links the room after each of its links, all that are known
   * @param groups for each group that is or was granted, its state after each of its links
   */
  public HeadCheck(List<RoomState> links, Map<ChainId, List<GroupState>> groups) {
    this.links = List.copyOf(links);
    this.groups = Map.copyOf(groups);
  }

  private RoomState newest() {
    return links.getLast();
  }

  /**
   * Requires that {@code commit} counts.
   *
   * @param author of the commit
   * @throws AuthenticationException {@link ErrorCode#COMMIT_ROLE} if it does not: on it nobody
   *     builds unseen, and a client keeps its pin; {@link ErrorCode#ROOM_FORK} if it is none of the
   *     history that the newest link names
   * @throws StaleException {@link ErrorCode#EPOCH_STALE} if its epoch was retired without it
   */
  public Ground require(Signed<Commit> commit, IdentityChain author, Proofs proofs) {
    Optional<CommitRef> named = newest().commit();
    boolean isNamed = named.filter(later -> proofs.isOrPrecedes(commit, later)).isPresent();
    boolean extendsNamed = named.map(earlier -> proofs.isOrFollowsOn(commit, earlier)).orElse(true);
    if (!isNamed && !extendsNamed) {
      throw new AuthenticationException(
          ErrorCode.ROOM_FORK, "a commit that does not follow on the one that the room names");
    }
    requireInUse(commit, proofs);
    Hash acting = commit.body().author().identity();
    if (isNamed) {
      return Ground.NAMED;
    }
    if (mayWrite(author, acting, Order.NOW)) {
      return Ground.ROLE;
    }
    OptionalLong loss = loss(commit, author);
    if (loss.isPresent() && proofs.isCoveredBefore(commit, loss.getAsLong())) {
      return Ground.COVERED;
    }
    throw new AuthenticationException(
        ErrorCode.COMMIT_ROLE, "the newest commit is by somebody who may no longer write");
  }

  /** What a manager saw through before he retired its epoch is in use for ever. */
  private void requireInUse(Signed<Commit> commit, Proofs proofs) {
    boolean late =
        newest()
            .retirementOf(commit.body().epoch())
            .filter(retired -> !proofs.isOrPrecedes(commit, retired.commit()))
            .isPresent();
    if (late) {
      throw new StaleException(
          ErrorCode.EPOCH_STALE, "a commit under an epoch that was retired without it");
    }
  }

  /**
   * Where the log has the entry that first took role or generation from the author after the link
   * that he cites.
   */
  private OptionalLong loss(Signed<Commit> commit, IdentityChain author) {
    long cited = commit.body().linkSequence();
    if (cited >= links.size()) {
      return OptionalLong.empty();
    }
    long from = links.get((int) cited).index();
    TreeSet<Long> entries = new TreeSet<>();
    links.forEach(state -> entries.add(state.index()));
    groups.values().forEach(states -> states.forEach(state -> entries.add(state.index())));
    entries.addAll(indexesOf(author, commit.body().author().identity()));
    // What is not logged, or never was, took nothing away yet.
    entries.remove(Order.NOW);
    return entries.tailSet(from, false).stream()
        .filter(entry -> !mayWrite(author, commit.body().author().identity(), entry + 1))
        .mapToLong(Long::longValue)
        .findFirst();
  }

  private static List<Long> indexesOf(IdentityChain author, Hash acting) {
    List<Long> indexes = new ArrayList<>();
    for (IdentityLine line : author.lineOf(acting).stream().toList()) {
      indexes.addAll(line.indexes());
      indexes.add(line.voidSince());
    }
    return indexes;
  }

  /** Whether the author, by {@code acting}, may write as the log stands before {@code index}. */
  private boolean mayWrite(IdentityChain author, Hash acting, long index) {
    Optional<RoomState> room = lastBefore(links, RoomState::index, index);
    return author.isNewestBefore(acting, index)
        && room.flatMap(state -> state.roleIn(author, acting, id -> before(id, index)))
            .filter(Role::writes)
            .isPresent();
  }

  private GroupState before(ChainId group, long index) {
    List<GroupState> states = Optional.ofNullable(groups.get(group)).orElse(List.of());
    return lastBefore(states, GroupState::index, index)
        .orElseThrow(() ->
            new AuthenticationException(
                ErrorCode.GROUP_CHAIN, "a group granted of which nothing is known"));
  }

  /**
   * The last state that the log has before {@code index}; {@link Order#NOW} for the newest, logged
   * or not. States lie in the order of the log, so halving finds it: a chain has many thousands.
   */
  private static <S> Optional<S> lastBefore(List<S> states, ToLongFunction<S> indexOf, long index) {
    int low = index == Order.NOW ? states.size() : 0;
    int high = states.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (indexOf.applyAsLong(states.get(middle)) < index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? Optional.empty() : Optional.of(states.get(low - 1));
  }
}
