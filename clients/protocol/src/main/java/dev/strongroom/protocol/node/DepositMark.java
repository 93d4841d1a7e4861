package dev.strongroom.protocol.node;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.OrganisationId;
import java.util.List;
import java.util.Optional;

/**
 * What an adopted deposit leaves in the room's inbox folder: a tombstone that lies under the
 * deposit's hash where other nodes lie under their name's index, and stays there for good. Two
 * adoptions would be two nodes under one key of the state tree, which no state has; and whoever
 * knows a head can ask for the proof that a deposit was, or was not, adopted before (T77).
 */
public final class DepositMark {
  private DepositMark() {}

  /**
   * @param node fresh
   */
  public static ChangeRecord of(
      OrganisationId organisation, ChainId room, NodeId node, Hash deposit, long epoch) {
    return new ChangeRecord(
        organisation,
        room,
        node,
        ChangeRecord.Kind.TOMBSTONE,
        1,
        Optional.empty(),
        RoomFolders.of(organisation, room).inbox(),
        deposit.value(),
        Bytes.empty(),
        Optional.empty(),
        epoch);
  }

  /** Where the mark of a deposit lies in the state tree. */
  public static Bytes key(RoomFolders folders, Hash deposit) {
    return TreeKey.of(folders.inbox(), deposit.value());
  }

  /** The deposits that {@code records} adopt, in their order. */
  public static List<Hash> deposits(RoomFolders folders, List<ChangeRecord> records) {
    return records.stream()
        .filter(record -> record.parent().equals(folders.inbox()))
        .map(record -> new Hash(record.nameIndex()))
        .toList();
  }
}
