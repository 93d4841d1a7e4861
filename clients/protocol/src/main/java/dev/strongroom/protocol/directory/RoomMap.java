package dev.strongroom.protocol.directory;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.tree.ProofNodes;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreePurpose;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The map of all rooms' heads (section 7), whose root the directory log has: under the hash of a
 * room's id the sequence and hash of its newest commit. Who shows a room's members two histories
 * has to log both, or to leave one of them out.
 */
public final class RoomMap {
  private RoomMap() {}

  /** The newest commit of a room at the time of a map. */
  public record Head(long sequence, Hash commit) {
    /** As it stands in the tree: 8 bytes big-endian, and the hash. */
    public Bytes encode() {
      ByteBuffer out = ByteBuffer.allocate(8 + Hash.LENGTH_BYTES);
      out.putLong(sequence).put(commit.value().buffer());
      return Bytes.of(out.array());
    }

    static Head decode(Bytes value) {
      return new Head(value.slice(0, 8).buffer().getLong(), new Hash(value.slice(8, 40)));
    }
  }

  /** Where a room lies. */
  public static Bytes key(ChainId room) {
    return Sha256.of(room.value()).value();
  }

  /**
   * What a map says of a room.
   *
   * @param root as the log has it
   * @param proof nodes on the way
   * @return empty where the proof shows that the room is not in it
   * @throws AuthenticationException {@link ErrorCode#DIR_PROOF}
   */
  public static Optional<Head> head(Hash root, ChainId room, List<Bytes> proof) {
    try {
      return SparseTree.at(TreePurpose.ROOMS, root, new ProofNodes(TreePurpose.ROOMS, proof))
          .get(key(room))
          .map(Head::decode);
    } catch (ProtocolException e) {
      if (e.code() == ErrorCode.LIMIT) {
        throw e;
      }
      throw new AuthenticationException(
          ErrorCode.DIR_PROOF, "the directory's map of rooms does not prove what it says");
    }
  }
}
