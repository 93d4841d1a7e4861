package dev.strongroom.sdk.device;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Argon2;
import dev.strongroom.protocol.crypto.Argon2Parameters;
import dev.strongroom.protocol.seal.Sealed;
import dev.strongroom.protocol.slot.PassphraseSlot;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The seed of a key that no server keeps, under a passphrase: salt, and the seed sealed under
 * Argon2id of the passphrase. Whoever gets the file can guess, at the price of Argon2id.
 */
public final class SealedSeed {
  private SealedSeed() {}

  /** Seals {@code seed}, which stays the caller's. */
  public static Bytes seal(
      String purpose,
      OrganisationId organisation,
      SecretBytes seed,
      SecretBytes passphrase,
      SecureRandom random) {
    Bytes salt = Bytes.random(random, PassphraseSlot.SALT_BYTES);
    byte[] plain = seed.copyOfSecret();
    try (SecretBytes key = Argon2.derive(passphrase, salt, Argon2Parameters.DEFAULT)) {
      Bytes sealed = Sealed.seal(key, Context.of(purpose, organisation), plain, random);
      byte[] file = new byte[salt.length() + sealed.length()];
      salt.copyTo(file, 0);
      sealed.copyTo(file, salt.length());
      return Bytes.of(file);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * @throws NotForThisKeyException {@link ErrorCode#UNLOCK_FAILED}, whatever the reason
   */
  public static SecretBytes open(
      String purpose, OrganisationId organisation, Bytes file, SecretBytes passphrase) {
    if (file.length() <= PassphraseSlot.SALT_BYTES) {
      throw failed();
    }
    Bytes salt = file.slice(0, PassphraseSlot.SALT_BYTES);
    Bytes sealed = file.slice(PassphraseSlot.SALT_BYTES, file.length());
    try (SecretBytes key = Argon2.derive(passphrase, salt, Argon2Parameters.DEFAULT)) {
      return Sealed.open(key, Context.of(purpose, organisation), sealed);
    } catch (ProtocolException _) {
      throw failed();
    }
  }

  private static NotForThisKeyException failed() {
    return new NotForThisKeyException(
        ErrorCode.UNLOCK_FAILED, "the passphrase does not open this key, or its file was altered");
  }
}
