package dev.strongroom.storage.history;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.tree.NodeSource;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import dev.strongroom.storage.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of a room's history. */
@ApplicationScoped
class HistoryStore {
  private final EntityManager database;
  private final Sql sql;

  @Inject
  HistoryStore(EntityManager database, Sql sql) {
    this.database = database;
    this.sql = sql;
  }

  /** The head's place, -1 before the first commit. */
  record Head(long sequence, Hash state) {}

  Head head(ChainId room) {
    return head(room, "");
  }

  /** The head, locked until commit. A room that was never written to gets its row here. */
  Head lockedHead(ChainId room) {
    database
        .createNativeQuery(
            "INSERT INTO room (room, sequence, state) VALUES (?1, -1, ?2) ON CONFLICT DO NOTHING")
        .setParameter(1, room.value().toArray())
        .setParameter(2, TreePurpose.STATE.emptyRoot().value().toArray())
        .executeUpdate();
    return head(room, " FOR UPDATE");
  }

  private Head head(ChainId room, String lock) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT sequence, state FROM room WHERE room = ?1" + lock, Tuple.class)
            .setParameter(1, room.value().toArray())
            .getResultList();
    if (rows.isEmpty()) {
      return new Head(-1, TreePurpose.STATE.emptyRoot());
    }
    Tuple row = (Tuple) rows.getFirst();
    return new Head(row.get(0, Number.class).longValue(), hash(row.get(1)));
  }

  record CommitRow(long sequence, Hash state, Bytes envelope) {}

  CommitRow commit(ChainId room, long sequence) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT sequence, state, envelope FROM room_commit"
                    + " WHERE room = ?1 AND sequence = ?2",
                Tuple.class)
            .setParameter(1, room.value().toArray())
            .setParameter(2, sequence)
            .getResultList();
    if (rows.isEmpty()) {
      throw new Problem(Reason.GONE, "That commit is not here.");
    }
    Tuple row = (Tuple) rows.getFirst();
    return new CommitRow(row.get(0, Number.class).longValue(), hash(row.get(1)), bytes(row.get(2)));
  }

  /** Leaf hashes of the history up to, and without, {@code size}. */
  List<Hash> leaves(ChainId room, long size) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT hash FROM room_commit WHERE room = ?1 AND sequence < ?2 ORDER BY sequence")
            .setParameter(1, room.value().toArray())
            .setParameter(2, size)
            .getResultList();
    return rows.stream().map(hash -> MerkleLog.leaf(bytes(hash))).toList();
  }

  void append(ChainId room, long sequence, Hash hash, Hash state, Bytes envelope, int revisions) {
    database
        .createNativeQuery(
            "INSERT INTO room_commit (room, sequence, hash, state, envelope, committed_at)"
                + " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .setParameter(1, room.value().toArray())
        .setParameter(2, sequence)
        .setParameter(3, hash.value().toArray())
        .setParameter(4, state.value().toArray())
        .setParameter(5, envelope.toArray())
        .setParameter(6, OffsetDateTime.now(ZoneOffset.UTC))
        .executeUpdate();
    database
        .createNativeQuery(
            "UPDATE room SET sequence = ?2, head = ?3, state = ?4, revisions = revisions + ?5"
                + " WHERE room = ?1")
        .setParameter(1, room.value().toArray())
        .setParameter(2, sequence)
        .setParameter(3, hash.value().toArray())
        .setParameter(4, state.value().toArray())
        .setParameter(5, revisions)
        .executeUpdate();
  }

  /** Nodes of the room's tree, as they are needed; each is read once. */
  NodeSource nodes(ChainId room) {
    Map<Hash, TreeNode> read = new HashMap<>();
    return hash -> read.computeIfAbsent(hash, missing -> node(room, missing));
  }

  private TreeNode node(ChainId room, Hash hash) {
    return sql.first(
            "SELECT node FROM tree_node WHERE room = ? AND hash = ?",
            row -> TreeNode.decode(TreePurpose.STATE, Bytes.of(row.getBytes(1))),
            room.value().toArray(),
            hash.value().toArray())
        .orElseThrow(() -> Problem.unavailable("A node of this room's tree"));
  }

  void addNodes(ChainId room, Collection<TreeNode> nodes) {
    sql.change(
        "INSERT INTO tree_node (room, hash, node) SELECT ?, n.hash, n.node"
            + " FROM unnest(?, ?) AS n (hash, node) ON CONFLICT DO NOTHING",
        room.value().toArray(),
        nodes.stream().map(node -> node.hash().value().toArray()).toArray(byte[][]::new),
        nodes.stream().map(node -> node.encode().toArray()).toArray(byte[][]::new));
  }

  /**
   * A record by its hash; empty where the database does not have it, which the reader will notice.
   */
  Optional<Bytes> record(ChainId room, Hash hash) {
    return single(
        "SELECT record FROM change_record WHERE room = ?1 AND hash = ?2",
        room.value(),
        hash.value());
  }

  Optional<Bytes> newestRecord(ChainId room, NodeId node) {
    return single(
        "SELECT record FROM change_record WHERE room = ?1 AND node_id = ?2"
            + " ORDER BY revision DESC LIMIT 1",
        room.value(),
        node.value());
  }

  /** The records of a commit, in its order. */
  List<Bytes> recordsOf(ChainId room, long sequence) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT record FROM change_record WHERE room = ?1 AND sequence = ?2"
                    + " ORDER BY position")
            .setParameter(1, room.value().toArray())
            .setParameter(2, sequence)
            .getResultList();
    return rows.stream().map(HistoryStore::bytes).toList();
  }

  /** The newest record of a node before the commit at {@code sequence}. */
  Optional<Bytes> newestRecordBefore(ChainId room, NodeId node, long sequence) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT record FROM change_record WHERE room = ?1 AND node_id = ?2"
                    + " AND sequence < ?3 ORDER BY revision DESC LIMIT 1")
            .setParameter(1, room.value().toArray())
            .setParameter(2, node.value().toArray())
            .setParameter(3, sequence)
            .getResultList();
    return rows.stream().findFirst().map(HistoryStore::bytes);
  }

  /**
   * @param position of the record in its commit
   */
  void addRecord(ChangeRecord record, long sequence, int position) {
    database
        .createNativeQuery(
            "INSERT INTO change_record"
                + " (room, hash, node_id, revision, sequence, record, blob, position)"
                + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .setParameter(1, record.room().value().toArray())
        .setParameter(2, record.hash().value().toArray())
        .setParameter(3, record.node().value().toArray())
        .setParameter(4, record.revision())
        .setParameter(5, sequence)
        .setParameter(6, record.encode().toArray())
        .setParameter(7, record.content().map(c -> c.blob().toArray()).orElse(null))
        .setParameter(8, position)
        .executeUpdate();
  }

  /** The first wrap of a record's node key, by who committed it. */
  void addWrap(ChangeRecord record, long sequence, UserId author, Bytes wrap) {
    database
        .createNativeQuery(
            "INSERT INTO node_wrap (room, record, epoch, author, wrap)"
                + " VALUES (?1, ?2, ?3, ?4, ?5)")
        .setParameter(1, record.room().value().toArray())
        .setParameter(2, record.hash().value().toArray())
        .setParameter(3, record.epoch())
        .setParameter(4, author.value().toArray())
        .setParameter(5, wrap.toArray())
        .executeUpdate();
    database
        .createNativeQuery(
            "INSERT INTO wrapped_item (room, item, kind, sequence, epoch)"
                + " VALUES (?1, ?2, 'record', ?3, ?4)")
        .setParameter(1, record.room().value().toArray())
        .setParameter(2, record.hash().value().toArray())
        .setParameter(3, sequence)
        .setParameter(4, record.epoch())
        .executeUpdate();
  }

  /** A wrap of a record's node key: under which epoch, whose, and the wrap. */
  record WrapRow(long epoch, UserId author, Bytes wrap) {}

  /** The wraps of a record, newest epoch first. */
  List<WrapRow> wraps(ChainId room, Hash record) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT epoch, author, wrap FROM node_wrap WHERE room = ?1 AND record = ?2"
                    + " ORDER BY epoch DESC, author",
                Tuple.class)
            .setParameter(1, room.value().toArray())
            .setParameter(2, record.value().toArray())
            .getResultList();
    return rows.stream()
        .map(row -> (Tuple) row)
        .map(row ->
            new WrapRow(
                row.get(0, Number.class).longValue(),
                new UserId(bytes(row.get(1))),
                bytes(row.get(2))))
        .toList();
  }

  private Optional<Bytes> single(String query, Bytes first, Bytes second) {
    List<?> rows =
        database
            .createNativeQuery(query)
            .setParameter(1, first.toArray())
            .setParameter(2, second.toArray())
            .getResultList();
    return rows.stream().findFirst().map(HistoryStore::bytes);
  }

  private static Bytes bytes(Object column) {
    return Bytes.of((byte[]) column);
  }

  private static Hash hash(Object column) {
    return new Hash(bytes(column));
  }
}
