package dev.strongroom.storage.usage;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.storage.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What rooms take, for lists and charts. Nothing is counted here that grows with the files. */
@ApplicationScoped
class UsageLists {
  /** Of rooms: whatever has a commit, an upload or a quota; each table by its key. */
  private static final String ROOMS =
      "WITH page AS ((SELECT room FROM room WHERE room > ? ORDER BY room LIMIT ?)"
          + " UNION (SELECT room FROM room_stored WHERE room > ? ORDER BY room LIMIT ?)"
          + " UNION (SELECT room FROM room_quota WHERE room > ? ORDER BY room LIMIT ?)"
          + " ORDER BY room LIMIT ?)";

  private static final String USAGE =
      " SELECT p.room, coalesce(s.bytes, 0), coalesce(r.revisions, 0), q.bytes, w.epoch, w.done,"
          + " w.total FROM page p LEFT JOIN room r ON r.room = p.room"
          + " LEFT JOIN room_stored s ON s.room = p.room"
          + " LEFT JOIN room_quota q ON q.room = p.room"
          + " LEFT JOIN rewrap_round w ON w.room = p.room ORDER BY p.room";

  private final Sql sql;
  private final Clock clock = Clock.systemUTC();

  @Inject
  UsageLists(Sql sql) {
    this.sql = sql;
  }

  /**
   * How far the keys of a room are wrapped anew.
   *
   * @param epoch under which they are wrapped
   * @param done how many were when it was told last; at most half a minute ago while it runs
   * @param total how many there were
   */
  @Schema(name = "RewrapState", description = "How far a room's keys are wrapped anew")
  public record Rewrap(long epoch, long done, long total) {}

  /**
   * What a room takes.
   *
   * @param bytes of ciphertext, older revisions and what no commit names yet included
   * @param revisions of files and folders
   * @param quotaBytes how many it may take, if that is limited
   * @param rewrap of its newest rotation, from the first client on that worked at it
   */
  @Schema(description = "What a room takes in the store")
  public record RoomUsage(
      String room,
      long bytes,
      long revisions,
      Optional<Long> quotaBytes,
      Optional<Rewrap> rewrap) {}

  /** Bytes that were stored on a day, in UTC. */
  @Schema(name = "StoredDay", description = "What was stored on a day")
  public record Day(LocalDate day, long bytes) {}

  /**
   * What all rooms take.
   *
   * @param days every day of those asked for, the oldest first
   */
  @Schema(description = "What all rooms take in the store, and how it grew")
  public record Usage(long bytes, long revisions, long rooms, List<Day> days) {
    public Usage {
      days = List.copyOf(days);
    }
  }

  /** Rooms behind {@code after}, an id or empty. */
  @Transactional
  List<RoomUsage> page(Bytes after, int most) {
    byte[] behind = after.toArray();
    return sql.query(
        ROOMS + USAGE, UsageLists::usage, behind, most, behind, most, behind, most, most);
  }

  /** One room; of one that nothing was put into, nothing. */
  @Transactional
  RoomUsage one(ChainId room) {
    return sql.first(
            "WITH page AS (SELECT CAST(? AS bytea) AS room)" + USAGE,
            UsageLists::usage,
            room.value().toArray())
        .orElseThrow();
  }

  private static RoomUsage usage(ResultSet row) throws SQLException {
    long quota = row.getLong(4);
    Optional<Long> quotaBytes = row.wasNull() ? Optional.empty() : Optional.of(quota);
    long epoch = row.getLong(5);
    Optional<Rewrap> rewrap =
        row.wasNull()
            ? Optional.empty()
            : Optional.of(new Rewrap(epoch, row.getLong(6), row.getLong(7)));
    return new RoomUsage(
        Bytes.of(row.getBytes(1)).toBase64Url(),
        row.getLong(2),
        row.getLong(3),
        quotaBytes,
        rewrap);
  }

  /** All rooms, and the growth of the last {@code days} days, today included. */
  @Transactional
  Usage all(int days) {
    LocalDate today = LocalDate.now(clock);
    List<Day> grown =
        sql.query(
            "SELECT d.day, coalesce(sum(s.bytes), 0) FROM (SELECT CAST(? AS date) - n AS day"
                + " FROM generate_series(0, ?) n) d LEFT JOIN room_stored_day s ON s.day = d.day"
                + " GROUP BY d.day ORDER BY d.day",
            row -> new Day(row.getObject(1, LocalDate.class), row.getLong(2)),
            today,
            days - 1);
    return sql.first(
            "SELECT (SELECT coalesce(sum(bytes), 0) FROM room_stored),"
                + " coalesce(sum(revisions), 0), count(*) FROM room",
            row -> new Usage(row.getLong(1), row.getLong(2), row.getLong(3), grown))
        .orElseThrow();
  }
}
