package dev.strongroom.protocol.tree;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.crypto.Sha256;

/** What a tree is for; part of every hash, so that no tree can be taken for another. */
public enum TreePurpose {
  /** A room's state: node id (16 bytes) and hash of its newest record. */
  STATE(1, 48),
  MEMBERS(2, 32),
  GRANTS(3, 32),
  /** The map of all rooms' heads: sequence (8 bytes) and hash of the newest commit. */
  ROOMS(4, 40);

  private final Bytes code;
  private final int valueBytes;
  private final Hash emptyRoot;

  TreePurpose(int code, int valueBytes) {
    this.code = Bytes.of(new byte[] {(byte) code});
    this.valueBytes = valueBytes;
    this.emptyRoot = Sha256.of(Context.bare("tree-empty").with(this.code));
  }

  Bytes code() {
    return code;
  }

  int valueBytes() {
    return valueBytes;
  }

  /** The root of the empty tree, a constant. */
  public Hash emptyRoot() {
    return emptyRoot;
  }
}
