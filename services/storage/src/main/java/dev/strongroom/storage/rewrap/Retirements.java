package dev.strongroom.storage.rewrap;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.storage.RoomAccess;
import dev.strongroom.storage.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/**
 * Drops wraps of epochs that a link has retired, for what that link's commit covers: its signer has
 * opened a later wrap of each. Of nothing else, and of nothing that has no later wrap.
 */
@ApplicationScoped
class Retirements {
  /** Items that one transaction looks at. */
  private static final int BATCH = 5_000;

  private final Sql sql;
  private final Outbox outbox;

  @Inject
  Retirements(Sql sql, Outbox outbox) {
    this.sql = sql;
    this.outbox = outbox;
  }

  /**
   * Learns of retirements from the links themselves. Nobody's word is taken for them: the last is
   * the one that the authority names, and each names the hash of the one before it.
   *
   * @param links one after the other; the first is the one before the first that is to be learnt of
   */
  @Transactional
  void learn(RoomAccess.Granted granted, List<Signed<RoomLink>> links) {
    requireAccepted(granted, links);
    for (int i = 1; i < links.size(); i++) {
      RoomLink link = links.get(i).body();
      if (link.oldestEpoch() > links.get(i - 1).body().oldestEpoch()) {
        CommitRef covered = requireCommit(granted.room(), link.commit());
        keep(granted, link, covered);
      }
    }
  }

  private static void requireAccepted(RoomAccess.Granted granted, List<Signed<RoomLink>> links) {
    if (!links.getLast().hash().toString().equals(granted.decision().link())) {
      throw new Problem(
          Reason.STALE_HEAD, "The room has changed: fetch what is new and try again.");
    }
    for (int i = 1; i < links.size(); i++) {
      boolean follows =
          links.get(i).body().header().previous().equals(Optional.of(links.get(i - 1).hash()));
      if (!follows) {
        throw new Problem(Reason.STATEMENT_REFUSED, "A link that does not follow on the other.");
      }
    }
  }

  private CommitRef requireCommit(ChainId room, Optional<CommitRef> named) {
    return named
        .filter(commit ->
            sql.first(
                    "SELECT 1 FROM room_commit WHERE room = ? AND sequence = ? AND hash = ?",
                    _ -> true,
                    room.value().toArray(),
                    commit.sequence(),
                    commit.hash().value().toArray())
                .isPresent())
        .orElseThrow(() ->
            new Problem(Reason.STATEMENT_REFUSED, "A link that covers no commit of this room."));
  }

  private void keep(RoomAccess.Granted granted, RoomLink link, CommitRef covered) {
    int fresh =
        sql.change(
            "INSERT INTO retirement (room, oldest, sequence, dropped, finished)"
                + " VALUES (?, ?, ?, ?, false) ON CONFLICT DO NOTHING",
            granted.room().value().toArray(),
            link.oldestEpoch(),
            covered.sequence(),
            new byte[0]);
    if (fresh > 0) {
      outbox.append(
          new DomainEvent.EpochsRetired(
              granted.room().toString(),
              link.author().user().toString(),
              link.oldestEpoch(),
              covered.sequence()));
    }
  }

  private record Open(Bytes room, long oldest, long sequence, Bytes dropped) {}

  /** Drops a batch, of whichever room; goes on where it stopped. False if nothing was left. */
  @Transactional
  boolean dropSome() {
    Optional<Open> open =
        sql.first(
            "SELECT room, oldest, sequence, dropped FROM retirement WHERE NOT finished"
                + " ORDER BY room, oldest LIMIT 1 FOR UPDATE SKIP LOCKED",
            row ->
                new Open(
                    Bytes.of(row.getBytes(1)),
                    row.getLong(2),
                    row.getLong(3),
                    Bytes.of(row.getBytes(4))));
    open.ifPresent(this::drop);
    return open.isPresent();
  }

  private void drop(Open open) {
    Optional<Bytes> upto =
        sql.first(
            "SELECT max(item) FROM (SELECT item FROM wrapped_item WHERE room = ? AND item > ?"
                + " ORDER BY item LIMIT "
                + BATCH
                + ") batch HAVING max(item) IS NOT NULL",
            row -> Bytes.of(row.getBytes(1)),
            open.room().toArray(),
            open.dropped().toArray());
    upto.ifPresent(last -> drop(open, last));
    sql.change(
        "UPDATE retirement SET dropped = ?, finished = ? WHERE room = ? AND oldest = ?",
        upto.orElse(open.dropped()).toArray(),
        upto.isEmpty(),
        open.room().toArray(),
        open.oldest());
  }

  private void drop(Open open, Bytes upto) {
    sql.change(
        "DELETE FROM node_wrap w USING wrapped_item i WHERE i.room = ? AND i.item > ?"
            + " AND i.item <= ? AND i.sequence <= ? AND i.epoch >= ? AND w.room = i.room"
            + " AND w.record = i.item AND w.epoch < ?",
        open.room().toArray(),
        open.dropped().toArray(),
        upto.toArray(),
        open.sequence(),
        open.oldest(),
        open.oldest());
  }

  /**
   * @param oldest epoch that is not retired, as far as this service has seen
   * @param dropping whether there are wraps left to be dropped
   */
  record Standing(long oldest, boolean dropping) {}

  @Transactional
  Standing standing(ChainId room) {
    return sql.first(
            "SELECT coalesce(max(oldest), 1), coalesce(bool_or(NOT finished), false)"
                + " FROM retirement WHERE room = ?",
            row -> new Standing(row.getLong(1), row.getBoolean(2)),
            (Object) room.value().toArray())
        .orElseThrow();
  }
}
