package dev.strongroom.protocol.history;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.crypto.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Roots and proofs of an append-only Merkle tree (RFC 6962 section 2.1), from its leaf hashes. */
public final class MerkleLog {
  private static final byte[] LEAF = {0};
  private static final byte[] INNER = {1};

  private MerkleLog() {}

  public static Hash leaf(Bytes data) {
    return Sha256.of(LEAF, data.toArray());
  }

  static Hash inner(Hash left, Hash right) {
    return Sha256.of(INNER, left.value().toArray(), right.value().toArray());
  }

  /** The root; SHA-256 of nothing for an empty tree. */
  public static Hash root(List<Hash> leaves) {
    if (leaves.isEmpty()) {
      return Sha256.of(Bytes.empty());
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int split = (int) split(leaves.size());
    return inner(root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
  }

  /** The audit path of leaf {@code index}, from the leaf upwards. */
  public static List<Hash> inclusion(List<Hash> leaves, int index) {
    List<Hash> path = new ArrayList<>();
    inclusion(leaves, index, path);
    return path;
  }

  private static void inclusion(List<Hash> leaves, int index, List<Hash> path) {
    if (leaves.size() <= 1) {
      return;
    }
    int split = (int) split(leaves.size());
    List<Hash> left = leaves.subList(0, split);
    List<Hash> right = leaves.subList(split, leaves.size());
    if (index < split) {
      inclusion(left, index, path);
      path.add(root(right));
    } else {
      inclusion(right, index - split, path);
      path.add(root(left));
    }
  }

  /** Proof that the tree of the first {@code size} leaves is a prefix of this one. */
  public static List<Hash> consistency(List<Hash> leaves, int size) {
    List<Hash> path = new ArrayList<>();
    if (size > 0 && size < leaves.size()) {
      consistency(leaves, size, true, path);
    }
    return path;
  }

  private static void consistency(List<Hash> leaves, int size, boolean whole, List<Hash> path) {
    if (size == leaves.size()) {
      if (!whole) {
        path.add(root(leaves));
      }
      return;
    }
    int split = (int) split(leaves.size());
    List<Hash> left = leaves.subList(0, split);
    List<Hash> right = leaves.subList(split, leaves.size());
    if (size <= split) {
      consistency(left, size, whole, path);
      path.add(root(right));
    } else {
      consistency(right, size - split, false, path);
      path.add(root(left));
    }
  }

  /**
   * Whether {@code path} proves that {@code leaf} stands at {@code index} of the tree with {@code
   * size} leaves.
   */
  public static boolean verifyInclusion(
      Hash leaf, long index, long size, Hash root, List<Hash> path) {
    if (index < 0 || index >= size) {
      return false;
    }
    long fn = index;
    long sn = size - 1;
    Hash hash = leaf;
    for (Hash sibling : path) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        hash = inner(sibling, hash);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        hash = inner(hash, sibling);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    return sn == 0 && hash.equals(root);
  }

  /**
   * Whether {@code path} proves that the tree of {@code older} leaves is a prefix of that of {@code
   * newer}.
   */
  public static boolean verifyConsistency(
      long older, Hash olderRoot, long newer, Hash newerRoot, List<Hash> path) {
    if (older < 0 || older > newer) {
      return false;
    }
    if (older == newer || older == 0) {
      boolean same = older == 0 ? olderRoot.equals(root(List.of())) : olderRoot.equals(newerRoot);
      return path.isEmpty() && same;
    }
    List<Hash> proof = new ArrayList<>(path);
    if (Long.bitCount(older) == 1) {
      proof.addFirst(olderRoot);
    }
    return !proof.isEmpty() && walkConsistency(older, olderRoot, newer, newerRoot, proof);
  }

  /** RFC 9162 section 2.1.4.2. */
  private static boolean walkConsistency(
      long older, Hash olderRoot, long newer, Hash newerRoot, List<Hash> proof) {
    long fn = older - 1;
    long sn = newer - 1;
    while ((fn & 1) == 1) {
      fn >>>= 1;
      sn >>>= 1;
    }
    Hash fr = proof.getFirst();
    Hash sr = proof.getFirst();
    for (Hash sibling : proof.subList(1, proof.size())) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = inner(sibling, fr);
        sr = inner(sibling, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        sr = inner(sr, sibling);
      }
      fn >>>= 1;
      sn >>>= 1;
    }
    return sn == 0 && fr.equals(olderRoot) && sr.equals(newerRoot);
  }

  /**
   * The root after one more leaf, for who knows only the root before.
   *
   * @param path audit path of the new leaf in the longer tree: the whole subtrees of the shorter
   *     one
   * @return empty if the path does not belong to the root before
   */
  public static Optional<Hash> append(long size, Hash root, Hash leaf, List<Hash> path) {
    if (path.size() != Long.bitCount(size)) {
      return Optional.empty();
    }
    Hash before = path.isEmpty() ? root(List.of()) : path.getFirst();
    Hash after = leaf;
    for (int i = 0; i < path.size(); i++) {
      before = i == 0 ? before : inner(path.get(i), before);
      after = inner(path.get(i), after);
    }
    return before.equals(root) ? Optional.of(after) : Optional.empty();
  }

  /** The largest power of two below {@code size}. */
  private static long split(long size) {
    return Long.highestOneBit(size - 1);
  }
}
