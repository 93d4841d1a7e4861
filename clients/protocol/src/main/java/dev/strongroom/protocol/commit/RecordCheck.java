package dev.strongroom.protocol.commit;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.TreeValue;

/** Checks that a record is the one that a leaf of the state tree names. */
public final class RecordCheck {
  private RecordCheck() {}

  /**
   * @param key under which the leaf lies
   * @param value of the leaf
   * @throws StaleException {@link ErrorCode#REV_ROLLBACK} for another revision of the same node in
   *     the same place
   * @throws AuthenticationException {@link ErrorCode#LISTING} for anything else
   */
  public static void requireAt(Bytes key, Bytes value, ChangeRecord record) {
    TreeValue named = TreeValue.decode(value);
    boolean same = record.hash().equals(named.record());
    if (!same && record.node().equals(named.node())) {
      throw new StaleException(
          ErrorCode.REV_ROLLBACK, "an older revision was served as the newest");
    }
    if (!same || !record.node().equals(named.node()) || !record.treeKey().equals(key)) {
      throw new AuthenticationException(
          ErrorCode.LISTING, "a record that is not the one in the room's state");
    }
  }
}
