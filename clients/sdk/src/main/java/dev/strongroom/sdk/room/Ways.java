package dev.strongroom.sdk.room;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.node.ChangeRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What lies at many paths and on the ways to them, proved. Asked for level by level, all of a level
 * at once: as many requests as the deepest path has names, however many paths there are.
 */
final class Ways implements AutoCloseable {
  private final RoomView view;
  private final Map<RoomPath, Entry> found = new LinkedHashMap<>();

  private Ways(RoomView view) {
    this.view = view;
  }

  /** The ways to {@code paths}. The caller closes them. */
  static Ways of(RoomView view, Collection<RoomPath> paths) {
    Ways ways = new Ways(view);
    try {
      int deepest = paths.stream().mapToInt(path -> path.names().size()).max().orElse(0);
      for (int depth = 1; depth <= deepest && ways.descend(paths, depth); depth++) {
        // Each level needs the ids of the one above it.
      }
      return ways;
    } catch (RuntimeException e) {
      ways.close();
      throw e;
    }
  }

  /** Looks up all paths of one depth whose parents are there; whether any was found. */
  private boolean descend(Collection<RoomPath> paths, int depth) {
    Set<RoomPath> level = new LinkedHashSet<>();
    for (RoomPath path : paths) {
      if (path.names().size() >= depth) {
        level.add(path.ancestor(depth));
      }
    }
    Map<RoomPath, Bytes> keys = new HashMap<>();
    for (RoomPath path : level) {
      folder(path.parent()).ifPresent(parent -> keys.put(path, view.key(parent, path.last())));
    }
    Map<Bytes, Entry> entries = view.reader().entries(List.copyOf(keys.values()));
    keys.forEach((path, key) ->
        Optional.ofNullable(entries.get(key)).ifPresent(entry -> found.put(path, entry)));
    return !entries.isEmpty();
  }

  RoomView view() {
    return view;
  }

  /** What lies at one of the paths; empty where the state proves that nothing does. */
  Optional<Entry> at(RoomPath path) {
    return Optional.ofNullable(found.get(path));
  }

  /** Hands an entry over: closing it is the caller's from now on. */
  Optional<Entry> take(RoomPath path) {
    return Optional.ofNullable(found.remove(path));
  }

  /** The id of the folder at a path, if there is a folder. */
  Optional<NodeId> folder(RoomPath path) {
    return path.isRoot()
        ? Optional.of(view.folders().root())
        : at(path).filter(Entry::isFolder).map(entry -> entry.record().node());
  }

  /** Everything met: what a commit needs to show that no move makes a cycle. */
  List<ChangeRecord> records() {
    return found.values().stream().map(Entry::record).toList();
  }

  @Override
  public void close() {
    found.values().forEach(Entry::close);
  }
}
