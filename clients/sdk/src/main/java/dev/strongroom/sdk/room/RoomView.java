package dev.strongroom.sdk.room;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.name.NameIndex;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.node.TreeKey;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.server.Server;

/** A room as it was verified at one moment: its chain, its head, and its state under that head. */
record RoomView(Keyring me, RoomDirectory.OpenRoom chain, RoomHead head, StateReader reader)
    implements AutoCloseable {
  /** Verifies the newest head of {@code chain}, which belongs to the view from then on. */
  static RoomView of(Server server, Keyring me, HeadReader heads, RoomDirectory.OpenRoom chain) {
    try {
      RoomHead head = heads.read(chain);
      return new RoomView(me, chain, head, new StateReader(server, me.organisation(), chain, head));
    } catch (RuntimeException e) {
      chain.close();
      throw e;
    }
  }

  /** Whether the index key is newer than the tree: then the next commit rebuilds it. */
  boolean rebuildDue() {
    return reader.rebuildDue();
  }

  RoomFolders folders() {
    return reader.folders();
  }

  Bytes index(NodeId parent, NodeName name) {
    return NameIndex.of(chain.secrets().box().indexKey(), parent, name);
  }

  Bytes binIndex(NodeId node) {
    return NameIndex.binned(chain.secrets().box().indexKey(), folders().bin(), node);
  }

  Bytes key(NodeId parent, NodeName name) {
    return TreeKey.of(parent, index(parent, name));
  }

  @Override
  public void close() {
    chain.close();
  }
}
