package dev.strongroom.protocol.node;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.tree.SparseTree;

/**
 * Keys of the state tree: half from the parent, half from the name index. So the children of a
 * folder are one subtree, and two equal names in a folder are one key.
 */
public final class TreeKey {
  private static final int HALF = SparseTree.KEY_BYTES / 2;

  private TreeKey() {}

  public static Bytes of(NodeId parent, Bytes nameIndex) {
    byte[] key = new byte[SparseTree.KEY_BYTES];
    prefix(parent).copyTo(key, 0);
    Sha256.of(Context.bare("tree-name").with(nameIndex)).value().slice(0, HALF).copyTo(key, HALF);
    return Bytes.of(key);
  }

  /** What the keys of all children of {@code parent} begin with. */
  public static Bytes prefix(NodeId parent) {
    return Sha256.of(Context.bare("tree-parent").with(parent.value())).value().slice(0, HALF);
  }
}
