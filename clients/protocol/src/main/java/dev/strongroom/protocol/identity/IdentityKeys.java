package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.SigningKey;

/**
 * Both key pairs of one generation, opened. Closed together.
 *
 * @param kem opens what is wrapped to this user
 * @param signing signs this user's statements
 */
public record IdentityKeys(KemPrivateKey kem, SigningKey signing) implements AutoCloseable {
  public static IdentityKeys derive(IdentitySecret secret, OrganisationId organisation) {
    return new IdentityKeys(secret.kemKey(organisation), secret.signingKey(organisation));
  }

  /** Whether these are the keys that {@code identity} states. */
  public boolean belongTo(Identity identity) {
    return kem.publicKey().equals(identity.kemKey())
        && signing.verifyingKey().equals(identity.signingKey());
  }

  @Override
  public void close() {
    kem.close();
    signing.close();
  }
}
