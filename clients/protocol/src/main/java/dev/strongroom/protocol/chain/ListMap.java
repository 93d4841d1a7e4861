package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list of a chain as its states hold it: an immutable map that is at the same time the sparse
 * Merkle tree over its entries (section 6). A change gives a new map that shares all but one way
 * down with the one before, so a link costs what it changes and not what the list holds. Nodes are
 * hashed when a root is asked for, each once.
 */
public final class ListMap<K, V> extends AbstractMap<K, V> {
  /**
   * How entries stand in the tree.
   *
   * @param key 32 bytes, spread evenly
   */
  record Shape<K, V>(
      Class<K> type,
      TreePurpose purpose,
      Function<K, Bytes> key,
      Function<Entry<K, V>, Bytes> leaf) {}

  private final Shape<K, V> shape;
  private final Optional<Node<K, V>> top;
  private final int size;

  private ListMap(Shape<K, V> shape, Optional<Node<K, V>> top, int size) {
    super();
    this.shape = shape;
    this.top = top;
    this.size = size;
  }

  static <K, V> ListMap<K, V> empty(Shape<K, V> shape) {
    return new ListMap<>(shape, Optional.empty(), 0);
  }

  /** A map whose root nobody asks for. */
  static <K> ListMap<K, Long> index(Class<K> type, Function<K, Bytes> key) {
    Function<Entry<K, Long>, Bytes> none =
        entry -> {
          throw new IllegalStateException("no list that a link states");
        };
    return empty(new Shape<>(type, TreePurpose.MEMBERS, key, none));
  }

  private abstract static sealed class Node<K, V> {
    private @Nullable Hash hash;

    abstract TreeNode encoded(Shape<K, V> shape);

    /** Two threads that come at once find the same. */
    final Hash hash(Shape<K, V> shape) {
      Hash known = hash;
      if (known == null) {
        known = encoded(shape).hash();
        hash = known;
      }
      return known;
    }
  }

  private static final class Leaf<K, V> extends Node<K, V> {
    private final Bytes key;
    private final Entry<K, V> entry;

    Leaf(Bytes key, Entry<K, V> entry) {
      this.key = key;
      this.entry = entry;
    }

    @Override
    TreeNode encoded(Shape<K, V> shape) {
      return new TreeNode.Leaf(shape.purpose(), key, shape.leaf().apply(entry));
    }
  }

  private static final class Inner<K, V> extends Node<K, V> {
    private final int bit;
    private final Node<K, V> left;
    private final Node<K, V> right;

    Inner(int bit, Node<K, V> left, Node<K, V> right) {
      this.bit = bit;
      this.left = left;
      this.right = right;
    }

    Node<K, V> child(Bytes key) {
      return key.bit(bit) ? right : left;
    }

    /** The same with another child on the side of {@code key}. */
    Inner<K, V> with(Bytes key, Node<K, V> child) {
      return key.bit(bit) ? new Inner<>(bit, left, child) : new Inner<>(bit, child, right);
    }

    @Override
    TreeNode encoded(Shape<K, V> shape) {
      return new TreeNode.Inner(shape.purpose(), bit, left.hash(shape), right.hash(shape));
    }
  }

  /** The root that a link states. */
  public Hash rootHash() {
    return top.map(node -> node.hash(shape)).orElseGet(shape.purpose()::emptyRoot);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean containsKey(Object key) {
    return find(key).isPresent();
  }

  @Override
  public @Nullable V get(Object key) {
    return find(key).map(leaf -> leaf.entry.getValue()).orElse(null);
  }

  private Optional<Leaf<K, V>> find(Object wanted) {
    if (top.isEmpty() || !shape.type().isInstance(wanted)) {
      return Optional.empty();
    }
    Leaf<K, V> leaf = reached(top.get(), shape.key().apply(shape.type().cast(wanted)));
    return leaf.entry.getKey().equals(wanted) ? Optional.of(leaf) : Optional.empty();
  }

  private static <K, V> Leaf<K, V> reached(Node<K, V> from, Bytes key) {
    Node<K, V> at = from;
    while (true) {
      switch (at) {
        case Leaf<K, V> leaf -> {
          return leaf;
        }
        case Inner<K, V> inner -> at = inner.child(key);
      }
    }
  }

  /** This map with {@code value} under {@code key}. */
  ListMap<K, V> with(K key, V value) {
    Leaf<K, V> added = new Leaf<>(shape.key().apply(key), Map.entry(key, value));
    if (top.isEmpty()) {
      return new ListMap<>(shape, Optional.of(added), 1);
    }
    int bit = firstDifference(reached(top.get(), added.key).key, added.key);
    int sizeAfter = bit < 0 ? size : size + 1;
    return new ListMap<>(shape, Optional.of(insert(top.get(), added, bit)), sizeAfter);
  }

  private static <K, V> Node<K, V> insert(Node<K, V> at, Leaf<K, V> added, int bit) {
    if (at instanceof Inner<K, V> inner && (bit < 0 || inner.bit < bit)) {
      return inner.with(added.key, insert(inner.child(added.key), added, bit));
    }
    if (bit < 0) {
      return added;
    }
    return added.key.bit(bit) ? new Inner<>(bit, at, added) : new Inner<>(bit, added, at);
  }

  /** This map without {@code key}; the same if it is not there. */
  ListMap<K, V> without(K key) {
    return find(key)
        .map(leaf -> new ListMap<>(shape, remove(top.orElseThrow(), leaf.key), size - 1))
        .orElse(this);
  }

  private static <K, V> Optional<Node<K, V>> remove(Node<K, V> at, Bytes key) {
    if (!(at instanceof Inner<K, V> inner)) {
      return Optional.empty();
    }
    Node<K, V> other = key.bit(inner.bit) ? inner.left : inner.right;
    return Optional.of(
        remove(inner.child(key), key).<Node<K, V>>map(side -> inner.with(key, side)).orElse(other));
  }

  private static int firstDifference(Bytes a, Bytes b) {
    for (int i = 0; i < SparseTree.KEY_BYTES; i++) {
      int differing = (a.at(i) ^ b.at(i)) & 0xff;
      if (differing != 0) {
        return i * 8 + Integer.numberOfLeadingZeros(differing) - 24;
      }
    }
    return -1;
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Entry<K, V>> iterator() {
        return new Entries<>(top);
      }
    };
  }

  /** The entries in the order of their keys in the tree. */
  private static final class Entries<K, V> implements Iterator<Entry<K, V>> {
    private final Deque<Node<K, V>> waiting = new ArrayDeque<>();

    Entries(Optional<Node<K, V>> top) {
      top.ifPresent(waiting::push);
    }

    @Override
    public boolean hasNext() {
      return !waiting.isEmpty();
    }

    @Override
    public Entry<K, V> next() {
      if (waiting.isEmpty()) {
        throw new NoSuchElementException();
      }
      Node<K, V> at = waiting.pop();
      while (at instanceof Inner<K, V> inner) {
        waiting.push(inner.right);
        at = inner.left;
      }
      return ((Leaf<K, V>) at).entry;
    }
  }
}
