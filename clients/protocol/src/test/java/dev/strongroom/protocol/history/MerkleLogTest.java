package dev.strongroom.protocol.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * RFC 6962, by the reference roots of certificate transparency and by every proof of small trees.
 */
class MerkleLogTest {
  private static final List<String> INPUTS =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");
  private static final List<String> ROOTS =
      List.of(
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static List<Hash> leaves(int count) {
    List<Hash> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(
          MerkleLog.leaf(
              i < INPUTS.size() ? Bytes.fromHex(INPUTS.get(i)) : Bytes.utf8("leaf " + i)));
    }
    return leaves;
  }

  @Test
  void roots_areThoseOfCertificateTransparency() {
    assertThat(MerkleLog.root(List.of()).value().toHex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (int size = 1; size <= ROOTS.size(); size++) {
      assertThat(MerkleLog.root(leaves(size)).value().toHex()).isEqualTo(ROOTS.get(size - 1));
    }
  }

  @Test
  void inclusion_everyLeafOfEverySmallTree_verifiesAndNowhereElse() {
    for (int size = 1; size <= 33; size++) {
      List<Hash> leaves = leaves(size);
      Hash root = MerkleLog.root(leaves);
      for (int index = 0; index < size; index++) {
        List<Hash> path = MerkleLog.inclusion(leaves, index);
        Hash leaf = leaves.get(index);
        assertThat(MerkleLog.verifyInclusion(leaf, index, size, root, path)).isTrue();
        for (int other = 0; other < size; other++) {
          assertThat(MerkleLog.verifyInclusion(leaf, other, size, root, path))
              .isEqualTo(other == index);
        }
        assertThat(MerkleLog.verifyInclusion(leaf, index, size, leaf, path)).isEqualTo(size == 1);
        for (int i = 0; i < path.size(); i++) {
          List<Hash> changed = new ArrayList<>(path);
          changed.set(i, leaf);
          assertThat(MerkleLog.verifyInclusion(leaf, index, size, root, changed)).isFalse();
          changed.remove(i);
          assertThat(MerkleLog.verifyInclusion(leaf, index, size, root, changed)).isFalse();
        }
      }
    }
  }

  @Test
  void consistency_everyPairOfSmallTrees_verifiesAndNoOther() {
    List<Hash> leaves = leaves(33);
    for (int newer = 1; newer <= 33; newer++) {
      Hash newRoot = MerkleLog.root(leaves.subList(0, newer));
      for (int older = 0; older <= newer; older++) {
        Hash oldRoot = MerkleLog.root(leaves.subList(0, older));
        List<Hash> path = MerkleLog.consistency(leaves.subList(0, newer), older);
        assertThat(MerkleLog.verifyConsistency(older, oldRoot, newer, newRoot, path)).isTrue();
        Hash forged = MerkleLog.leaf(Bytes.utf8("forged"));
        assertThat(MerkleLog.verifyConsistency(older, forged, newer, newRoot, path)).isFalse();
        boolean nothing = older == 0;
        assertThat(MerkleLog.verifyConsistency(older, oldRoot, newer, forged, path))
            .isEqualTo(nothing);
      }
    }
  }

  @Test
  void append_pathOfTheNextLeaf_givesTheNextRoot() {
    List<Hash> leaves = leaves(34);
    for (int size = 0; size < 33; size++) {
      Hash root = MerkleLog.root(leaves.subList(0, size));
      List<Hash> longer = leaves.subList(0, size + 1);
      List<Hash> path = MerkleLog.inclusion(longer, size);
      assertThat(MerkleLog.append(size, root, leaves.get(size), path))
          .contains(MerkleLog.root(longer));
      assertThat(MerkleLog.append(size, leaves.get(33), leaves.get(size), path)).isEmpty();
    }
  }
}
