package dev.strongroom.storage.rewrap;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import java.util.Collection;
import java.util.Map;

/**
 * One kind of things whose keys are wrapped for a room. Whoever brings a thing of his kind into
 * being writes its first wrap into {@code node_wrap} and its row into {@code wrapped_item}, in the
 * same transaction; from then on it takes part in rewrapping.
 */
public interface WrappedKind {
  /** As {@code wrapped_item} has it. */
  String kind();

  /**
   * What a client needs to open a wrap and to tell a good one from a worthless one; nothing for an
   * item that is not there.
   */
  Map<Bytes, Bytes> bodies(ChainId room, Collection<Bytes> items);
}
