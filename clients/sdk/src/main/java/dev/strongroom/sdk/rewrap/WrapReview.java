package dev.strongroom.sdk.rewrap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Opens the wraps under the present epoch of everything that a room's history proves to be there:
 * what a manager's client does before it retires the epochs below. What has no good one is mended
 * from an older epoch, if one opens.
 */
public final class WrapReview {
  private static final int BATCH = 1_000;

  private final RewrapService service;
  private final Keyring me;
  private final RoomDirectory.OpenRoom room;

  /**
   * @param room with the secrets of all epochs in use; stays the caller's
   */
  public WrapReview(Server server, Keyring me, RoomDirectory.OpenRoom room) {
    this.service = new RewrapService(server, room.id());
    this.me = me;
    this.room = room;
  }

  /**
   * What was found.
   *
   * @param opened records with a good wrap under the present epoch
   * @param mended records that had none, and were wrapped anew from an older epoch just now
   * @param bad wraps under the present epoch that are not good
   * @param unreadable records of which no wrap is good
   * @param waiting things of other kinds that have no wrap under the present epoch, and deposits
   *     that were sealed to an earlier one and wait, in the service's words
   * @param whole whether all of it was gone over; false only if cancelled
   */
  public record Findings(
      long opened,
      long mended,
      List<BadWrap> bad,
      Set<Hash> unreadable,
      long waiting,
      boolean whole) {
    public Findings {
      bad = List.copyOf(bad);
      unreadable = Set.copyOf(unreadable);
    }

    /** Whether all was as it must be before older epochs are retired. */
    public boolean allGood() {
      return allGoodButUnreadable() && unreadable.isEmpty();
    }

    /** Whether nothing else was amiss. */
    public boolean allGoodButUnreadable() {
      return whole && mended == 0 && waiting == 0;
    }
  }

  /**
   * @param head verified
   * @throws dev.strongroom.protocol.AuthenticationException if the service does not serve the whole
   *     history up to {@code head}
   */
  public Findings go(Signed<Commit> head, RewrapListener listener, BooleanSupplier cancelled) {
    try (WrapOpener opener = new WrapOpener(me, room)) {
      Review review = new Review(opener, listener, service.progress().total());
      boolean whole = new ProvedHistory(service, opener, head).visit(review::visit, cancelled);
      review.handIn();
      return review.findings(whole, othersWaiting(opener.present()));
    }
  }

  /**
   * How many deposits wait that were sealed to an earlier epoch than the present one, in the
   * service's words. While any does, {@link #go} finds something amiss: whoever only wants to
   * retire asks this first, for it costs nothing.
   */
  public long depositsWaiting() {
    return service.depositsBefore(room.newest().epoch().number());
  }

  private long othersWaiting(long epoch) {
    long others = depositsWaiting();
    for (JsonNode item : service.waiting(epoch)) {
      if (!item.path("kind").asText().equals("record")) {
        others++;
      }
    }
    return others;
  }

  private final class Review {
    private final WrapOpener opener;
    private final RewrapListener listener;
    private final long total;
    private final List<BadWrap> bad = new ArrayList<>();
    private final Set<Hash> unreadable = new HashSet<>();
    private final List<Map<String, String>> mended = new ArrayList<>();
    private long opened;
    private long mendedCount;

    Review(WrapOpener opener, RewrapListener listener, long total) {
      this.opener = opener;
      this.listener = listener;
      this.total = total;
    }

    void visit(ChangeRecord record, List<WrapOpener.Served> wraps) {
      if (record.kind() == ChangeRecord.Kind.TOMBSTONE) {
        return;
      }
      Hash hash = record.hash();
      try (WrapOpener.Opened found = opener.open(record, hash, wraps)) {
        found.bad().stream().filter(b -> b.epoch() == opener.present()).forEach(bad::add);
        if (found.epoch() == opener.present()) {
          opened++;
        } else if (found.key().isPresent()) {
          mend(opener.wrap(found.key().get(), hash));
        } else {
          unreadable.add(hash);
        }
      }
      if (opened % BATCH == 0) {
        listener.progressed(Math.min(opened, total), total);
      }
    }

    private void mend(Map<String, String> wrap) {
      mendedCount++;
      mended.add(wrap);
      if (mended.size() == BATCH) {
        handIn();
      }
    }

    void handIn() {
      if (!mended.isEmpty()) {
        service.handIn(opener.present(), "", List.copyOf(mended));
        mended.clear();
      }
    }

    Findings findings(boolean whole, long waiting) {
      listener.progressed(total, total);
      return new Findings(opened, mendedCount, bad, unreadable, waiting, whole);
    }
  }
}
