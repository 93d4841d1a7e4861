package dev.strongroom.protocol.node;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;

/** A leaf's value in the state tree: which node lies there, and its newest record. */
public record TreeValue(NodeId node, Hash record) {
  public static TreeValue decode(Bytes value) {
    return new TreeValue(new NodeId(value.slice(0, 16)), new Hash(value.slice(16, 48)));
  }

  public Bytes encode() {
    byte[] value = new byte[48];
    node.value().copyTo(value, 0);
    record.value().copyTo(value, 16);
    return Bytes.of(value);
  }
}
