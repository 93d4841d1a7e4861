package dev.strongroom.protocol.epoch;

import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Hkdf;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import java.security.SecureRandom;

/**
 * An epoch's secret: 32 bytes made by the client that signs the link. From it, by label: the key
 * pair whose public half stands in the link, and one key for each purpose.
 */
public final class EpochSecret implements AutoCloseable {
  public static final int LENGTH_BYTES = 32;

  private final OrganisationId organisation;
  private final SecretBytes value;

  private EpochSecret(OrganisationId organisation, SecretBytes value) {
    if (value.length() != LENGTH_BYTES) {
      value.close();
      throw new NotForThisKeyException(ErrorCode.KEY_MISMATCH, "an epoch secret has 32 bytes");
    }
    this.organisation = organisation;
    this.value = value;
  }

  public static EpochSecret random(OrganisationId organisation, SecureRandom random) {
    return new EpochSecret(organisation, SecretBytes.random(random, LENGTH_BYTES));
  }

  /**
   * Takes {@code opened} over, if it leads to the public key that the link states.
   *
   * @throws NotForThisKeyException {@link ErrorCode#KEY_MISMATCH} otherwise; the secret is zeroed
   *     then
   */
  public static EpochSecret matching(
      OrganisationId organisation, SecretBytes opened, KemPublicKey stated) {
    EpochSecret secret = new EpochSecret(organisation, opened);
    if (!secret.publicKey().equals(stated)) {
      secret.close();
      throw new NotForThisKeyException(
          ErrorCode.KEY_MISMATCH, "the opened secret is not that of the signed epoch");
    }
    return secret;
  }

  public EpochSecret copy() {
    return new EpochSecret(organisation, value.copy());
  }

  SecretBytes value() {
    return value;
  }

  /** The epoch's decapsulation key: opens what is wrapped to a group, or a deposit to a room. */
  public KemPrivateKey kemKey() {
    try (SecretBytes seed = derive("epoch-kem")) {
      return KemPrivateKey.fromSeed(seed);
    }
  }

  public KemPublicKey publicKey() {
    try (KemPrivateKey key = kemKey()) {
      return key.publicKey();
    }
  }

  SecretBytes historyKey() {
    return derive("epoch-history");
  }

  SecretBytes boxKey() {
    return derive("epoch-box");
  }

  /** The key under which node keys are wrapped. */
  public SecretBytes nodeWrapKey() {
    return derive("epoch-node-wrap");
  }

  private SecretBytes derive(String label) {
    return Hkdf.expand(value, Context.of(label, organisation).encode(), LENGTH_BYTES);
  }

  @Override
  public void close() {
    value.close();
  }
}
