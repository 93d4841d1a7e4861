package dev.strongroom.access.chain;

import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.GroupHead;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The durable steps of taking a link, each a transaction. */
@ApplicationScoped
class SettlementSteps {
  private final ChainStates states;
  private final ChainStore store;
  private final PendingLinks pending;
  private final GroupService groups;
  private final RoomService rooms;

  @Inject
  SettlementSteps(
      ChainStates states,
      ChainStore store,
      PendingLinks pending,
      GroupService groups,
      RoomService rooms) {
    this.states = states;
    this.store = store;
    this.pending = pending;
    this.groups = groups;
    this.rooms = rooms;
  }

  /**
   * What became of a link; empty if that is open.
   *
   * @throws Problem if it was void
   */
  @Transactional
  Optional<Directory.Logged> outcome(Hash link) {
    return store.outcome(link);
  }

  /**
   * Checks a link against what is there now, with all that comes beside it, and keeps it: what
   * breaks a rule is never logged.
   *
   * @return false if another link of the chain waits
   */
  @Transactional
  boolean keep(Handed link) {
    if (!link.isFirst()) {
      store.lockForNext(link.chain(), link.kind(), link.sequence());
    }
    ChainStates.Verification verification = states.verification();
    verification.fetch(link.people());
    switch (link) {
      case Handed.OfGroup group ->
          groups.requireBeside(verification, group, groups.verify(verification, group));
      case Handed.OfRoom room -> {
        Step.OfRoom step = rooms.verify(verification, room);
        rooms.requireNewestHeads(verification, step.after());
        rooms.requireBeside(verification, room, step);
      }
    }
    return pending.keep(link);
  }

  /** The groups that a link's validity hangs on and that have a link of their own that waits. */
  @Transactional
  List<ChainId> groupsThatWait(Handed link) {
    if (!(link instanceof Handed.OfRoom room)) {
      return List.of();
    }
    Set<ChainId> involved = new HashSet<>(rooms.groupsOf(room.chain()));
    room.link().body().heads().stream().map(GroupHead::group).forEach(involved::add);
    return pending.amongst(involved);
  }

  /**
   * Judges a link at its place in the log: accepted with all that follows from it, or void. Once,
   * whoever comes first.
   *
   * @return what it made of the chain, if it is accepted now
   */
  @Transactional
  Optional<Step> judge(Handed link, Directory.Logged place) {
    // In the order in which a link is kept: first the chain, then what waits.
    Optional<ChainEntity> row = store.lock(link.chain());
    if (!pending.take(link.hash())) {
      return Optional.empty();
    }
    try {
      return Optional.of(accept(link, rowFor(link, row), place));
    } catch (VoidLink e) {
      store.keepVoid(link, place.index(), e.why());
      return Optional.empty();
    }
  }

  private Step accept(Handed link, ChainEntity row, Directory.Logged place) throws VoidLink {
    ChainStates.Verification verification = states.verification();
    verification.fetch(link.people());
    return switch (link) {
      case Handed.OfGroup group -> {
        Step.OfGroup step = groups.judge(verification, group, place.index());
        groups.accept(row, group, step, place);
        yield step;
      }
      case Handed.OfRoom room -> {
        Step.OfRoom step = rooms.judge(verification, room, place.index());
        rooms.accept(row, room, step, place);
        yield step;
      }
    };
  }

  private static ChainEntity rowFor(Handed link, Optional<ChainEntity> row) throws VoidLink {
    if (link.isFirst()) {
      ChainEntity begun = new ChainEntity();
      begun.id = link.chain().value().toArray();
      begun.kind = link.kind().text();
      return begun;
    }
    return row.filter(found -> link.sequence() == found.sequence + 1)
        .orElseThrow(() -> new VoidLink(ChainStore.stale()));
  }
}
