package dev.strongroom.protocol.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredTreeTest {
  private record Place(int level, long index) {}

  private final Map<Place, Hash> stored = new HashMap<>();
  private final List<Hash> leaves = new ArrayList<>();
  private final StoredTree tree =
      new StoredTree(
          (level, index) -> Optional.ofNullable(stored.get(new Place(level, index))).orElseThrow());

  private void grow(int size) {
    while (leaves.size() < size) {
      Hash leaf = MerkleLog.leaf(Bytes.utf8("leaf " + leaves.size()));
      for (StoredTree.Node node : tree.append(leaves.size(), leaf)) {
        stored.put(new Place(node.level(), node.index()), node.hash());
      }
      leaves.add(leaf);
    }
  }

  @Test
  void roots_andProofsOfEverySize_areThoseOfTheWholeList() {
    grow(70);
    for (int size = 0; size <= 70; size++) {
      List<Hash> prefix = leaves.subList(0, size);
      assertThat(tree.root(size)).isEqualTo(MerkleLog.root(prefix));
      for (int index = 0; index < size; index++) {
        assertThat(tree.inclusion(index, size)).isEqualTo(MerkleLog.inclusion(prefix, index));
      }
      for (int older = 0; older <= size; older++) {
        assertThat(tree.consistency(older, size)).isEqualTo(MerkleLog.consistency(prefix, older));
      }
    }
  }
}
