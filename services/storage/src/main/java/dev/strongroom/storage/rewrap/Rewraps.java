package dev.strongroom.storage.rewrap;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.seal.Sealed;
import dev.strongroom.storage.RoomAccess;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives out what is to be wrapped anew, and takes what was. */
@ApplicationScoped
class Rewraps {
  private static final int WRAP_BYTES = Sealed.sealedLength(NodeKey.LENGTH_BYTES);
  private static final int AUTHORS = 20;

  /** Progress is an event once in this time, and when all is done. */
  private static final Duration TOLD_EVERY = Duration.ofSeconds(30);

  private final WrapStore store;
  private final Claims claims;
  private final Outbox outbox;
  private final List<WrappedKind> kinds;

  @Inject
  Rewraps(WrapStore store, Claims claims, Outbox outbox, @All List<WrappedKind> kinds) {
    this.store = store;
    this.claims = claims;
    this.outbox = outbox;
    this.kinds = List.copyOf(kinds);
  }

  static Problem stale() {
    return new Problem(
        Reason.EPOCH_STALE, "That is not the room's present epoch: fetch what is new.");
  }

  /** Work is done for the epoch that the authority names, and not while another is due. */
  static void requirePresent(RoomAccess.Granted granted, long epoch) {
    granted.decision().requireDirectory();
    if (granted.decision().epoch() != epoch || granted.decision().rekeyDue()) {
      throw stale();
    }
  }

  /** An item with what is needed to wrap its key anew. */
  record Body(Bytes item, String kind, Bytes body, List<WrapStore.Wrap> wraps) {}

  /** In the order of {@code items}; what is not there any more is left out. */
  @Transactional
  List<Body> bodies(ChainId room, List<WrapStore.Item> items) {
    Map<Bytes, Bytes> bodies = new HashMap<>();
    for (WrappedKind kind : kinds) {
      List<Bytes> ofKind =
          items.stream()
              .filter(item -> item.kind().equals(kind.kind()))
              .map(WrapStore.Item::id)
              .toList();
      if (!ofKind.isEmpty()) {
        bodies.putAll(kind.bodies(room, ofKind));
      }
    }
    Map<Bytes, List<WrapStore.Wrap>> wraps = store.wraps(room, bodies.keySet());
    List<Body> found = new ArrayList<>();
    for (WrapStore.Item item : items) {
      Bytes body = bodies.get(item.id());
      if (body != null) {
        found.add(new Body(item.id(), item.kind(), body, wraps.getOrDefault(item.id(), List.of())));
      }
    }
    return found;
  }

  @Transactional
  List<WrapStore.Item> waiting(ChainId room, long epoch, Bytes after, int limit) {
    return store.waiting(room, epoch, after, limit);
  }

  /**
   * Keeps wraps, each beside those that there are; sent again, it changes nothing.
   *
   * @param claim that is worked through with it; empty for none
   * @return how many were new
   */
  @Transactional
  int take(RoomAccess.Granted granted, long epoch, List<WrapStore.Fresh> wraps, Bytes claim) {
    for (WrapStore.Fresh fresh : wraps) {
      if (fresh.wrap().length() != WRAP_BYTES) {
        throw new Problem(Reason.STATEMENT_REFUSED, "Not a wrap of a node key.");
      }
    }
    int kept = store.add(granted.room(), epoch, granted.user(), wraps);
    if (kept > 0) {
      store.credit(granted.room(), epoch, granted.user(), kept);
    }
    if (!claim.isEmpty()) {
      claims.finish(granted.room(), claim);
    }
    if (kept > 0) {
      tell(granted, epoch);
    }
    return kept;
  }

  private void tell(RoomAccess.Granted granted, long epoch) {
    boolean done = !store.anythingWaits(granted.room(), epoch);
    if (store.takeTurnToTell(granted.room(), Instant.now().minus(TOLD_EVERY)) || done) {
      Progress progress = progress(granted.room(), epoch);
      store.keepProgress(granted.room(), epoch, progress.done(), progress.total());
      outbox.append(
          new DomainEvent.RewrapProgressed(
              granted.room().toString(),
              granted.user().toString(),
              epoch,
              progress.done(),
              progress.total()));
    }
  }

  /**
   * @param done items with a wrap of the epoch
   */
  record Progress(
      long total, long done, List<WrapStore.Share> byEpoch, List<WrapStore.Author> authors) {}

  @Transactional
  Progress progress(ChainId room, long epoch) {
    List<WrapStore.Share> shares = store.shares(room);
    return new Progress(
        shares.stream().mapToLong(WrapStore.Share::items).sum(),
        shares.stream().filter(s -> s.epoch() >= epoch).mapToLong(WrapStore.Share::items).sum(),
        shares,
        store.authors(room, epoch, AUTHORS));
  }
}
