package dev.strongroom.storage.rewrap;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.storage.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of wraps, and of what is wrapped. */
@ApplicationScoped
public class WrapStore {
  private final Sql sql;

  @Inject
  WrapStore(Sql sql) {
    this.sql = sql;
  }

  /** Something whose key is wrapped. Its kind says which table has it. */
  record Item(Bytes id, String kind) {}

  private static Item item(ResultSet row) throws SQLException {
    return new Item(Bytes.of(row.getBytes("item")), row.getString("kind"));
  }

  /** Items in key order behind {@code behind} that have no wrap of {@code epoch} or a later one. */
  List<Item> waiting(ChainId room, long epoch, Bytes behind, int limit) {
    return sql.query(
        "SELECT item, kind FROM wrapped_item WHERE room = ? AND item > ? AND epoch < ?"
            + " ORDER BY item LIMIT ?",
        WrapStore::item,
        room.value().toArray(),
        behind.toArray(),
        epoch,
        limit);
  }

  /** The same up to and with {@code upto}. */
  List<Item> waiting(ChainId room, long epoch, Bytes behind, Bytes upto) {
    return sql.query(
        "SELECT item, kind FROM wrapped_item WHERE room = ? AND item > ? AND item <= ?"
            + " AND epoch < ? ORDER BY item",
        WrapStore::item,
        room.value().toArray(),
        behind.toArray(),
        upto.toArray(),
        epoch);
  }

  boolean anythingWaits(ChainId room, long epoch) {
    return sql.first(
            "SELECT 1 FROM wrapped_item WHERE room = ? AND epoch < ? LIMIT 1",
            _ -> true,
            room.value().toArray(),
            epoch)
        .isPresent();
  }

  /** A wrap: under which epoch, whose, and its bytes. */
  public record Wrap(long epoch, UserId author, Bytes wrap) {}

  /** The wraps of some items, newest epoch first. */
  @Transactional
  public Map<Bytes, List<Wrap>> wraps(ChainId room, Collection<Bytes> items) {
    Map<Bytes, List<Wrap>> found = new LinkedHashMap<>();
    sql.query(
        "SELECT record, epoch, author, wrap FROM node_wrap WHERE room = ? AND record = ANY (?)"
            + " ORDER BY record, epoch DESC, author",
        row ->
            found
                .computeIfAbsent(Bytes.of(row.getBytes(1)), _ -> new ArrayList<>())
                .add(
                    new Wrap(
                        row.getLong(2),
                        new UserId(Bytes.of(row.getBytes(3))),
                        Bytes.of(row.getBytes(4)))),
        room.value().toArray(),
        arrays(items));
    return found;
  }

  /** A wrap to be kept. */
  record Fresh(Hash item, Bytes wrap) {}

  /**
   * Keeps wraps of items that the room has, where {@code author} has none of that epoch yet; in key
   * order, so that two batches never wait for each other.
   *
   * @return how many were new
   */
  int add(ChainId room, long epoch, UserId author, List<Fresh> wraps) {
    return sql.change(
        "WITH given AS (SELECT i.item, g.wrap FROM unnest(?, ?) AS g (item, wrap)"
            + " JOIN wrapped_item i ON i.room = ? AND i.item = g.item ORDER BY i.item"
            + " FOR UPDATE OF i),"
            + " fresh AS (INSERT INTO node_wrap (room, record, epoch, author, wrap)"
            + " SELECT ?, item, ?, ?, wrap FROM given ON CONFLICT DO NOTHING RETURNING record)"
            + " UPDATE wrapped_item i SET epoch = greatest(i.epoch, ?) FROM fresh f"
            + " WHERE i.room = ? AND i.item = f.record",
        wraps.stream().map(w -> w.item().value().toArray()).toArray(byte[][]::new),
        wraps.stream().map(w -> w.wrap().toArray()).toArray(byte[][]::new),
        room.value().toArray(),
        room.value().toArray(),
        epoch,
        author.value().toArray(),
        epoch,
        room.value().toArray());
  }

  void credit(ChainId room, long epoch, UserId author, int wraps) {
    sql.change(
        "INSERT INTO rewrap_author AS a (room, epoch, user_id, wraps, last_at)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (room, epoch, user_id)"
            + " DO UPDATE SET wraps = a.wraps + EXCLUDED.wraps, last_at = EXCLUDED.last_at",
        room.value().toArray(),
        epoch,
        author.value().toArray(),
        (long) wraps,
        OffsetDateTime.now(ZoneOffset.UTC));
  }

  /** How many items have which epoch as that of their newest wrap. */
  record Share(long epoch, long items) {}

  List<Share> shares(ChainId room) {
    return sql.query(
        "SELECT epoch, count(*) FROM wrapped_item WHERE room = ? GROUP BY epoch ORDER BY epoch",
        row -> new Share(row.getLong(1), row.getLong(2)),
        room.value().toArray());
  }

  /** Who wrapped for an epoch, the last first. */
  record Author(UserId user, long wraps, Instant last) {}

  List<Author> authors(ChainId room, long epoch, int limit) {
    return sql.query(
        "SELECT user_id, wraps, last_at FROM rewrap_author WHERE room = ? AND epoch = ?"
            + " ORDER BY last_at DESC LIMIT ?",
        row ->
            new Author(
                new UserId(Bytes.of(row.getBytes(1))),
                row.getLong(2),
                row.getObject(3, OffsetDateTime.class).toInstant()),
        room.value().toArray(),
        epoch,
        limit);
  }

  /** Whether the progress of this room is to be told again; true once in a while. */
  boolean takeTurnToTell(ChainId room, Instant unlessSince) {
    return sql.change(
            "UPDATE rewrap_round SET told_at = ? WHERE room = ?"
                + " AND (told_at IS NULL OR told_at < ?)",
            OffsetDateTime.now(ZoneOffset.UTC),
            room.value().toArray(),
            unlessSince.atOffset(ZoneOffset.UTC))
        == 1;
  }

  /** Keeps how far a round is, for lists that do not count. */
  void keepProgress(ChainId room, long epoch, long done, long total) {
    sql.change(
        "UPDATE rewrap_round SET done = ?, total = ? WHERE room = ? AND epoch = ?",
        done,
        total,
        room.value().toArray(),
        epoch);
  }

  /** The same at a round's beginning, counted. */
  void countProgress(ChainId room, long epoch) {
    sql.change(
        "UPDATE rewrap_round w SET (done, total) = (SELECT count(*) FILTER (WHERE i.epoch >= ?),"
            + " count(*) FROM wrapped_item i WHERE i.room = w.room) WHERE w.room = ?",
        epoch,
        room.value().toArray());
  }

  private static byte[][] arrays(Collection<Bytes> values) {
    return values.stream().map(Bytes::toArray).toArray(byte[][]::new);
  }
}
