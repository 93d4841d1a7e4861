package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ChainId;

/** Gives verified states of groups to those who verify rooms. */
public interface Groups {
  /**
   * The verified state of a group at exactly {@code head}.
   *
   * @throws dev.strongroom.protocol.ProtocolException {@link
   *     dev.strongroom.protocol.ErrorCode#GROUP_CHAIN} exactly where the whole chain is known and
   *     has no such link; another code where that is not known
   */
  GroupState at(GroupHead head);

  /**
   * The newest state of {@code group} that was accepted with an index below {@code index}; for
   * {@link Order#NOW} the newest known.
   *
   * @throws dev.strongroom.protocol.ProtocolException as {@link #at}
   */
  GroupState before(ChainId group, long index);
}
