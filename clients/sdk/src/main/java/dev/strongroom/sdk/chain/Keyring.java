package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.sdk.directory.DirectoryReplica;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * This user, unlocked.
 *
 * @param keys of the newest generation
 * @param chain his own identities
 * @param directory this client's copy of the directory log
 */
public record Keyring(
    OrganisationId organisation,
    IdentityKeys keys,
    IdentityChain chain,
    DirectoryReplica directory,
    SecureRandom random,
    Clock clock)
    implements AutoCloseable {
  public Author author() {
    return new Author(chain.user(), chain.newest().hash());
  }

  @Override
  public void close() {
    keys.close();
  }
}
