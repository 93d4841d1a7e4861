package dev.strongroom.protocol.slot;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Hpke;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Suite;

/**
 * A slot that the organisation's recovery key opens.
 *
 * <p>Anybody can seal to a public key, so what such a slot opens to proves nothing by itself:
 * whoever opens one compares the keys that follow from it with those that the directory states for
 * the user (T56).
 *
 * @param generation of the identity whose secret this is
 * @param recoveryKey hash of the recovery key that it is sealed to
 */
public record RecoverySlot(
    OrganisationId organisation, UserId user, long generation, Hash recoveryKey, Bytes sealed)
    implements KeySlot {
  static final String TYPE = "recovery";

  /** What a recovery key is named by, and confirmed as. */
  public static Hash keyHash(KemPublicKey recoveryKey) {
    return Sha256.of(recoveryKey.value());
  }

  /** Seals {@code contents} to {@code recoveryKey}, which the caller has found in the policy. */
  public static RecoverySlot seal(
      SlotContents contents, UserId user, long generation, KemPublicKey recoveryKey) {
    Hash hash = keyHash(recoveryKey);
    OrganisationId organisation = contents.organisation();
    try (SecretBytes plaintext = SecretBytes.takeOver(contents.encode())) {
      Bytes info = info(organisation, user, generation, hash);
      return new RecoverySlot(
          organisation, user, generation, hash, Hpke.seal(recoveryKey, info, plaintext));
    }
  }

  /**
   * @throws NotForThisKeyException {@link dev.strongroom.protocol.ErrorCode#UNLOCK_FAILED},
   *     whatever the reason
   */
  public SlotContents open(KemPrivateKey key) {
    Bytes info = info(organisation, user, generation, keyHash(key.publicKey()));
    try (SecretBytes plaintext = Hpke.open(key, info, sealed)) {
      return SlotContents.decode(plaintext, organisation);
    } catch (ProtocolException _) {
      throw KeySlot.failed();
    }
  }

  private static Bytes info(
      OrganisationId organisation, UserId user, long generation, Hash recoveryKey) {
    return Context.of("slot-recovery", organisation)
        .with(user.value())
        .with(generation)
        .with(recoveryKey.value())
        .encode();
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String name() {
    return TYPE;
  }

  @Override
  public Bytes encode() {
    return JsonObject.builder()
        .put("type", TYPE)
        .put("suite", Suite.SR1)
        .put("organisation", organisation.value())
        .put("user", user.value())
        .put("generation", generation)
        .put("recoveryKey", recoveryKey.value())
        .put("sealed", sealed)
        .build()
        .encode();
  }

  static RecoverySlot decode(JsonObject in) {
    return new RecoverySlot(
        in.as("organisation", OrganisationId::parse),
        in.as("user", UserId::parse),
        in.unsigned("generation"),
        in.as("recoveryKey", Hash::parse),
        in.bytes("sealed"));
  }
}
