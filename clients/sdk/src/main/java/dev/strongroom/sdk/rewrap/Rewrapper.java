package dev.strongroom.sdk.rewrap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.transfer.Parallel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Wraps a room's node keys under its present epoch: claims a batch, opens each key by an older
 * wrap, checks it against the record's own commitment, wraps it, hands the batch in; two batches at
 * a time. Nothing of it is kept on this machine: killed at any point, it goes on where the
 * service's records say, and what it had claimed is handed to others after two minutes.
 */
public final class Rewrapper {
  private static final int BATCH = 1_000;
  private static final int AT_A_TIME = 2;
  private static final int CLAIM_BYTES = 16;

  private final RewrapService service;
  private final Keyring me;
  private final RoomDirectory.OpenRoom room;

  /**
   * @param room with the secrets of all epochs in use; stays the caller's
   */
  public Rewrapper(Server server, Keyring me, RoomDirectory.OpenRoom room) {
    this.service = new RewrapService(server, room.id());
    this.me = me;
    this.room = room;
  }

  /**
   * How a run ended.
   *
   * @param wrapped keys that this run wrapped
   * @param bad wraps that were passed over for an older one
   * @param unreadable records of which no wrap is good: nobody can read them
   * @param othersWorkUntil how long others have claimed what is left; zero if nothing is left but
   *     what is unreadable
   */
  public record Outcome(
      long wrapped, List<BadWrap> bad, Set<Hash> unreadable, Duration othersWorkUntil) {
    public Outcome {
      bad = List.copyOf(bad);
      unreadable = Set.copyOf(unreadable);
    }
  }

  public RewrapProgress progress() {
    return service.progress();
  }

  /**
   * Wraps until nothing is left to be claimed, or {@code cancelled}: then after the batches that
   * are under way.
   *
   * @throws ServerException with reason {@code epoch-stale} once the room has another epoch: open
   *     the room again and begin anew
   */
  public Outcome run(RewrapListener listener, BooleanSupplier cancelled) {
    try (WrapOpener opener = new WrapOpener(me, room)) {
      Run run = new Run(opener, listener, cancelled, service.progress());
      run.toTheEnd();
      return run.outcome();
    }
  }

  /** One run's state, shared by its workers. */
  private final class Run {
    private final WrapOpener opener;
    private final RewrapListener listener;
    private final BooleanSupplier cancelled;
    private final long before;
    private final long total;
    private final AtomicLong wrapped = new AtomicLong();
    private final Queue<BadWrap> bad = new ConcurrentLinkedQueue<>();
    private final Set<Hash> unreadable = ConcurrentHashMap.newKeySet();
    private Duration othersWorkUntil = Duration.ZERO;

    Run(
        WrapOpener opener,
        RewrapListener listener,
        BooleanSupplier cancelled,
        RewrapProgress progress) {
      this.opener = opener;
      this.listener = listener;
      this.cancelled = cancelled;
      this.before = progress.done();
      this.total = progress.total();
    }

    Outcome outcome() {
      return new Outcome(wrapped.get(), List.copyOf(bad), unreadable, othersWorkUntil);
    }

    /** Again from the first key on, as long as that brings anything. */
    void toTheEnd() {
      boolean again = false;
      long known = -1;
      while (!cancelled.getAsBoolean()) {
        JsonNode claim = claimOnce(again);
        if (claim.path("items").isEmpty()) {
          othersWorkUntil = Duration.ofSeconds(claim.path("waitSeconds").asLong());
          boolean others = !othersWorkUntil.isZero();
          boolean progressed = wrapped.get() > known;
          if (others || !claim.path("left").asBoolean() || !progressed) {
            return;
          }
          known = wrapped.get();
          again = true;
        } else {
          again = false;
          allOfIt();
        }
      }
    }

    private void allOfIt() {
      try {
        Parallel.run(AT_A_TIME, 0, (_, _) -> work());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void work() {
      while (!cancelled.getAsBoolean() && !claimOnce(false).path("items").isEmpty()) {
        // One batch after the other.
      }
    }

    /** Claims a batch and works it through; gives the claim. */
    private JsonNode claimOnce(boolean again) {
      Bytes id = Bytes.random(me.random(), CLAIM_BYTES);
      JsonNode claim = service.claim(id, opener.present(), BATCH, again);
      if (!claim.path("items").isEmpty()) {
        handIn(id.toBase64Url(), wrapAll(claim.path("items")));
      }
      return claim;
    }

    private Collection<Map<String, String>> wrapAll(JsonNode items) {
      List<Map<String, String>> wraps = new ArrayList<>(items.size());
      for (JsonNode item : items) {
        if (item.path("kind").asText().equals("record")) {
          wrap(item, wraps);
        }
      }
      return wraps;
    }

    private void wrap(JsonNode item, Collection<Map<String, String>> wraps) {
      ChangeRecord record = opener.record(item.path("body"));
      Hash hash = record.hash();
      try (WrapOpener.Opened opened =
          opener.open(record, hash, WrapOpener.Served.read(item.path("wraps")))) {
        bad.addAll(opened.bad());
        if (opened.key().isPresent()) {
          wraps.add(opener.wrap(opened.key().get(), hash));
        } else {
          unreadable.add(hash);
        }
      }
    }

    private void handIn(String claim, Collection<Map<String, String>> wraps) {
      service.handIn(opener.present(), claim, List.copyOf(wraps));
      listener.progressed(Math.min(total, before + wrapped.addAndGet(wraps.size())), total);
    }
  }
}
