package dev.strongroom.protocol.history;

import dev.strongroom.protocol.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * An append-only Merkle tree (RFC 6962 section 2.1) whose complete subtrees are kept somewhere: in
 * a database, or in memory. Roots and proofs of any size up to the stored one take a number of
 * reads that grows with the logarithm of the size.
 */
public final class StoredTree {
  private final Nodes nodes;

  /** Where the roots of complete subtrees are kept. */
  @FunctionalInterface
  public interface Nodes {
    /**
     * The root of the complete subtree over the leaves from {@code index << level} on, {@code 1 <<
     * level} of them.
     */
    Hash node(int level, long index);
  }

  /** A complete subtree that an append has finished; level 0 are the leaves themselves. */
  public record Node(int level, long index, Hash hash) {}

  public StoredTree(Nodes nodes) {
    this.nodes = nodes;
  }

  /** The root over the first {@code size} leaves; SHA-256 of nothing for none. */
  public Hash root(long size) {
    return size == 0 ? MerkleLog.root(List.of()) : range(0, size);
  }

  /** The audit path of leaf {@code index} in the tree of {@code size} leaves, from the leaf up. */
  public List<Hash> inclusion(long index, long size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("no such leaf in a tree of that size");
    }
    List<Hash> path = new ArrayList<>();
    inclusion(index, 0, size, path);
    return path;
  }

  private void inclusion(long index, long from, long to, List<Hash> path) {
    if (to - from == 1) {
      return;
    }
    long middle = middle(from, to);
    if (index < middle) {
      inclusion(index, from, middle, path);
      path.add(range(middle, to));
    } else {
      inclusion(index, middle, to, path);
      path.add(range(from, middle));
    }
  }

  /** Proof that the tree of {@code older} leaves is a prefix of the one of {@code newer}. */
  public List<Hash> consistency(long older, long newer) {
    if (older < 0 || older > newer) {
      throw new IllegalArgumentException("not an older size");
    }
    List<Hash> path = new ArrayList<>();
    if (older > 0 && older < newer) {
      consistency(older, 0, newer, true, path);
    }
    return path;
  }

  private void consistency(long older, long from, long to, boolean whole, List<Hash> path) {
    if (older == to) {
      if (!whole) {
        path.add(range(from, to));
      }
      return;
    }
    long middle = middle(from, to);
    if (older <= middle) {
      consistency(older, from, middle, whole, path);
      path.add(range(middle, to));
    } else {
      consistency(older, middle, to, false, path);
      path.add(range(from, middle));
    }
  }

  /**
   * The subtrees that are complete once {@code leaf} stands at {@code index}: the leaf first, then
   * those that it completes, upwards.
   */
  public List<Node> append(long index, Hash leaf) {
    List<Node> added = new ArrayList<>();
    added.add(new Node(0, index, leaf));
    Hash hash = leaf;
    long at = index;
    for (int level = 0; (at & 1) == 1; level++) {
      hash = MerkleLog.inner(nodes.node(level, at - 1), hash);
      at >>>= 1;
      added.add(new Node(level + 1, at, hash));
    }
    return added;
  }

  /** Root over {@code [from, to)}, where {@code from} is a multiple of the range's span. */
  private Hash range(long from, long to) {
    long length = to - from;
    if (Long.bitCount(length) == 1) {
      int level = Long.numberOfTrailingZeros(length);
      return nodes.node(level, from >>> level);
    }
    long middle = middle(from, to);
    return MerkleLog.inner(range(from, middle), range(middle, to));
  }

  private static long middle(long from, long to) {
    return from + Long.highestOneBit(to - from - 1);
  }
}
