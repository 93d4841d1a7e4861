package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.UserId;

/** Gives verified identity chains to those who verify other statements. */
@FunctionalInterface
public interface Identities {
  /**
   * The verified chain of {@code user}, as new as any statement at hand can cite.
   *
   * @throws dev.strongroom.protocol.ProtocolException if there is none that verifies
   */
  IdentityChain of(UserId user);
}
