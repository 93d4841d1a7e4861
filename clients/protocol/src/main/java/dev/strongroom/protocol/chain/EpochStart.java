package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Identities;

/**
 * How the present epoch began: what decides whether it is due to end.
 *
 * @param known how much of the directory log the link's author knew: the size of its checkpoint. To
 *     keys that were replaced by then he wrapped nothing
 * @param author of the link that began it
 * @param rekey whether it was a rekey, and no manager's doing
 */
record EpochStart(long known, UserId author, boolean rekey) {
  /** Whether keys that the epoch may be wrapped to were given up for compromise since. */
  boolean compromised(Identities identities, UserId user, Hash listed, long at) {
    return identities.mayHaveChangedSince(user, known)
        && identities.of(user).compromisedBetween(listed, known - 1, at);
  }

  /**
   * Whether {@code user} may renew it for a box that does not open. Nobody can check that who holds
   * no keys, so it is for what a rekey left behind alone, and not for who signed that rekey: a
   * manager needs no reason.
   */
  boolean mayBeMended(UserId user) {
    return rekey && !user.equals(author);
  }
}
