package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Hkdf;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.SigningKey;
import java.security.SecureRandom;

/**
 * A user's identity secret: 32 random bytes made on his machine, from which both key pairs are
 * derived (section 4).
 */
public final class IdentitySecret implements AutoCloseable {
  public static final int LENGTH_BYTES = 32;

  private final SecretBytes value;

  private IdentitySecret(SecretBytes value) {
    if (value.length() != LENGTH_BYTES) {
      throw new IllegalArgumentException("an identity secret has 32 bytes");
    }
    this.value = value;
  }

  public static IdentitySecret random(SecureRandom random) {
    return new IdentitySecret(SecretBytes.random(random, LENGTH_BYTES));
  }

  /** Takes {@code value} over. */
  public static IdentitySecret of(SecretBytes value) {
    return new IdentitySecret(value);
  }

  /** The secret itself, to be sealed into a slot. Owned by this object. */
  public SecretBytes value() {
    return value;
  }

  public KemPrivateKey kemKey(OrganisationId organisation) {
    try (SecretBytes seed = derive(organisation, "identity-kem")) {
      return KemPrivateKey.fromSeed(seed);
    }
  }

  public SigningKey signingKey(OrganisationId organisation) {
    try (SecretBytes seed = derive(organisation, "identity-sign")) {
      return SigningKey.fromSeed(seed);
    }
  }

  /** Seals the secret of the generation before, and nothing else. */
  SecretBytes earlierKey(OrganisationId organisation) {
    return derive(organisation, "identity-earlier");
  }

  private SecretBytes derive(OrganisationId organisation, String label) {
    return Hkdf.expand(value, Context.of(label, organisation).encode(), LENGTH_BYTES);
  }

  @Override
  public void close() {
    value.close();
  }
}
