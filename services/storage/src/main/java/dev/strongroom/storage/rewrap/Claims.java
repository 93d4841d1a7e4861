package dev.strongroom.storage.rewrap;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.storage.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Hands ranges of items out, in key order, so that clients share the work. A claim is a courtesy
 * and no lock: wraps are taken from whoever may write, and one that expires goes to the next who
 * asks.
 */
@ApplicationScoped
class Claims {
  static final Duration LEASE = Duration.ofMinutes(2);

  /** An honest client holds two; the rest is for restarts. */
  private static final int MOST_OF_ONE_USER = 32;

  private final Sql sql;
  private final WrapStore wraps;

  @Inject
  Claims(Sql sql, WrapStore wraps) {
    this.sql = sql;
    this.wraps = wraps;
  }

  /** What a client is given. */
  sealed interface Handed {
    /** To be wrapped by this client, until the claim expires. */
    record Work(List<WrapStore.Item> items) implements Handed {}

    /** All that is left is being worked on by others. */
    record Wait(Duration until) implements Handed {}

    /** The end of the keys was reached. */
    record End(boolean anythingLeft) implements Handed {}
  }

  private record Range(Bytes claim, Bytes behind, Bytes upto) {}

  /**
   * @param claim made by the client; asked for again, it is the same claim
   * @param again begin at the first key again where the end was reached
   */
  @Transactional
  Handed claim(ChainId room, UserId user, long epoch, Bytes claim, int limit, boolean again) {
    Bytes handedOut = lockRound(room, epoch);
    Optional<Range> own = find(room, "claim = ?", claim.toArray());
    if (own.isPresent()) {
      return new Handed.Work(items(room, epoch, own.get()));
    }
    requireNotTooMany(room, user);
    Optional<Handed> expired = expired(room, user, epoch, claim);
    if (expired.isPresent()) {
      return expired.get();
    }
    return fresh(room, user, epoch, claim, handedOut, limit)
        .or(() -> others(room))
        .or(() -> again ? fresh(room, user, epoch, claim, Bytes.empty(), limit) : Optional.empty())
        .orElseGet(() -> new Handed.End(wraps.anythingWaits(room, epoch)));
  }

  /** The key up to which this epoch's work was handed out. A later epoch begins anew. */
  private Bytes lockRound(ChainId room, long epoch) {
    boolean begun =
        sql.change(
                "INSERT INTO rewrap_round (room, epoch, handed_out) VALUES (?, ?, ?)"
                    + " ON CONFLICT DO NOTHING",
                room.value().toArray(),
                epoch,
                new byte[0])
            > 0;
    long known =
        sql.first(
                "SELECT epoch FROM rewrap_round WHERE room = ? FOR UPDATE",
                row -> row.getLong(1),
                room.value().toArray())
            .orElseThrow();
    if (known > epoch) {
      throw Rewraps.stale();
    }
    if (known < epoch) {
      sql.change("DELETE FROM rewrap_claim WHERE room = ?", (Object) room.value().toArray());
      sql.change(
          "UPDATE rewrap_round SET epoch = ?, handed_out = ?, told_at = NULL WHERE room = ?",
          epoch,
          new byte[0],
          room.value().toArray());
    }
    if (begun || known < epoch) {
      wraps.countProgress(room, epoch);
    }
    return sql.first(
            "SELECT handed_out FROM rewrap_round WHERE room = ?",
            row -> Bytes.of(row.getBytes(1)),
            room.value().toArray())
        .orElseThrow();
  }

  private void requireNotTooMany(ChainId room, UserId user) {
    long held =
        sql.first(
                "SELECT count(*) FROM rewrap_claim WHERE room = ? AND user_id = ?"
                    + " AND expires_at > ?",
                row -> row.getLong(1),
                room.value().toArray(),
                user.value().toArray(),
                now())
            .orElse(0L);
    if (held >= MOST_OF_ONE_USER) {
      throw new Problem(
          Reason.CONFLICT, "Too much of this room's work is claimed in your name already.");
    }
  }

  private Optional<Handed> expired(ChainId room, UserId user, long epoch, Bytes claim) {
    while (true) {
      Optional<Range> range = find(room, "expires_at <= ?", now());
      if (range.isEmpty()) {
        return Optional.empty();
      }
      List<WrapStore.Item> items = items(room, epoch, range.get());
      if (!items.isEmpty()) {
        sql.change(
            "UPDATE rewrap_claim SET claim = ?, user_id = ?, expires_at = ?"
                + " WHERE room = ? AND claim = ?",
            claim.toArray(),
            user.value().toArray(),
            end(),
            room.value().toArray(),
            range.get().claim().toArray());
        return Optional.of(new Handed.Work(items));
      }
      finish(room, range.get().claim());
    }
  }

  private Optional<Handed> fresh(
      ChainId room, UserId user, long epoch, Bytes claim, Bytes behind, int limit) {
    List<WrapStore.Item> items = wraps.waiting(room, epoch, behind, limit);
    if (items.isEmpty()) {
      return Optional.empty();
    }
    Bytes upto = items.getLast().id();
    sql.change(
        "INSERT INTO rewrap_claim (room, claim, user_id, behind, upto, expires_at)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        room.value().toArray(),
        claim.toArray(),
        user.value().toArray(),
        behind.toArray(),
        upto.toArray(),
        end());
    sql.change(
        "UPDATE rewrap_round SET handed_out = ? WHERE room = ?",
        upto.toArray(),
        room.value().toArray());
    return Optional.of(new Handed.Work(items));
  }

  private Optional<Handed> others(ChainId room) {
    return sql.first(
            "SELECT expires_at FROM rewrap_claim WHERE room = ? ORDER BY expires_at LIMIT 1",
            row -> row.getObject(1, OffsetDateTime.class).toInstant(),
            room.value().toArray())
        .map(expires -> new Handed.Wait(Duration.between(Instant.now(), expires)));
  }

  /** The claim is worked through, whatever of it could be wrapped. */
  void finish(ChainId room, Bytes claim) {
    sql.change(
        "DELETE FROM rewrap_claim WHERE room = ? AND claim = ?",
        room.value().toArray(),
        claim.toArray());
  }

  private Optional<Range> find(ChainId room, String which, Object parameter) {
    return sql.first(
        "SELECT claim, behind, upto FROM rewrap_claim WHERE room = ? AND "
            + which
            + " ORDER BY behind LIMIT 1",
        Claims::range,
        room.value().toArray(),
        parameter);
  }

  private static Range range(ResultSet row) throws SQLException {
    return new Range(
        Bytes.of(row.getBytes(1)), Bytes.of(row.getBytes(2)), Bytes.of(row.getBytes(3)));
  }

  private List<WrapStore.Item> items(ChainId room, long epoch, Range range) {
    return wraps.waiting(room, epoch, range.behind(), range.upto());
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }

  private static OffsetDateTime end() {
    return now().plus(LEASE);
  }
}
