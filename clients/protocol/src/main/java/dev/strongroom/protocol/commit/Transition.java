package dev.strongroom.protocol.commit;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.tree.SparseTree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * From one state of a room to the next. The author computes it, the storage service repeats it
 * before it takes a commit, and whoever audits a commit replays it (T39).
 */
public final class Transition {
  /** Finds what a transition needs of the state before. */
  public interface Before {
    /** The newest record of a node, if the room has it. */
    Optional<ChangeRecord> newest(NodeId node);
  }

  private final RoomFolders folders;
  private final Before before;
  private final Map<NodeId, ChangeRecord> changed = new HashMap<>();

  private Transition(RoomFolders folders, Before before) {
    this.folders = folders;
    this.before = before;
  }

  /**
   * The tree after {@code records}.
   *
   * @throws AuthenticationException {@link ErrorCode#STATE_ROOT} if a record does not follow from
   *     the state before; {@link ErrorCode#LISTING} if a move makes a cycle
   */
  public static SparseTree apply(
      SparseTree tree, RoomFolders folders, List<ChangeRecord> records, Before before) {
    return new Transition(folders, before).apply(tree, records);
  }

  private SparseTree apply(SparseTree tree, List<ChangeRecord> records) {
    Map<Bytes, Optional<Bytes>> removals = new LinkedHashMap<>();
    Map<Bytes, Optional<Bytes>> additions = new LinkedHashMap<>();
    for (ChangeRecord record : records) {
      if (changed.put(record.node(), record) != null) {
        throw stateRoot("a commit changes a node twice");
      }
      Optional<ChangeRecord> earlier = before.newest(record.node());
      requireFollows(earlier, record);
      earlier.ifPresent(e -> {
        if (!tree.get(e.treeKey()).equals(Optional.of(e.treeValue()))) {
          throw stateRoot("a changed node was not where it is said to have been");
        }
        removals.put(e.treeKey(), Optional.empty());
      });
      if (additions.put(record.treeKey(), Optional.of(record.treeValue())) != null) {
        throw stateRoot("two nodes of one name in one folder");
      }
    }
    additions.keySet().stream()
        .filter(key -> !removals.containsKey(key))
        .forEach(key -> {
          if (tree.get(key).isPresent()) {
            throw stateRoot("the name is taken in that folder");
          }
        });
    records.forEach(this::requireParent);
    // A key that is left and taken in one commit is taken.
    removals.putAll(additions);
    return tree.apply(removals);
  }

  private void requireFollows(Optional<ChangeRecord> earlier, ChangeRecord record) {
    Optional<Hash> previous = earlier.map(ChangeRecord::hash);
    long revision = earlier.map(e -> e.revision() + 1).orElse(1L);
    boolean sameKind =
        earlier
            .map(e -> e.kind() == record.kind() || record.kind() == ChangeRecord.Kind.TOMBSTONE)
            .orElse(true);
    if (!record.previous().equals(previous)
        || record.revision() != revision
        || !sameKind
        || folders.isOne(record.node())) {
      throw stateRoot("a record does not follow on the node's newest revision");
    }
    requireMark(earlier, record);
  }

  /** The inbox holds marks of deposits; none of them ever leaves it, or it could be made again. */
  private void requireMark(Optional<ChangeRecord> earlier, ChangeRecord record) {
    boolean leaves = earlier.filter(e -> e.parent().equals(folders.inbox())).isPresent();
    boolean enters = record.parent().equals(folders.inbox());
    boolean mark = record.kind() == ChangeRecord.Kind.TOMBSTONE && record.revision() == 1;
    if (leaves || enters && !mark) {
      throw stateRoot("the inbox holds the marks of adopted deposits, each for good");
    }
  }

  /** The way up must lead to the root or the bin through folders, and never meet a node twice. */
  private void requireParent(ChangeRecord record) {
    Set<NodeId> met = new HashSet<>(Set.of(record.node()));
    NodeId parent = record.parent();
    while (!folders.isOne(parent)) {
      if (!met.add(parent)) {
        throw new AuthenticationException(ErrorCode.LISTING, "a move makes a cycle");
      }
      NodeId at = parent;
      ChangeRecord folder =
          Optional.ofNullable(changed.get(at))
              .or(() -> before.newest(at))
              .filter(r -> r.kind() == ChangeRecord.Kind.FOLDER)
              .orElseThrow(() -> stateRoot("the folder is not there"));
      parent = folder.parent();
    }
  }

  private static AuthenticationException stateRoot(String what) {
    return new AuthenticationException(ErrorCode.STATE_ROOT, what);
  }
}
