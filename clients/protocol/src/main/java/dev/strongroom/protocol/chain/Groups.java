package dev.strongroom.protocol.chain;

/** Gives verified states of groups to those who verify rooms. */
@FunctionalInterface
public interface Groups {
  /**
   * The verified state of a group at exactly {@code head}.
   *
   * @throws dev.strongroom.protocol.ProtocolException if the chain does not verify or has no such
   *     link
   */
  GroupState at(GroupHead head);
}
