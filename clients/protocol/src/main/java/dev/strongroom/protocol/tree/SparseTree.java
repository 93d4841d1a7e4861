package dev.strongroom.protocol.tree;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A compressed sparse Merkle tree (a crit-bit tree whose nodes are named by hash). Immutable: a
 * change gives a new tree that shares what stays. Works on a whole tree as on the few nodes of a
 * proof; what is needed and not there is {@link ErrorCode#LISTING}.
 *
 * <p>Why a walk proves absence: in a tree that was built by these rules the keys below an inner
 * node agree on all bits before its own. So a key that is in the tree lies where its own bits lead.
 * A walk by the key's bits that ends at a leaf with another key shows that it is not there; it must
 * have followed the key's bits all the way, and the leaf shown must itself lie on that way (T79).
 * Whether a root belongs to such a tree is shown by replaying its transition.
 */
public final class SparseTree {
  public static final int KEY_BYTES = 32;

  private final TreePurpose purpose;
  private final Hash root;
  private final NodeSource source;
  private final Map<Hash, TreeNode> fresh;

  private SparseTree(TreePurpose purpose, Hash root, NodeSource source, Map<Hash, TreeNode> fresh) {
    this.purpose = purpose;
    this.root = root;
    this.source = source;
    this.fresh = fresh;
  }

  public static SparseTree empty(TreePurpose purpose) {
    return at(purpose, purpose.emptyRoot(), NodeSource.NONE);
  }

  /** The tree under a root, whose nodes {@code source} has, all or some. */
  public static SparseTree at(TreePurpose purpose, Hash root, NodeSource source) {
    return new SparseTree(purpose, root, source, Map.of());
  }

  public Hash rootHash() {
    return root;
  }

  public boolean isEmpty() {
    return root.equals(purpose.emptyRoot());
  }

  /** The value under {@code key}; empty only where the walk proves that there is none. */
  public Optional<Bytes> get(Bytes key) {
    if (isEmpty()) {
      return Optional.empty();
    }
    TreeNode.Leaf leaf = walk(key, node -> {});
    return leaf.key().equals(key) ? Optional.of(leaf.value()) : Optional.empty();
  }

  /** Walks from the root by the bits of {@code key} to a leaf, showing each node passed. */
  private TreeNode.Leaf walk(Bytes key, Consumer<TreeNode> passed) {
    Hash at = root;
    List<TreeNode.Inner> way = new ArrayList<>();
    while (true) {
      TreeNode node = node(at);
      passed.accept(node);
      switch (node) {
        case TreeNode.Inner inner -> {
          if (!way.isEmpty() && inner.bit() <= way.getLast().bit()) {
            throw listing("bits do not ascend in the tree");
          }
          way.add(inner);
          at = inner.child(key.bit(inner.bit()));
        }
        case TreeNode.Leaf leaf -> {
          for (TreeNode.Inner inner : way) {
            if (leaf.key().bit(inner.bit()) != key.bit(inner.bit())) {
              throw listing("a leaf lies where its key does not lead");
            }
          }
          return leaf;
        }
      }
    }
  }

  /** The tree with {@code value} under {@code key}. */
  public SparseTree put(Bytes key, Bytes value) {
    return change(key, Optional.of(value));
  }

  /** The tree without {@code key}; the same tree if it is not there. */
  public SparseTree remove(Bytes key) {
    return change(key, Optional.empty());
  }

  /**
   * All of {@code changes}, in one go: an empty value removes. What is added goes first: a removal
   * joins two subtrees of which a partial tree may know one only, and an addition could then lead
   * into the other.
   */
  public SparseTree apply(Map<Bytes, Optional<Bytes>> changes) {
    Edit edit = new Edit();
    changes.forEach((key, value) -> {
      if (value.isPresent()) {
        edit.change(key, value);
      }
    });
    changes.forEach((key, value) -> {
      if (value.isEmpty()) {
        edit.change(key, value);
      }
    });
    return edit.done();
  }

  private SparseTree change(Bytes key, Optional<Bytes> value) {
    Edit edit = new Edit();
    edit.change(key, value);
    return edit.done();
  }

  /** The nodes that this tree has and its source does not: what a service stores. */
  public Collection<TreeNode> freshNodes() {
    return fresh.values();
  }

  TreePurpose purpose() {
    return purpose;
  }

  TreeNode node(Hash hash) {
    TreeNode made = fresh.get(hash);
    if (made != null) {
      return made;
    }
    return source.node(hash);
  }

  static AuthenticationException listing(String what) {
    return new AuthenticationException(ErrorCode.LISTING, what);
  }

  /**
   * Changes under way. Works on nodes in memory that are hashed once, at the end, so that many
   * changes cost each inner node one hash.
   */
  private final class Edit {
    private Draft top = isEmpty() ? new Draft.Nothing() : new Draft.Stored(root);
    private final Map<Hash, TreeNode> made = new HashMap<>();

    void change(Bytes key, Optional<Bytes> value) {
      if (value.isPresent()) {
        TreeNode.Leaf leaf = new TreeNode.Leaf(purpose, key, value.get());
        top = top instanceof Draft.Nothing ? new Draft.NewLeaf(leaf) : insert(leaf);
      } else if (!(top instanceof Draft.Nothing)) {
        top = remove(top, key, -1);
      }
    }

    private Draft insert(TreeNode.Leaf leaf) {
      Bytes reached = reached(leaf.key());
      int bit = firstDifference(reached, leaf.key());
      return insert(top, leaf, bit);
    }

    /** The key of the leaf to which the bits of {@code key} lead. */
    private Bytes reached(Bytes key) {
      Draft at = top;
      int last = -1;
      while (true) {
        Draft open = open(at);
        if (open instanceof Draft.NewLeaf(TreeNode.Leaf leaf)) {
          return leaf.key();
        }
        Draft.NewInner inner = (Draft.NewInner) open;
        if (inner.bit() <= last) {
          throw listing("bits do not ascend in the tree");
        }
        last = inner.bit();
        at = key.bit(last) ? inner.right() : inner.left();
      }
    }

    private Draft insert(Draft at, TreeNode.Leaf leaf, int bit) {
      Draft open = open(at);
      if (open instanceof Draft.NewInner inner && (bit < 0 || inner.bit() < bit)) {
        return leaf.key().bit(inner.bit())
            ? new Draft.NewInner(inner.bit(), inner.left(), insert(inner.right(), leaf, bit))
            : new Draft.NewInner(inner.bit(), insert(inner.left(), leaf, bit), inner.right());
      }
      Draft added = new Draft.NewLeaf(leaf);
      if (bit < 0) {
        return added;
      }
      return leaf.key().bit(bit)
          ? new Draft.NewInner(bit, at, added)
          : new Draft.NewInner(bit, added, at);
    }

    private Draft remove(Draft at, Bytes key, int last) {
      Draft open = open(at);
      if (open instanceof Draft.NewLeaf(TreeNode.Leaf leaf)) {
        return leaf.key().equals(key) ? new Draft.Nothing() : at;
      }
      Draft.NewInner inner = (Draft.NewInner) open;
      if (inner.bit() <= last) {
        throw listing("bits do not ascend in the tree");
      }
      boolean one = key.bit(inner.bit());
      Draft side = remove(one ? inner.right() : inner.left(), key, inner.bit());
      if (side instanceof Draft.Nothing) {
        return one ? inner.left() : inner.right();
      }
      return one
          ? new Draft.NewInner(inner.bit(), inner.left(), side)
          : new Draft.NewInner(inner.bit(), side, inner.right());
    }

    private Draft open(Draft draft) {
      if (!(draft instanceof Draft.Stored(Hash hash))) {
        return draft;
      }
      return switch (node(hash)) {
        case TreeNode.Leaf leaf -> new Draft.NewLeaf(leaf);
        case TreeNode.Inner inner ->
            new Draft.NewInner(
                inner.bit(), new Draft.Stored(inner.left()), new Draft.Stored(inner.right()));
      };
    }

    SparseTree done() {
      if (top instanceof Draft.Nothing) {
        return new SparseTree(purpose, purpose.emptyRoot(), source, fresh);
      }
      Hash newRoot = seal(top);
      Map<Hash, TreeNode> all = new LinkedHashMap<>(fresh);
      all.putAll(made);
      return new SparseTree(purpose, newRoot, source, all);
    }

    private Hash seal(Draft draft) {
      return switch (draft) {
        case Draft.Nothing _ -> throw new IllegalStateException("nothing has no hash");
        case Draft.Stored(Hash hash) -> hash;
        case Draft.NewLeaf(TreeNode.Leaf leaf) -> keep(leaf);
        case Draft.NewInner(int bit, Draft left, Draft right) ->
            keep(new TreeNode.Inner(purpose, bit, seal(left), seal(right)));
      };
    }

    private Hash keep(TreeNode node) {
      Hash hash = node.hash();
      made.put(hash, node);
      return hash;
    }
  }

  private sealed interface Draft {
    record Nothing() implements Draft {}

    record Stored(Hash hash) implements Draft {}

    record NewLeaf(TreeNode.Leaf leaf) implements Draft {}

    record NewInner(int bit, Draft left, Draft right) implements Draft {}
  }

  private static int firstDifference(Bytes a, Bytes b) {
    for (int bit = 0; bit < KEY_BYTES * 8; bit++) {
      if (a.bit(bit) != b.bit(bit)) {
        return bit;
      }
    }
    return -1;
  }

  /**
   * The nodes that a walk for each of {@code keys} passes: proof of inclusion or absence, and
   * enough to change them.
   */
  public Collection<TreeNode> proofOf(Collection<Bytes> keys) {
    Map<Hash, TreeNode> nodes = new LinkedHashMap<>();
    if (!isEmpty()) {
      for (Bytes key : keys) {
        walk(key, node -> nodes.put(node.hash(), node));
      }
    }
    return nodes.values();
  }
}
