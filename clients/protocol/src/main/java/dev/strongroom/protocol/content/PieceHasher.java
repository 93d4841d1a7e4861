package dev.strongroom.protocol.content;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.crypto.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Hashes a range of whole pieces as its bytes come into being, while they are still in the
 * processor's cache.
 */
final class PieceHasher {
  private final byte[] buffer;
  private final int offset;
  private final int length;
  private final MessageDigest digest = Sha256.newDigest();
  private final List<Hash> leaves = new ArrayList<>();
  private int hashed;

  /** The range begins at a piece's beginning and lies in {@code buffer} from {@code offset}. */
  PieceHasher(byte[] buffer, int offset, int length) {
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
  }

  /** Takes in everything before {@code end}, counted from the range's beginning. */
  void absorb(long end) {
    int upTo = (int) Math.min(end, length);
    while (hashed < upTo) {
      int inPiece = hashed % ContentLayout.PIECE_BYTES;
      if (inPiece == 0) {
        digest.update((byte) 0);
      }
      int step = Math.min(upTo - hashed, ContentLayout.PIECE_BYTES - inPiece);
      digest.update(buffer, offset + hashed, step);
      hashed += step;
      if (hashed % ContentLayout.PIECE_BYTES == 0 || hashed == length) {
        leaves.add(new Hash(Bytes.of(digest.digest())));
      }
    }
  }

  /** The leaf hashes of all pieces of the range. */
  List<Hash> finish() {
    absorb(length);
    return leaves;
  }
}
