package dev.strongroom.protocol.content;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.history.MerkleLog;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** The content digest: the RFC 6962 root over the stored content in pieces of 1 MiB. */
public final class ContentDigest {
  private ContentDigest() {}

  /** RFC 6962 leaf hash of one piece. */
  static Hash leaf(MessageDigest digest, byte[] piece, int offset, int length) {
    digest.update((byte) 0);
    digest.update(piece, offset, length);
    return new Hash(Bytes.of(digest.digest()));
  }

  public static Hash root(List<Hash> leaves) {
    return MerkleLog.root(leaves);
  }

  /** The leaf list as it follows the content in the blob. */
  public static Bytes encodeLeaves(List<Hash> leaves) {
    byte[] out = new byte[leaves.size() * ContentLayout.LEAF_BYTES];
    for (int i = 0; i < leaves.size(); i++) {
      leaves.get(i).value().copyTo(out, i * ContentLayout.LEAF_BYTES);
    }
    return Bytes.of(out);
  }

  /**
   * Reads a leaf list and compares it with the signed digest.
   *
   * @throws AuthenticationException {@link ErrorCode#CT_DIGEST}
   */
  public static List<Hash> verifyLeaves(ContentLayout layout, Bytes list, Hash digest) {
    if (list.length() != layout.leafListLength()) {
      throw mismatch();
    }
    List<Hash> leaves = new ArrayList<>();
    for (int at = 0; at < list.length(); at += ContentLayout.LEAF_BYTES) {
      leaves.add(new Hash(list.slice(at, at + ContentLayout.LEAF_BYTES)));
    }
    requireRoot(leaves, digest);
    return leaves;
  }

  static void requireRoot(List<Hash> leaves, Hash digest) {
    if (!root(leaves).equals(digest)) {
      throw mismatch();
    }
  }

  static AuthenticationException mismatch() {
    return new AuthenticationException(
        ErrorCode.CT_DIGEST, "this is not the content that its author signed");
  }
}
