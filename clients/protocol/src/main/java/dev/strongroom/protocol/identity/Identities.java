package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.Hash;
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

  /**
   * Whether {@code identity} is known, from the log alone, to be all that {@code user} had before
   * {@code index}. Who knows the log answers so without fetching a statement; false where that is
   * not known.
   */
  default boolean isAllOf(UserId user, Hash identity, long index) {
    return false;
  }

  /**
   * Whether the log may have a statement of {@code user} at {@code index} or later. Who knows the
   * log answers so without fetching a statement; true where that is not known.
   */
  default boolean mayHaveChangedSince(UserId user, long index) {
    return true;
  }
}
