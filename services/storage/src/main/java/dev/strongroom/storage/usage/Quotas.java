package dev.strongroom.storage.usage;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.storage.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Holds a room's uploads against its quota, if it has one: when they begin, with all that is under
 * way, so that many at once do not pass it together; and when they are complete, for it may have
 * been lowered.
 */
@ApplicationScoped
public class Quotas {
  /** An upload that began longer ago has most likely been given up without a word. */
  private static final Duration UNDER_WAY = Duration.ofDays(1);

  private final Sql sql;
  private final Clock clock;

  @Inject
  Quotas(Sql sql) {
    this.sql = sql;
    this.clock = Clock.systemUTC();
  }

  /**
   * Requires room for an upload that is to begin. In the transaction that keeps the upload: two for
   * one room come one by one where it has a quota.
   *
   * @param bytes that it will take in the store
   * @throws Problem {@code quota-exceeded}
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void requireRoom(ChainId room, long bytes) {
    OptionalLong quota = locked(room);
    if (quota.isPresent()) {
      require(stored(room) + underWay(room), bytes, quota.getAsLong());
    }
  }

  /**
   * Whether what has arrived still fits. In the transaction that completes the upload.
   *
   * @throws Problem {@code quota-exceeded}
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void requireStillRoom(ChainId room, long bytes) {
    OptionalLong quota = locked(room);
    if (quota.isPresent()) {
      require(stored(room), bytes, quota.getAsLong());
    }
  }

  /** Charges an upload that is complete, in its transaction. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void charge(ChainId room, long bytes) {
    byte[] id = room.value().toArray();
    sql.change(
        "INSERT INTO room_stored AS s (room, bytes) VALUES (?, ?)"
            + " ON CONFLICT (room) DO UPDATE SET bytes = s.bytes + EXCLUDED.bytes",
        id,
        bytes);
    sql.change(
        "INSERT INTO room_stored_day AS s (day, room, bytes) VALUES (?, ?, ?)"
            + " ON CONFLICT (day, room) DO UPDATE SET bytes = s.bytes + EXCLUDED.bytes",
        LocalDate.now(clock),
        id,
        bytes);
  }

  @Transactional
  void set(ChainId room, long bytes, UserId by) {
    sql.change(
        "INSERT INTO room_quota (room, bytes, set_by, set_at) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (room) DO UPDATE SET bytes = EXCLUDED.bytes,"
            + " set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at",
        room.value().toArray(),
        bytes,
        by.value().toArray(),
        OffsetDateTime.now(clock));
  }

  @Transactional
  void clear(ChainId room) {
    sql.change("DELETE FROM room_quota WHERE room = ?", (Object) room.value().toArray());
  }

  private static void require(long taken, long bytes, long quota) {
    if (bytes > quota - taken) {
      throw new Problem(
          Reason.QUOTA_EXCEEDED,
          String.format(
              Locale.ROOT,
              "This room is full: it may take %,d bytes and has %,d; this needs %,d more.",
              quota,
              taken,
              bytes));
    }
  }

  private OptionalLong locked(ChainId room) {
    return sql.first(
            "SELECT bytes FROM room_quota WHERE room = ? FOR UPDATE",
            row -> OptionalLong.of(row.getLong(1)),
            room.value().toArray())
        .orElse(OptionalLong.empty());
  }

  private long stored(ChainId room) {
    return sql.first(
            "SELECT bytes FROM room_stored WHERE room = ?",
            row -> row.getLong(1),
            room.value().toArray())
        .orElse(0L);
  }

  private long underWay(ChainId room) {
    return sql.first(
            "SELECT coalesce(sum(blob_length), 0) FROM upload WHERE room = ? AND started_at > ?"
                + " AND state IN ('open', 'completing')",
            row -> row.getLong(1),
            room.value().toArray(),
            OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)).minus(UNDER_WAY))
        .orElse(0L);
  }
}
