package dev.strongroom.protocol.directory;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a map of rooms' heads says, and what it does not. */
class RoomMapTest {
  private static ChainId room(int number) {
    return new ChainId(Sha256.of(Bytes.utf8("room " + number)).value());
  }

  private static RoomMap.Head head(int number) {
    return new RoomMap.Head(number, Sha256.of(Bytes.utf8("commit " + number)));
  }

  private static SparseTree map(int rooms) {
    SparseTree map = SparseTree.empty(TreePurpose.ROOMS);
    for (int i = 0; i < rooms; i++) {
      map = map.put(RoomMap.key(room(i)), head(i).encode());
    }
    return map;
  }

  private static List<Bytes> proof(SparseTree map, ChainId room) {
    return map.proofOf(List.of(RoomMap.key(room))).stream().map(TreeNode::encode).toList();
  }

  @Test
  void head_ofEachRoom_isTheOneThatWasPut_andOthersAreNotThere() {
    SparseTree map = map(20);
    for (int i = 0; i < 20; i++) {
      assertThat(RoomMap.head(map.rootHash(), room(i), proof(map, room(i)))).contains(head(i));
    }
    assertThat(RoomMap.head(map.rootHash(), room(20), proof(map, room(20)))).isEmpty();
    assertThat(RoomMap.head(map(0).rootHash(), room(0), List.of())).isEmpty();
  }

  @Test
  void t72_proofOfAnotherRoomOrMap_dirProof() {
    SparseTree map = map(20);
    SparseTree later = map.put(RoomMap.key(room(3)), head(4).encode());
    assertRefused(
        ErrorCode.DIR_PROOF, () -> RoomMap.head(later.rootHash(), room(3), proof(map, room(3))));
    assertRefused(ErrorCode.DIR_PROOF, () -> RoomMap.head(map.rootHash(), room(3), List.of()));
    assertRefused(
        ErrorCode.DIR_PROOF,
        () -> RoomMap.head(map.rootHash(), room(3), List.of(Bytes.utf8("no node"))));
  }
}
