package dev.strongroom.access.chain;

import dev.strongroom.access.decision.Rotations;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.GroupChain;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Groups;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.RoomChain;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The verified states of chains: this service verifies links as clients do, before it takes them. A
 * state is kept in memory and continued by the links that came since.
 */
@ApplicationScoped
class ChainStates {
  /** Members, grants and epochs held by all states in memory; about 300 bytes each. */
  private static final long MOST_WEIGHT = 150_000;

  /** Links that are in memory at once while a chain is read from its beginning. */
  private static final int AT_ONCE = 500;

  /** So many people are asked for one by one. */
  private static final int FEW = 10;

  private final Directory directory;
  private final ChainStore store;
  private final Rotations rotations;
  private final StateCache<GroupState> groups = new StateCache<>(MOST_WEIGHT);
  private final StateCache<RoomState> rooms = new StateCache<>(MOST_WEIGHT);

  @Inject
  ChainStates(Directory directory, ChainStore store, Rotations rotations) {
    this.directory = directory;
    this.store = store;
    this.rotations = rotations;
  }

  /** One request's view: each person is asked for once. */
  Verification verification() {
    return new Verification();
  }

  /** How much of the log the author of a verified link knew, by the checkpoint in it. */
  long known(String checkpoint) {
    return Checkpoints.carried(checkpoint, directory.logKeys()).size();
  }

  final class Verification implements Identities, Groups {
    private final Map<UserId, IdentityChain> people = new HashMap<>();
    private final Map<Long, Set<UserId>> changed = new HashMap<>();

    /** What the directory holds does not verify: a fault of the platform, and of no link. */
    @Override
    public IdentityChain of(UserId user) {
      try {
        return people.computeIfAbsent(user, directory::identitiesOf);
      } catch (ProtocolException e) {
        throw unverified(e);
      }
    }

    /** Whether a hash in a list stands for anybody; not where it is of a reset become void. */
    boolean stands(UserId user, Hash listed) {
      return of(user).standing(listed).isPresent();
    }

    /** Asks for several people at once, who would be asked for one by one. */
    void fetch(Collection<UserId> users) {
      List<UserId> unknown =
          users.stream().distinct().filter(user -> !people.containsKey(user)).toList();
      if (unknown.size() > FEW) {
        try {
          people.putAll(directory.identitiesOf(unknown));
        } catch (ProtocolException e) {
          throw unverified(e);
        }
      }
    }

    private static IllegalStateException unverified(ProtocolException e) {
      return new IllegalStateException("a person's identities do not verify", e);
    }

    /** Nobody is asked for whose keys are what they were: a large group's members mostly are. */
    @Override
    public boolean mayHaveChangedSince(UserId user, long index) {
      return changed.computeIfAbsent(index, this::changedSince).contains(user);
    }

    private Set<UserId> changedSince(long index) {
      if (changed.isEmpty()) {
        rotations.refresh();
      }
      return rotations.changedSince(index);
    }

    GroupChain groupChain() {
      return new GroupChain(directory.organisationId(), this, directory.checkpoints());
    }

    RoomChain roomChain() {
      return new RoomChain(directory.organisationId(), this, this, directory.checkpoints());
    }

    @Override
    public GroupState at(GroupHead head) {
      return group(head.group(), head.sequence())
          .filter(state -> state.asHead().equals(head))
          .orElseThrow(
              () -> new AuthenticationException(ErrorCode.GROUP_CHAIN, "no such head of a group"));
    }

    @Override
    public GroupState before(ChainId group, long index) {
      return store
          .placeBefore(group, index)
          .flatMap(sequence -> group(group, sequence))
          .orElseThrow(() ->
              new AuthenticationException(ErrorCode.GROUP_CHAIN, "no such group at that time"));
    }

    /** The newest state of a group. */
    GroupState newest(ChainId group) {
      return before(group, Order.NOW);
    }

    /** The newest state of a room. */
    RoomState room(ChainId room) {
      ChainEntity row = ChainEntity.find(room).orElseThrow(Problem::notFound);
      Optional<RoomState> state = rooms.upTo(room, row.sequence);
      RoomChain chain = roomChain();
      long after = state.map(RoomState::sequence).orElse(-1L);
      while (after < row.sequence) {
        for (ChainStore.Link one : page(room, after, row.sequence)) {
          Signed<RoomLink> link =
              RoomLink.decode(Envelope.decode(StatementKind.ROOM, one.envelope()));
          RoomState before = state.orElse(null);
          state =
              Optional.of(
                  before == null
                      ? chain.first(link, one.index())
                      : chain.next(before, link, one.index()));
          after = one.sequence();
        }
      }
      RoomState newest = state.orElseThrow(Problem::notFound);
      if (!newest.head().value().equals(Bytes.of(row.head))) {
        throw new IllegalStateException("a room's head is not its newest link");
      }
      remember(newest);
      return newest;
    }

    private Optional<GroupState> group(ChainId group, long sequence) {
      Optional<GroupState> state = groups.upTo(group, sequence);
      GroupChain chain = groupChain();
      long after = state.map(GroupState::sequence).orElse(-1L);
      while (after < sequence) {
        List<ChainStore.Link> page = page(group, after, sequence);
        if (page.isEmpty()) {
          return Optional.empty();
        }
        for (ChainStore.Link one : page) {
          Signed<GroupLink> link =
              GroupLink.decode(Envelope.decode(StatementKind.GROUP, one.envelope()));
          GroupState before = state.orElse(null);
          state =
              Optional.of(
                  before == null
                      ? chain.first(link, one.index())
                      : chain.next(before, link, one.index()));
          after = one.sequence();
        }
      }
      state.ifPresent(ChainStates.this::remember);
      return state;
    }

    private List<ChainStore.Link> page(ChainId chain, long after, long upTo) {
      return store.links(chain, after, (int) Math.min(AT_ONCE, upTo - after));
    }
  }

  /** Keeps a state whose link is committed. */
  void remember(GroupState state) {
    long weight = 1L + state.members().size() + state.epoch().number();
    groups.keep(state.id(), state.sequence(), state, weight);
  }

  /** Keeps a state whose link is committed. */
  void remember(RoomState state) {
    long weight = 1L + state.grants().size() + state.epoch().number();
    rooms.keep(state.id(), state.sequence(), state, weight);
  }
}
