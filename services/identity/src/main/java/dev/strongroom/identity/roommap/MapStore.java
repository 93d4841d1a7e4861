package dev.strongroom.identity.roommap;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.directory.RoomMap;
import dev.strongroom.protocol.tree.NodeSource;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of the map. */
@ApplicationScoped
class MapStore {
  private final EntityManager database;

  @Inject
  MapStore(EntityManager database) {
    this.database = database;
  }

  /** Takes a room's head, unless a newer one is known. */
  void report(ChainId room, RoomMap.Head head) {
    database
        .createNativeQuery(
            "INSERT INTO room_head (room, sequence, hash, changed) VALUES (?1, ?2, ?3, true)"
                + " ON CONFLICT (room) DO UPDATE SET sequence = EXCLUDED.sequence,"
                + " hash = EXCLUDED.hash, changed = true"
                + " WHERE room_head.sequence < EXCLUDED.sequence")
        .setParameter(1, room.value().toArray())
        .setParameter(2, head.sequence())
        .setParameter(3, head.commit().value().toArray())
        .executeUpdate();
  }

  /** The number of the next map; nobody else makes one until this transaction ends. */
  long lockedNext() {
    return ((Number)
            database
                .createNativeQuery("SELECT next_number FROM room_map_state FOR UPDATE")
                .getSingleResult())
        .longValue();
  }

  /**
   * Heads that no map has yet, {@code limit} at most; they count as in the next one from now on.
   */
  Map<ChainId, RoomMap.Head> takeChanged(int limit) {
    List<?> rows =
        database
            .createNativeQuery(
                "UPDATE room_head SET changed = false WHERE room IN (SELECT room FROM room_head"
                    + " WHERE changed ORDER BY room LIMIT ?1 FOR UPDATE)"
                    + " RETURNING room, sequence, hash",
                Tuple.class)
            .setParameter(1, limit)
            .getResultList();
    Map<ChainId, RoomMap.Head> changed = new LinkedHashMap<>();
    for (Object one : rows) {
      Tuple row = (Tuple) one;
      changed.put(
          new ChainId(bytes(row.get(0))),
          new RoomMap.Head(((Number) row.get(1)).longValue(), new Hash(bytes(row.get(2)))));
    }
    return changed;
  }

  /** The map of that number; empty for one that is not there. */
  Optional<SparseTree> map(long number) {
    List<?> rows =
        database
            .createNativeQuery("SELECT root FROM room_map WHERE number = ?1")
            .setParameter(1, number)
            .getResultList();
    return rows.stream()
        .findFirst()
        .map(root -> SparseTree.at(TreePurpose.ROOMS, new Hash(bytes(root)), nodes()));
  }

  private NodeSource nodes() {
    return hash -> {
      List<?> rows =
          database
              .createNativeQuery("SELECT node FROM room_map_node WHERE hash = ?1")
              .setParameter(1, hash.value().toArray())
              .getResultList();
      if (rows.isEmpty()) {
        throw Problem.unavailable("A part of the map of rooms");
      }
      return TreeNode.decode(TreePurpose.ROOMS, bytes(rows.getFirst()));
    };
  }

  void add(long number, SparseTree map) {
    for (TreeNode node : map.freshNodes()) {
      database
          .createNativeQuery(
              "INSERT INTO room_map_node (hash, node) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
          .setParameter(1, node.hash().value().toArray())
          .setParameter(2, node.encode().toArray())
          .executeUpdate();
    }
    database
        .createNativeQuery("INSERT INTO room_map (number, root, logged_at) VALUES (?1, ?2, ?3)")
        .setParameter(1, number)
        .setParameter(2, map.rootHash().value().toArray())
        .setParameter(3, OffsetDateTime.now(ZoneOffset.UTC))
        .executeUpdate();
    database
        .createNativeQuery("UPDATE room_map_state SET next_number = ?1")
        .setParameter(1, number + 1)
        .executeUpdate();
  }

  private static Bytes bytes(Object column) {
    return Bytes.of((byte[]) column);
  }
}
