package dev.strongroom.identity.log;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.history.StoredTree;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of the log. */
@ApplicationScoped
class LogStore {
  private final EntityManager database;

  @Inject
  LogStore(EntityManager database) {
    this.database = database;
  }

  /** The log as it stands; {@code fence} is raised by every append. */
  record State(long size, long fence) {}

  State state() {
    return state("");
  }

  /** The state, this transaction's alone until it ends. */
  State lockedState() {
    return state(" FOR UPDATE");
  }

  private State state(String lock) {
    Tuple row =
        (Tuple)
            database
                .createNativeQuery("SELECT size, fence FROM log_state" + lock, Tuple.class)
                .getSingleResult();
    return new State(number(row.get(0)), number(row.get(1)));
  }

  /**
   * Moves the state on, if it still is {@code from}.
   *
   * @return false if it is not
   */
  boolean advance(State from, long size) {
    return database
            .createNativeQuery(
                "UPDATE log_state SET size = ?1, fence = fence + 1 WHERE size = ?2 AND fence = ?3")
            .setParameter(1, size)
            .setParameter(2, from.size())
            .setParameter(3, from.fence())
            .executeUpdate()
        == 1;
  }

  /** Where the log has a statement, by its payload's hash. */
  Optional<Long> indexOf(Hash payload) {
    List<?> rows =
        database
            .createNativeQuery("SELECT index FROM log_entry WHERE payload = ?1")
            .setParameter(1, payload.value().toArray())
            .getResultList();
    return rows.stream().findFirst().map(LogStore::number);
  }

  DirectoryEntry entry(long index) {
    return DirectoryEntry.decode(entries(index, index + 1));
  }

  /** Entries {@code [from, to)}, one behind the other. */
  Bytes entries(long from, long to) {
    Object all =
        database
            .createNativeQuery(
                "SELECT coalesce(string_agg(entry, CAST('' AS bytea) ORDER BY index),"
                    + " CAST('' AS bytea)) FROM log_entry WHERE index >= ?1 AND index < ?2")
            .setParameter(1, from)
            .setParameter(2, to)
            .getSingleResult();
    return bytes(all);
  }

  void addEntry(long index, DirectoryEntry entry) {
    database
        .createNativeQuery("INSERT INTO log_entry (index, payload, entry) VALUES (?1, ?2, ?3)")
        .setParameter(1, index)
        .setParameter(2, entry.payload().value().toArray())
        .setParameter(3, entry.encode().toArray())
        .executeUpdate();
  }

  void addNodes(List<StoredTree.Node> nodes) {
    for (StoredTree.Node node : nodes) {
      database
          .createNativeQuery("INSERT INTO log_node (level, index, hash) VALUES (?1, ?2, ?3)")
          .setParameter(1, (short) node.level())
          .setParameter(2, node.index())
          .setParameter(3, node.hash().value().toArray())
          .executeUpdate();
    }
  }

  void addCheckpoint(Checkpoint checkpoint, long fence) {
    database
        .createNativeQuery(
            "INSERT INTO log_checkpoint (size, root, note, fence, signed_at)"
                + " VALUES (?1, ?2, ?3, ?4, ?5)")
        .setParameter(1, checkpoint.size())
        .setParameter(2, checkpoint.root().value().toArray())
        .setParameter(3, checkpoint.note())
        .setParameter(4, fence)
        .setParameter(5, OffsetDateTime.now(ZoneOffset.UTC))
        .executeUpdate();
  }

  /** The checkpoint of a size, as it was signed. */
  Optional<Checkpoint> checkpoint(String origin, long size) {
    List<?> rows =
        database
            .createNativeQuery("SELECT root, note FROM log_checkpoint WHERE size = ?1", Tuple.class)
            .setParameter(1, size)
            .getResultList();
    return rows.stream()
        .findFirst()
        .map(Tuple.class::cast)
        .map(row ->
            new Checkpoint(origin, size, new Hash(bytes(row.get(0))), row.get(1, String.class)));
  }

  /** The tree; a node is read at most once. */
  StoredTree tree(Map<Place, Hash> known) {
    Map<Place, Hash> nodes = new HashMap<>(known);
    return new StoredTree(
        (level, index) -> nodes.computeIfAbsent(new Place(level, index), this::node));
  }

  /** Where a node stands. */
  record Place(int level, long index) {}

  private Hash node(Place place) {
    Object hash =
        database
            .createNativeQuery("SELECT hash FROM log_node WHERE level = ?1 AND index = ?2")
            .setParameter(1, (short) place.level())
            .setParameter(2, place.index())
            .getSingleResult();
    return new Hash(bytes(hash));
  }

  /** The complete subtrees that the tree of {@code size} leaves consists of, by one query. */
  Map<Place, Hash> frontier(long size) {
    List<String> places = new ArrayList<>();
    long from = 0;
    for (int level = Long.SIZE - 2; level >= 0; level--) {
      if ((size >>> level & 1) == 1) {
        places.add("(" + level + "," + (from >>> level) + ")");
        from += 1L << level;
      }
    }
    Map<Place, Hash> frontier = new HashMap<>();
    if (!places.isEmpty()) {
      List<?> rows =
          database
              .createNativeQuery(
                  "SELECT level, index, hash FROM log_node WHERE (level, index) IN ("
                      + String.join(",", places)
                      + ")",
                  Tuple.class)
              .getResultList();
      for (Object one : rows) {
        Tuple row = (Tuple) one;
        frontier.put(
            new Place((int) number(row.get(0)), number(row.get(1))), new Hash(bytes(row.get(2))));
      }
    }
    return frontier;
  }

  private static long number(Object column) {
    return ((Number) column).longValue();
  }

  private static Bytes bytes(Object column) {
    return Bytes.of((byte[]) column);
  }
}
