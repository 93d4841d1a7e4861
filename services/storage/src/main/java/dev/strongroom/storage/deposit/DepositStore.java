package dev.strongroom.storage.deposit;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.storage.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Rows of rooms' inboxes. */
@ApplicationScoped
class DepositStore {
  private static final String COLUMNS = "hash, user_id, state, envelope, place, deposited_at";

  private final Sql sql;

  @Inject
  DepositStore(Sql sql) {
    this.sql = sql;
  }

  /**
   * @param place in the inbox, in the order of arrival
   */
  record Row(
      Hash hash, UserId user, String state, Bytes envelope, long place, Instant depositedAt) {}

  /** One at a time for each depositor of a room, so that his limit holds. */
  void lock(ChainId room, UserId user) {
    sql.query(
        "SELECT pg_advisory_xact_lock(hashtextextended(encode(?::bytea || ?::bytea, 'hex'), 0))",
        _ -> true,
        room.value().toArray(),
        user.value().toArray());
  }

  long waitingOf(ChainId room, UserId user) {
    return sql.first(
            "SELECT count(*) FROM deposit WHERE room = ? AND user_id = ? AND state = 'waiting'",
            row -> row.getLong(1),
            room.value().toArray(),
            user.value().toArray())
        .orElse(0L);
  }

  /** Whether the row is there now; not if its id or its blob belongs to another deposit. */
  boolean add(Signed<Deposit> deposit) {
    Deposit body = deposit.body();
    return sql.change(
            "INSERT INTO deposit (hash, room, deposit_id, user_id, epoch, blob, stored_length,"
                + " state, envelope, deposited_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)"
                + " ON CONFLICT DO NOTHING",
            deposit.hash().value().toArray(),
            body.room().value().toArray(),
            body.id().value().toArray(),
            body.author().user().value().toArray(),
            body.epoch(),
            body.content().blob().toArray(),
            body.content().length(),
            deposit.envelope().encode().toArray(),
            now())
        == 1;
  }

  Optional<Row> find(ChainId room, Hash hash) {
    return sql.first(
        "SELECT " + COLUMNS + " FROM deposit WHERE room = ? AND hash = ?",
        DepositStore::row,
        room.value().toArray(),
        hash.value().toArray());
  }

  List<Row> waiting(ChainId room, long after, int limit) {
    return sql.query(
        "SELECT "
            + COLUMNS
            + " FROM deposit WHERE room = ? AND state = 'waiting' AND place > ?"
            + " ORDER BY place LIMIT ?",
        DepositStore::row,
        room.value().toArray(),
        after,
        limit);
  }

  List<Row> of(ChainId room, UserId user, long after, int limit) {
    return sql.query(
        "SELECT "
            + COLUMNS
            + " FROM deposit WHERE room = ? AND user_id = ? AND place > ?"
            + " ORDER BY place LIMIT ?",
        DepositStore::row,
        room.value().toArray(),
        user.value().toArray(),
        after,
        limit);
  }

  record EpochCount(long epoch, long count) {}

  List<EpochCount> waitingByEpoch(ChainId room) {
    return sql.query(
        "SELECT epoch, count(*) FROM deposit WHERE room = ? AND state = 'waiting'"
            + " GROUP BY epoch ORDER BY epoch",
        row -> new EpochCount(row.getLong(1), row.getLong(2)),
        (Object) room.value().toArray());
  }

  /** Whether it was waiting until now. */
  boolean settle(ChainId room, Hash hash, String state) {
    return sql.change(
            "UPDATE deposit SET state = ?, settled_at = ?"
                + " WHERE room = ? AND hash = ? AND state = 'waiting'",
            state,
            now(),
            room.value().toArray(),
            hash.value().toArray())
        == 1;
  }

  /** Whether it was waiting until now; it has been adopted by the commit at {@code sequence}. */
  boolean adopt(ChainId room, Hash hash, long sequence) {
    return sql.change(
            "UPDATE deposit SET state = 'adopted', settled_at = ?, adopted_by = ?"
                + " WHERE room = ? AND hash = ? AND state = 'waiting'",
            now(),
            sequence,
            room.value().toArray(),
            hash.value().toArray())
        == 1;
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        new Hash(Bytes.of(row.getBytes(1))),
        new UserId(Bytes.of(row.getBytes(2))),
        row.getString(3),
        Bytes.of(row.getBytes(4)),
        row.getLong(5),
        row.getObject(6, OffsetDateTime.class).toInstant());
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }
}
