package dev.strongroom.access.chain;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
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
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The verified states of chains: this service verifies links as clients do, before it takes them.
 * Kept in memory by the hash of their head, which names a whole chain.
 */
@ApplicationScoped
class ChainStates {
  private static final int KEPT = 2_000;

  private final Directory directory;
  private final Map<GroupHead, GroupState> groups = new ConcurrentHashMap<>();
  private final Map<ChainId, RoomState> rooms = new ConcurrentHashMap<>();

  @Inject
  ChainStates(Directory directory) {
    this.directory = directory;
  }

  /** One request's view: each person is asked for once. */
  Verification verification() {
    return new Verification();
  }

  final class Verification implements Identities, Groups {
    private final Map<UserId, IdentityChain> people = new HashMap<>();

    @Override
    public IdentityChain of(UserId user) {
      return people.computeIfAbsent(user, directory::identitiesOf);
    }

    GroupChain groupChain() {
      return new GroupChain(directory.organisationId(), this, directory.checkpoints());
    }

    RoomChain roomChain() {
      return new RoomChain(directory.organisationId(), this, this, directory.checkpoints());
    }

    @Override
    public GroupState at(GroupHead head) {
      GroupState known = groups.get(head);
      if (known == null) {
        known = replay(head.group(), head.sequence());
        if (!known.asHead().equals(head)) {
          throw new Problem(Reason.STATEMENT_REFUSED, "GROUP_CHAIN: no such head of a group.");
        }
        remember(known);
      }
      return known;
    }

    @Override
    public GroupState before(ChainId group, long index) {
      return newest(group);
    }

    /** The newest state of a group. */
    GroupState newest(ChainId group) {
      ChainEntity row = ChainEntity.find(group).orElseThrow(Problem::notFound);
      return at(new GroupHead(group, row.sequence, new Hash(Bytes.of(row.head))));
    }

    private GroupState replay(ChainId group, long upTo) {
      GroupChain chain = groupChain();
      Optional<GroupState> state = Optional.empty();
      for (LinkEntity row : LinkEntity.after(group, -1)) {
        if (row.sequence > upTo) {
          break;
        }
        Signed<GroupLink> link =
            GroupLink.decode(Envelope.decode(StatementKind.GROUP, row.envelopeBytes()));
        GroupState before = state.orElse(null);
        state =
            Optional.of(
                before == null
                    ? chain.first(link, Order.NOW)
                    : chain.next(before, link, Order.NOW));
      }
      return state.orElseThrow(Problem::notFound);
    }

    RoomState room(ChainId room) {
      ChainEntity row = ChainEntity.find(room).orElseThrow(Problem::notFound);
      RoomState known = rooms.get(room);
      if (known != null && known.head().value().equals(Bytes.of(row.head))) {
        return known;
      }
      RoomChain chain = roomChain();
      Optional<RoomState> state = Optional.empty();
      for (LinkEntity one : LinkEntity.after(room, -1)) {
        Signed<RoomLink> link =
            RoomLink.decode(Envelope.decode(StatementKind.ROOM, one.envelopeBytes()));
        RoomState before = state.orElse(null);
        state =
            Optional.of(
                before == null
                    ? chain.first(link, Order.NOW)
                    : chain.next(before, link, Order.NOW));
      }
      RoomState newest = state.orElseThrow(Problem::notFound);
      remember(newest);
      return newest;
    }
  }

  void remember(GroupState state) {
    if (groups.size() >= KEPT) {
      groups.clear();
    }
    groups.put(state.asHead(), state);
  }

  void remember(RoomState state) {
    if (rooms.size() >= KEPT) {
      rooms.clear();
    }
    rooms.put(state.id(), state);
  }
}
