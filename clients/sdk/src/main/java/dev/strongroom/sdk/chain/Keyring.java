package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.directory.DirectoryReplica;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * This user, unlocked.
 *
 * @param keys of {@code identity}
 * @param chain his own identities
 * @param identity the generation that he acts under: the newest of its line, which begins with his
 *     first identity or with a reset
 * @param directory this client's copy of the directory log
 */
public record Keyring(
    OrganisationId organisation,
    IdentityKeys keys,
    IdentityChain chain,
    Signed<Identity> identity,
    DirectoryReplica directory,
    SecureRandom random,
    Clock clock)
    implements AutoCloseable {
  public Author author() {
    return new Author(chain.user(), identity.hash());
  }

  /** The same user as an earlier generation of his, for opening what was wrapped to that one. */
  public Keyring as(Signed<Identity> earlier, IdentityKeys earlierKeys) {
    return new Keyring(organisation, earlierKeys, chain, earlier, directory, random, clock);
  }

  @Override
  public void close() {
    keys.close();
  }
}
