package dev.strongroom.protocol.tree;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.Seed;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The state tree against a naive model, and its proofs under mutation: T36, T37, T79. */
class SparseTreeTest {
  private final long seed = Seed.ofThisRun();
  private final SecureRandom random = Seed.random(seed);
  private final Random choices = new Random(seed);
  private final SortedMap<Bytes, Bytes> model = new TreeMap<>();

  /** The naive model: the tree by its definition, from the sorted leaves. */
  private static Hash naiveRoot(List<Map.Entry<Bytes, Bytes>> leaves) {
    return leaves.isEmpty() ? TreePurpose.STATE.emptyRoot() : naive(leaves, 0);
  }

  private static Hash naive(List<Map.Entry<Bytes, Bytes>> leaves, int bit) {
    if (leaves.size() == 1) {
      return new TreeNode.Leaf(
              TreePurpose.STATE, leaves.getFirst().getKey(), leaves.getFirst().getValue())
          .hash();
    }
    List<Map.Entry<Bytes, Bytes>> left = leaves.stream().filter(l -> !l.getKey().bit(bit)).toList();
    List<Map.Entry<Bytes, Bytes>> right = leaves.stream().filter(l -> l.getKey().bit(bit)).toList();
    if (left.isEmpty() || right.isEmpty()) {
      return naive(leaves, bit + 1);
    }
    return new TreeNode.Inner(TreePurpose.STATE, bit, naive(left, bit + 1), naive(right, bit + 1))
        .hash();
  }

  /** Keys in few folders, so that prefixes are shared. */
  private Bytes key() {
    byte[] key = Bytes.random(random, 32).toArray();
    for (int i = 0; i < 15; i++) {
      key[i] = 7;
    }
    key[15] = (byte) choices.nextInt(6);
    return Bytes.of(key);
  }

  private Bytes value() {
    return Bytes.random(random, 48);
  }

  private SparseTree grown(int size) {
    Map<Bytes, Optional<Bytes>> changes = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      Bytes key = key();
      Bytes value = value();
      model.put(key, value);
      changes.put(key, Optional.of(value));
    }
    return SparseTree.empty(TreePurpose.STATE).apply(changes);
  }

  private Bytes known() {
    List<Bytes> keys = List.copyOf(model.keySet());
    return keys.get(choices.nextInt(keys.size()));
  }

  @Test
  void randomChanges_agreeWithTheModel() {
    SparseTree tree = SparseTree.empty(TreePurpose.STATE);
    for (int step = 0; step < 400; step++) {
      if (!model.isEmpty() && choices.nextInt(3) == 0) {
        Bytes key = known();
        model.remove(key);
        tree = tree.remove(key);
      } else {
        Bytes key = !model.isEmpty() && choices.nextInt(4) == 0 ? known() : key();
        Bytes value = value();
        model.put(key, value);
        tree = tree.put(key, value);
      }
      assertThat(tree.rootHash())
          .as("seed %d, step %d", seed, step)
          .isEqualTo(naiveRoot(List.copyOf(model.entrySet())));
    }
    SparseTree done = tree;
    model.forEach((key, value) -> assertThat(done.get(key)).contains(value));
    assertThat(done.get(key())).isEmpty();
  }

  private static ProofNodes proof(Collection<TreeNode> nodes) {
    return new ProofNodes(TreePurpose.STATE, nodes.stream().map(TreeNode::encode).toList());
  }

  @Test
  void partialTree_changesToTheSameRootAsTheWholeOne() {
    SparseTree tree = grown(300);
    for (int round = 0; round < 40; round++) {
      Map<Bytes, Optional<Bytes>> changes = new HashMap<>();
      for (int i = 0; i < 12; i++) {
        switch (choices.nextInt(3)) {
          case 0 -> changes.put(known(), Optional.empty());
          case 1 -> changes.put(known(), Optional.of(value()));
          default -> changes.put(key(), Optional.of(value()));
        }
      }
      SparseTree partial =
          SparseTree.at(TreePurpose.STATE, tree.rootHash(), proof(tree.proofOf(changes.keySet())));
      assertThat(partial.apply(changes).rootHash())
          .as("seed %d, round %d", seed, round)
          .isEqualTo(tree.apply(changes).rootHash());
    }
  }

  @Test
  void t79_leafUnderAnotherKey_provesNoAbsence() {
    SparseTree tree = grown(50);
    Bytes present = known();
    for (Bytes other : List.copyOf(model.keySet())) {
      if (other.equals(present)) {
        continue;
      }
      List<TreeNode> nodes = new ArrayList<>(tree.proofOf(List.of(other)));
      SparseTree partial = SparseTree.at(TreePurpose.STATE, tree.rootHash(), proof(nodes));
      Optional<Bytes> shown;
      try {
        shown = partial.get(present);
      } catch (ProtocolException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.LISTING);
        continue;
      }
      assertThat(shown).as("seed %d: never shown as absent", seed).isPresent();
    }
  }

  @Test
  void t79_forgedTreeWhoseLeafDoesNotLieOnTheWay_listing() {
    Bytes low = Bytes.of(new byte[32]);
    byte[] high = new byte[32];
    high[0] = (byte) 0x80;
    TreeNode.Leaf one = new TreeNode.Leaf(TreePurpose.STATE, low, value());
    TreeNode.Leaf two = new TreeNode.Leaf(TreePurpose.STATE, Bytes.of(high), value());
    TreeNode.Inner crossed = new TreeNode.Inner(TreePurpose.STATE, 0, two.hash(), one.hash());
    SparseTree forged =
        SparseTree.at(TreePurpose.STATE, crossed.hash(), proof(List.of(one, two, crossed)));
    assertRefused(ErrorCode.LISTING, () -> forged.get(low));
    assertRefused(
        ErrorCode.LISTING,
        () ->
            Listing.verify(
                crossed.hash(),
                low.slice(0, Listing.PREFIX_BYTES),
                proof(List.of(one, two, crossed)),
                List.of()));
  }

  @Test
  void t79_forgedTreeWhoseBitsDoNotAscend_listing() {
    Bytes low = Bytes.of(new byte[32]);
    TreeNode.Leaf one = new TreeNode.Leaf(TreePurpose.STATE, low, value());
    TreeNode.Leaf two = new TreeNode.Leaf(TreePurpose.STATE, key(0x80), value());
    TreeNode.Leaf three = new TreeNode.Leaf(TreePurpose.STATE, key(0x40), value());
    TreeNode.Inner below = new TreeNode.Inner(TreePurpose.STATE, 0, one.hash(), two.hash());
    TreeNode.Inner above = new TreeNode.Inner(TreePurpose.STATE, 1, below.hash(), three.hash());
    List<TreeNode> nodes = List.of(one, two, three, below, above);
    SparseTree forged = SparseTree.at(TreePurpose.STATE, above.hash(), proof(nodes));
    assertRefused(ErrorCode.LISTING, () -> forged.get(low));
    assertRefused(ErrorCode.LISTING, () -> forged.put(low, value()).rootHash());
    assertRefused(
        ErrorCode.LISTING,
        () ->
            Listing.verify(
                above.hash(), key(0x20).slice(0, Listing.PREFIX_BYTES), proof(nodes), List.of()));
  }

  private static Bytes key(int firstByte) {
    byte[] key = new byte[32];
    key[0] = (byte) firstByte;
    return Bytes.of(key);
  }

  @Test
  void proof_withAnyNodeMissingOrChanged_isRefused() {
    SparseTree tree = grown(60);
    Bytes key = known();
    List<TreeNode> nodes = new ArrayList<>(tree.proofOf(List.of(key)));
    for (int i = 0; i < nodes.size(); i++) {
      List<TreeNode> fewer = new ArrayList<>(nodes);
      fewer.remove(i);
      SparseTree partial = SparseTree.at(TreePurpose.STATE, tree.rootHash(), proof(fewer));
      assertRefused(ErrorCode.LISTING, () -> partial.get(key));
      for (int flip = 0; flip < 20; flip++) {
        byte[] encoding = nodes.get(i).encode().toArray();
        encoding[choices.nextInt(encoding.length)] ^= (byte) (1 << choices.nextInt(8));
        List<Bytes> changed = new ArrayList<>(nodes.stream().map(TreeNode::encode).toList());
        changed.set(i, Bytes.of(encoding));
        assertThatThrownBy(() ->
                SparseTree.at(
                        TreePurpose.STATE,
                        tree.rootHash(),
                        new ProofNodes(TreePurpose.STATE, changed))
                    .get(key))
            .as("seed %d", seed)
            .isInstanceOf(ProtocolException.class);
      }
    }
  }

  private List<TreeNode.Leaf> all(SparseTree tree, Bytes prefix) {
    List<TreeNode.Leaf> leaves = new ArrayList<>();
    Optional<Bytes> after = Optional.empty();
    List<TreeNode.Leaf> page;
    do {
      page = Listing.of(tree, prefix).leaves(after, 7);
      leaves.addAll(page);
      after = page.isEmpty() ? after : Optional.of(page.getLast().key());
    } while (page.size() == 7);
    return leaves;
  }

  @Test
  void listing_inPages_isExactlyTheModelsFolder() {
    SparseTree tree = grown(200);
    for (int folder = 0; folder < 8; folder++) {
      byte[] bytes = new byte[16];
      Arrays.fill(bytes, 0, 15, (byte) 7);
      bytes[15] = (byte) folder;
      Bytes prefix = Bytes.of(bytes);
      List<TreeNode.Leaf> leaves = all(tree, prefix);
      assertThat(leaves.stream().map(TreeNode.Leaf::key))
          .as("seed %d", seed)
          .containsExactlyElementsOf(
              model.keySet().stream().filter(k -> k.slice(0, 16).equals(prefix)).toList());
      Listing.verify(tree.rootHash(), prefix, proof(Listing.of(tree, prefix).path()), leaves);
    }
  }

  @Test
  void t36t37_listingWithAnEntryLeftOutAddedOrRepeated_listing() {
    SparseTree tree = grown(120);
    Bytes prefix = known().slice(0, 16);
    ProofNodes path = proof(Listing.of(tree, prefix).path());
    List<TreeNode.Leaf> leaves = all(tree, prefix);
    for (int i = 0; i < leaves.size(); i++) {
      List<TreeNode.Leaf> fewer = new ArrayList<>(leaves);
      fewer.remove(i);
      assertRefused(ErrorCode.LISTING, () -> Listing.verify(tree.rootHash(), prefix, path, fewer));
      List<TreeNode.Leaf> twice = new ArrayList<>(leaves);
      twice.add(i, leaves.get(i));
      assertRefused(ErrorCode.LISTING, () -> Listing.verify(tree.rootHash(), prefix, path, twice));
    }
    List<TreeNode.Leaf> more = new ArrayList<>(leaves);
    byte[] last = new byte[32];
    Arrays.fill(last, (byte) 0xff);
    prefix.copyTo(last, 0);
    more.add(new TreeNode.Leaf(TreePurpose.STATE, Bytes.of(last), value()));
    assertRefused(ErrorCode.LISTING, () -> Listing.verify(tree.rootHash(), prefix, path, more));
    assertRefused(
        ErrorCode.LISTING, () -> Listing.verify(tree.rootHash(), prefix, path, List.of()));
  }

  /** Whoever claims it shows the way on to one of the folder's own leaves as well. */
  @Test
  void t37_fullFolderShownEmptyWithAllItsNodes_listing() {
    SparseTree tree = grown(120);
    Bytes prefix = known().slice(0, 16);
    List<TreeNode> nodes = new ArrayList<>(tree.proofOf(List.copyOf(model.keySet())));
    assertRefused(
        ErrorCode.LISTING, () -> Listing.verify(tree.rootHash(), prefix, proof(nodes), List.of()));
  }

  /** The server gives the nodes below the folder's top as well, down to what it shows. */
  @Test
  void t37_entryLeftOutWithAllItsNodes_listing() {
    byte[] other = new byte[32];
    other[31] = 1;
    SparseTree tree =
        SparseTree.empty(TreePurpose.STATE)
            .put(key(0), value())
            .put(Bytes.of(other), value())
            .put(key(0x80), value());
    Bytes prefix = key(0).slice(0, Listing.PREFIX_BYTES);
    List<TreeNode> nodes = List.copyOf(tree.proofOf(List.of(key(0), Bytes.of(other), key(0x80))));
    List<TreeNode.Leaf> all = Listing.of(tree, prefix).leaves(Optional.empty(), 9);
    Listing.verify(tree.rootHash(), prefix, proof(nodes), all);
    for (TreeNode.Leaf shown : all) {
      assertRefused(
          ErrorCode.LISTING,
          () -> Listing.verify(tree.rootHash(), prefix, proof(nodes), List.of(shown)));
    }
  }

  @Test
  void apply_tenThousandChangesOnAHundredThousandLeaves_agreesWithOneByOne() {
    SparseTree tree = grown(100_000);
    Map<Bytes, Optional<Bytes>> changes = new LinkedHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      changes.put(key(), Optional.of(value()));
    }
    SparseTree partial =
        SparseTree.at(TreePurpose.STATE, tree.rootHash(), proof(tree.proofOf(changes.keySet())));
    assertThat(partial.apply(changes).rootHash()).isEqualTo(tree.apply(changes).rootHash());
  }
}
