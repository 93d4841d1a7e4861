package dev.strongroom.protocol.node;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.crypto.Sha256;

/**
 * The folders that every room has without a record: the root, and beside it the bin and the inbox,
 * which holds nothing but the marks of adopted deposits.
 */
public record RoomFolders(NodeId root, NodeId bin, NodeId inbox) {
  public static RoomFolders of(OrganisationId organisation, ChainId room) {
    return new RoomFolders(
        derive("root-folder", organisation, room),
        derive("bin-folder", organisation, room),
        derive("inbox-folder", organisation, room));
  }

  private static NodeId derive(String purpose, OrganisationId organisation, ChainId room) {
    return new NodeId(
        Sha256.of(Context.of(purpose, organisation).with(room.value()))
            .value()
            .slice(0, NodeId.LENGTH_BYTES));
  }

  public boolean isOne(NodeId node) {
    return node.equals(root) || node.equals(bin) || node.equals(inbox);
  }
}
