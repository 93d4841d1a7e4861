package dev.strongroom.sdk.room;

import dev.strongroom.protocol.name.NodeName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where something lies in a room: names from the root down, none for the root itself. */
public record RoomPath(List<NodeName> names) {
  public RoomPath {
    names = List.copyOf(names);
  }

  /**
   * Reads {@code a/b/c}; empty parts do not count.
   *
   * @throws dev.strongroom.protocol.MalformedException {@code NAME_UNSAFE}
   */
  public static RoomPath parse(String text) {
    return new RoomPath(
        Arrays.stream(text.split("/", -1))
            .filter(part -> !part.isEmpty())
            .map(NodeName::of)
            .toList());
  }

  public boolean isRoot() {
    return names.isEmpty();
  }

  /**
   * @throws IllegalStateException for the root, which lies in nothing
   */
  public RoomPath parent() {
    if (isRoot()) {
      throw new IllegalStateException("the root has no parent");
    }
    return ancestor(names.size() - 1);
  }

  /** The first {@code depth} names. */
  RoomPath ancestor(int depth) {
    return depth == names.size() ? this : new RoomPath(names.subList(0, depth));
  }

  /**
   * @throws java.util.NoSuchElementException for the root, which has no name
   */
  public NodeName last() {
    return names.getLast();
  }

  public RoomPath resolve(NodeName name) {
    List<NodeName> all = new ArrayList<>(names);
    all.add(name);
    return new RoomPath(all);
  }

  @Override
  public String toString() {
    return String.join("/", names.stream().map(NodeName::value).toList());
  }
}
