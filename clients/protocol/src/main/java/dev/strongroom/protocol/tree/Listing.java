package dev.strongroom.protocol.tree;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All leaves whose keys begin with one prefix of 128 bits, and the proof that they are all: the
 * path from the root to the subtree that they make. Whoever verifies rebuilds that subtree from the
 * leaves alone, so nothing can be missing and nothing added (T36, T37).
 */
public final class Listing {
  public static final int PREFIX_BYTES = 16;
  private static final int PREFIX_BITS = PREFIX_BYTES * 8;

  private final SparseTree tree;
  private final Bytes prefix;

  private Listing(SparseTree tree, Bytes prefix) {
    if (prefix.length() != PREFIX_BYTES) {
      throw new IllegalArgumentException("a prefix has 16 bytes");
    }
    this.tree = tree;
    this.prefix = prefix;
  }

  /** The listing under {@code prefix} of a tree whose nodes are at hand. */
  public static Listing of(SparseTree tree, Bytes prefix) {
    return new Listing(tree, prefix);
  }

  /** The nodes on the path. For an empty listing they lead on to a leaf that shows it. */
  public Collection<TreeNode> path() {
    Map<Hash, TreeNode> path = new LinkedHashMap<>();
    if (!tree.isEmpty()) {
      walk(path);
    }
    return path.values();
  }

  /**
   * Up to {@code limit} leaves behind {@code after} (or from the first), in the order of their
   * keys.
   */
  public List<TreeNode.Leaf> leaves(Optional<Bytes> after, int limit) {
    List<TreeNode.Leaf> leaves = new ArrayList<>();
    if (!tree.isEmpty()) {
      walk(new LinkedHashMap<>()).ifPresent(top -> collect(top, after, limit, leaves));
    }
    return leaves;
  }

  /** Goes down to the top of the subtree; empty if there is none. */
  private Optional<Hash> walk(Map<Hash, TreeNode> path) {
    Hash at = tree.rootHash();
    int last = -1;
    while (true) {
      TreeNode node = tree.node(at);
      int bit = node instanceof TreeNode.Inner inner ? inner.bit() : PREFIX_BITS;
      if (bit <= last) {
        throw SparseTree.listing("bits do not ascend in the tree");
      }
      if (bit >= PREFIX_BITS) {
        Map<Hash, TreeNode> rest = new LinkedHashMap<>();
        TreeNode.Leaf leaf = anyLeaf(at, rest);
        requireOnWay(leaf, path.values());
        if (hasPrefix(leaf)) {
          return Optional.of(at);
        }
        path.putAll(rest);
        return Optional.empty();
      }
      path.put(at, node);
      last = bit;
      at = ((TreeNode.Inner) node).child(prefix.bit(bit));
    }
  }

  /** Below an inner node at or behind the prefix all keys share it, so any leaf tells. */
  private TreeNode.Leaf anyLeaf(Hash from, Map<Hash, TreeNode> passed) {
    Hash at = from;
    while (true) {
      TreeNode node = tree.node(at);
      passed.put(at, node);
      switch (node) {
        case TreeNode.Leaf leaf -> {
          return leaf;
        }
        case TreeNode.Inner inner -> at = inner.left();
      }
    }
  }

  private void requireOnWay(TreeNode.Leaf leaf, Collection<TreeNode> path) {
    for (TreeNode node : path) {
      if (node instanceof TreeNode.Inner inner
          && leaf.key().bit(inner.bit()) != prefix.bit(inner.bit())) {
        throw SparseTree.listing("a leaf lies where its key does not lead");
      }
    }
  }

  private boolean hasPrefix(TreeNode.Leaf leaf) {
    return leaf.key().slice(0, PREFIX_BYTES).equals(prefix);
  }

  private void collect(Hash at, Optional<Bytes> after, int limit, List<TreeNode.Leaf> leaves) {
    if (leaves.size() >= limit) {
      return;
    }
    switch (tree.node(at)) {
      case TreeNode.Leaf leaf -> {
        if (after.isEmpty() || leaf.key().compareTo(after.get()) > 0) {
          leaves.add(leaf);
        }
      }
      case TreeNode.Inner inner -> {
        // The left side holds only keys below every key of the right side.
        boolean skipLeft = after.isPresent() && wholeSideBefore(inner, after.get());
        if (!skipLeft) {
          collect(inner.left(), after, limit, leaves);
        }
        collect(inner.right(), after, limit, leaves);
      }
    }
  }

  /** Whether every key on the left of {@code inner} comes at or before {@code after}. */
  private boolean wholeSideBefore(TreeNode.Inner inner, Bytes after) {
    TreeNode.Leaf sample = anyLeaf(inner.left(), new LinkedHashMap<>());
    for (int bit = 0; bit < inner.bit(); bit++) {
      boolean a = sample.key().bit(bit);
      boolean b = after.bit(bit);
      if (a != b) {
        return b;
      }
    }
    return after.bit(inner.bit());
  }

  /**
   * Verifies that {@code leaves} are all under {@code prefix} in the tree with {@code root}.
   *
   * @param path what {@link #path} gave
   * @param leaves over all pages
   * @throws dev.strongroom.protocol.AuthenticationException {@code LISTING}
   */
  public static void verify(Hash root, Bytes prefix, NodeSource path, List<TreeNode.Leaf> leaves) {
    SparseTree tree = SparseTree.at(TreePurpose.STATE, root, path);
    if (leaves.isEmpty()) {
      boolean shown = tree.isEmpty() || new Listing(tree, prefix).walkEmpty();
      if (!shown) {
        throw SparseTree.listing("a folder is shown empty that is not");
      }
      return;
    }
    SparseTree rebuilt = rebuild(prefix, leaves);
    new Listing(tree, prefix).requireSubtree(rebuilt.rootHash());
  }

  private boolean walkEmpty() {
    return walk(new LinkedHashMap<>()).isEmpty();
  }

  private static SparseTree rebuild(Bytes prefix, List<TreeNode.Leaf> leaves) {
    Map<Bytes, Optional<Bytes>> entries = new LinkedHashMap<>();
    Bytes last = Bytes.empty();
    for (TreeNode.Leaf leaf : leaves) {
      if (leaf.key().compareTo(last) <= 0) {
        throw SparseTree.listing("a listing out of order, or with an entry twice");
      }
      if (!leaf.key().slice(0, PREFIX_BYTES).equals(prefix)) {
        throw SparseTree.listing("an entry of another folder");
      }
      last = leaf.key();
      entries.put(leaf.key(), Optional.of(leaf.value()));
    }
    return SparseTree.empty(TreePurpose.STATE).apply(entries);
  }

  /**
   * Follows the prefix's bits through the path; the first node behind it must be the subtree's top.
   */
  private void requireSubtree(Hash expected) {
    Hash at = tree.rootHash();
    int last = -1;
    while (!at.equals(expected)) {
      TreeNode node = tree.node(at);
      if (!(node instanceof TreeNode.Inner inner)
          || inner.bit() >= PREFIX_BITS
          || inner.bit() <= last) {
        throw SparseTree.listing("the listing is not what the state holds");
      }
      last = inner.bit();
      at = inner.child(prefix.bit(last));
    }
  }
}
