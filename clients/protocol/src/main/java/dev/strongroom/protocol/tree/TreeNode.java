package dev.strongroom.protocol.tree;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ContextReader;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.crypto.Sha256;

/**
 * A node of a tree. Its encoding is what is hashed, what travels in proofs and what a service
 * keeps.
 */
public sealed interface TreeNode {
  Bytes encode();

  default Hash hash() {
    return Sha256.of(encode());
  }

  /**
   * @param key 32 bytes
   * @param value of the purpose's length
   */
  record Leaf(TreePurpose purpose, Bytes key, Bytes value) implements TreeNode {
    public Leaf {
      if (key.length() != SparseTree.KEY_BYTES || value.length() != purpose.valueBytes()) {
        throw malformed();
      }
    }

    @Override
    public Bytes encode() {
      return Context.bare("tree-leaf").with(purpose.code()).with(key).with(value).encode();
    }
  }

  /**
   * @param bit where the keys below differ for the first time; those with a 0 are on the left
   */
  record Inner(TreePurpose purpose, int bit, Hash left, Hash right) implements TreeNode {
    public Inner {
      if (bit < 0 || bit >= SparseTree.KEY_BYTES * 8) {
        throw malformed();
      }
    }

    Hash child(boolean one) {
      return one ? right : left;
    }

    @Override
    public Bytes encode() {
      return Context.bare("tree-inner")
          .with(purpose.code())
          .with(new byte[] {(byte) (bit >>> 8), (byte) bit})
          .with(left.value())
          .with(right.value())
          .encode();
    }
  }

  /**
   * Reads a node strictly.
   *
   * @throws AuthenticationException {@link ErrorCode#LISTING}
   */
  static TreeNode decode(TreePurpose purpose, Bytes encoding) {
    TreeNode node;
    if (ContextReader.isOf("tree-leaf", encoding)) {
      ContextReader in = ContextReader.of("tree-leaf", encoding);
      requirePurpose(purpose, in.next());
      node = new Leaf(purpose, in.next(), in.next());
      in.end();
    } else {
      ContextReader in = ContextReader.of("tree-inner", encoding);
      requirePurpose(purpose, in.next());
      Bytes bit = in.next(2);
      node =
          new Inner(
              purpose,
              (bit.at(0) & 0xff) << 8 | bit.at(1) & 0xff,
              new Hash(in.next()),
              new Hash(in.next()));
      in.end();
    }
    return node;
  }

  private static void requirePurpose(TreePurpose purpose, Bytes code) {
    if (!purpose.code().equals(code)) {
      throw malformed();
    }
  }

  private static AuthenticationException malformed() {
    return new AuthenticationException(ErrorCode.LISTING, "not a node of this tree");
  }
}
