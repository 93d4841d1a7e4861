package dev.strongroom.system.model;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a server that keeps copies has of some groups and rooms: every sealed thing that was ever in
 * the databases, and since which step.
 */
final class Hoard implements AutoCloseable {
  /** An epoch secret, wrapped to a person or a group. */
  record Wrap(
      ChainId chain, long epoch, String kind, Bytes recipient, String reference, Bytes wrap) {}

  /** A node key, wrapped under an epoch. */
  record NodeWrap(ChainId room, Hash record, long epoch, Bytes wrap) {}

  /** An epoch of a group or room. */
  record Epoch(ChainId chain, long number) {}

  /** Something that was written into a room. */
  record Written(ChainId room, int step) {}

  /** A deposit. */
  record Sent(Deposit deposit, int step) {}

  private final Rows access;
  private final Rows storage;
  private final Set<Wrap> wraps = new LinkedHashSet<>();
  private final Map<Epoch, Bytes> histories = new LinkedHashMap<>();
  private final Map<Epoch, KemPublicKey> keys = new HashMap<>();
  private final Map<Epoch, Integer> groupEpochs = new LinkedHashMap<>();
  private final Map<Hash, Written> records = new LinkedHashMap<>();
  private final Map<Hash, Set<NodeWrap>> nodeWraps = new HashMap<>();
  private final Map<Hash, Sent> deposits = new LinkedHashMap<>();

  Hoard(int port) throws SQLException {
    access = new Rows(port, "access");
    storage = new Rows(port, "storage");
  }

  /** Copies what has come since the last time. */
  void copy(Collection<ChainId> groups, Collection<ChainId> rooms, int step) throws SQLException {
    for (ChainId group : groups) {
      copyChain(group, StatementKind.GROUP);
      keys.keySet().stream()
          .filter(epoch -> epoch.chain().equals(group))
          .forEach(epoch -> groupEpochs.putIfAbsent(epoch, step));
    }
    for (ChainId room : rooms) {
      copyChain(room, StatementKind.ROOM);
      copyRoom(room, step);
    }
  }

  private static Bytes bytes(Object column) {
    return Bytes.of((byte[]) column);
  }

  private void copyChain(ChainId chain, StatementKind kind) throws SQLException {
    byte[] id = chain.value().toArray();
    for (List<Object> row :
        access.of(
            "SELECT epoch, recipient_kind, recipient, reference, wrap FROM epoch_wrap"
                + " WHERE chain = ?",
            id)) {
      wraps.add(
          new Wrap(
              chain,
              (Long) row.get(0),
              (String) row.get(1),
              bytes(row.get(2)),
              (String) row.get(3),
              bytes(row.get(4))));
    }
    for (List<Object> row :
        access.of(
            "SELECT epoch, history FROM epoch_box WHERE chain = ? AND history IS NOT NULL", id)) {
      Bytes history = bytes(row.get(1));
      if (!history.isEmpty()) {
        histories.put(new Epoch(chain, (Long) row.get(0)), history);
      }
    }
    for (List<Object> row : access.of("SELECT envelope FROM link WHERE chain = ?", id)) {
      Envelope envelope = Envelope.decode(kind, bytes(row.getFirst()));
      EpochInfo epoch =
          kind == StatementKind.GROUP
              ? GroupLink.decode(envelope).body().epoch()
              : RoomLink.decode(envelope).body().epoch();
      keys.put(new Epoch(chain, epoch.number()), epoch.key());
    }
  }

  private void copyRoom(ChainId room, int step) throws SQLException {
    byte[] id = room.value().toArray();
    for (List<Object> row :
        storage.of(
            "SELECT w.record, w.epoch, w.wrap FROM node_wrap w JOIN change_record r"
                + " ON r.room = w.room AND r.hash = w.record WHERE w.room = ?",
            id)) {
      Hash record = new Hash(bytes(row.get(0)));
      records.putIfAbsent(record, new Written(room, step));
      nodeWraps
          .computeIfAbsent(record, _ -> new LinkedHashSet<>())
          .add(new NodeWrap(room, record, (Long) row.get(1), bytes(row.get(2))));
    }
    for (List<Object> row : storage.of("SELECT hash, envelope FROM deposit WHERE room = ?", id)) {
      Hash hash = new Hash(bytes(row.get(0)));
      if (!deposits.containsKey(hash)) {
        Envelope envelope = Envelope.decode(StatementKind.DEPOSIT, bytes(row.get(1)));
        deposits.put(hash, new Sent(Deposit.decode(envelope).body(), step));
      }
    }
  }

  Set<Wrap> wraps() {
    return wraps;
  }

  Map<Epoch, Bytes> histories() {
    return histories;
  }

  /** Epochs of groups, and at which step each began. */
  Map<Epoch, Integer> groupEpochs() {
    return groupEpochs;
  }

  /** The public key that the signed chain states for an epoch. */
  KemPublicKey stated(Epoch epoch) {
    return Optional.ofNullable(keys.get(epoch)).orElseThrow();
  }

  Map<Hash, Written> records() {
    return records;
  }

  Set<NodeWrap> wrapsOf(Hash record) {
    return nodeWraps.getOrDefault(record, Set.of());
  }

  Map<Hash, Sent> deposits() {
    return deposits;
  }

  /** The identity whose commit is the newest of a room; empty where there is none. */
  Optional<Hash> author(ChainId room) throws SQLException {
    return storage
        .of(
            "SELECT envelope FROM room_commit WHERE room = ? ORDER BY sequence DESC LIMIT 1",
            room.value().toArray())
        .stream()
        .findFirst()
        .map(row -> Envelope.decode(StatementKind.COMMIT, bytes(row.getFirst())))
        .map(envelope -> Commit.decode(envelope).body().author().identity());
  }

  /** Rows that tell whether something was done, in the order of their text. */
  List<String> authority(ChainId chain, boolean group) throws SQLException {
    String sql =
        group
            ? "SELECT encode(user_id, 'hex'), role, encode(identity, 'hex') FROM group_member"
                + " WHERE group_id = ?"
            : "SELECT encode(grantee, 'hex'), role, encode(identity, 'hex') FROM room_grant"
                + " WHERE room = ?";
    return access.of(sql, chain.value().toArray()).stream()
        .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
        .sorted()
        .toList();
  }

  long commits(ChainId room) throws SQLException {
    return count("SELECT count(*) FROM change_record WHERE room = ?", room);
  }

  long deposits(ChainId room) throws SQLException {
    return count("SELECT count(*) FROM deposit WHERE room = ?", room);
  }

  private long count(String sql, ChainId room) throws SQLException {
    return (Long) storage.of(sql, room.value().toArray()).getFirst().getFirst();
  }

  /** Accepted links of a chain. */
  long links(ChainId chain) throws SQLException {
    return (Long)
        access
            .of("SELECT count(*) FROM link WHERE chain = ?", chain.value().toArray())
            .getFirst()
            .getFirst();
  }

  @Override
  public void close() throws SQLException {
    access.close();
    storage.close();
  }
}
