package dev.strongroom.protocol.slot;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Argon2;
import dev.strongroom.protocol.crypto.Argon2Parameters;
import dev.strongroom.protocol.crypto.Hkdf;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.seal.Sealed;
import dev.strongroom.protocol.statement.Suite;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A slot under passphrase and account secret: the key is HKDF over Argon2id(passphrase) with the
 * account secret as salt. Everything that stands beside the sealed bytes is part of their context,
 * so none of it can be changed.
 *
 * @param generation of the identity whose secret this is
 * @param salt 16 bytes for Argon2id
 */
public record PassphraseSlot(
    OrganisationId organisation,
    UserId user,
    long generation,
    Argon2Parameters parameters,
    Bytes salt,
    Bytes sealed)
    implements KeySlot {
  public static final int SALT_BYTES = 16;
  static final String TYPE = "passphrase";

  public PassphraseSlot {
    if (salt.length() != SALT_BYTES) {
      throw new MalformedException(ErrorCode.UNLOCK_FAILED, "a slot's salt has 16 bytes");
    }
  }

  /** Seals {@code contents}. Takes about half a second, by design. */
  public static PassphraseSlot seal(
      SlotContents contents,
      UserId user,
      long generation,
      SecretBytes passphrase,
      AccountSecret accountSecret,
      Argon2Parameters parameters,
      SecureRandom random) {
    Bytes salt = Bytes.random(random, SALT_BYTES);
    OrganisationId organisation = contents.organisation();
    Context context = context(organisation, user, generation, parameters, salt);
    byte[] plaintext = contents.encode();
    try (SecretBytes key = key(passphrase, accountSecret, parameters, salt, context)) {
      Bytes sealed = Sealed.seal(key, context, plaintext, random);
      return new PassphraseSlot(organisation, user, generation, parameters, salt, sealed);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * Opens the slot.
   *
   * @throws NotForThisKeyException {@link ErrorCode#UNLOCK_FAILED}, the same for a wrong
   *     passphrase, a wrong account secret and an altered slot
   */
  public SlotContents open(SecretBytes passphrase, AccountSecret accountSecret) {
    Context context = context(organisation, user, generation, parameters, salt);
    try (SecretBytes key = key(passphrase, accountSecret, parameters, salt, context);
        SecretBytes plaintext = Sealed.open(key, context, sealed)) {
      return SlotContents.decode(plaintext, organisation);
    } catch (ProtocolException e) {
      throw failed();
    }
  }

  private static NotForThisKeyException failed() {
    return new NotForThisKeyException(
        ErrorCode.UNLOCK_FAILED, "passphrase or account secret is wrong, or the slot was altered");
  }

  private static SecretBytes key(
      SecretBytes passphrase,
      AccountSecret accountSecret,
      Argon2Parameters parameters,
      Bytes salt,
      Context context) {
    try (SecretBytes stretched = Argon2.derive(passphrase, salt, parameters);
        SecretBytes prk = Hkdf.extract(accountSecret.value(), stretched)) {
      return Hkdf.expand(prk, context.encode(), 32);
    }
  }

  private static Context context(
      OrganisationId organisation,
      UserId user,
      long generation,
      Argon2Parameters parameters,
      Bytes salt) {
    return Context.of("slot-passphrase", organisation)
        .with(user.value())
        .with(generation)
        .with(parameters.memoryKib())
        .with(parameters.iterations())
        .with(parameters.parallelism())
        .with(salt);
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
        .put("memoryKib", parameters.memoryKib())
        .put("iterations", parameters.iterations())
        .put("parallelism", parameters.parallelism())
        .put("salt", salt)
        .put("sealed", sealed)
        .build()
        .encode();
  }

  /**
   * Reads a slot as the server keeps it. Parameters beyond the compiled-in bounds are refused here,
   * before anything is allocated.
   */
  public static PassphraseSlot decode(Bytes json) {
    if (KeySlot.decode(json) instanceof PassphraseSlot slot) {
      return slot;
    }
    throw new MalformedException(ErrorCode.UNLOCK_FAILED, "not a passphrase slot");
  }

  static PassphraseSlot decode(JsonObject in) {
    return new PassphraseSlot(
        in.as("organisation", OrganisationId::parse),
        in.as("user", UserId::parse),
        in.unsigned("generation"),
        new Argon2Parameters(
            intOf(in, "memoryKib"), intOf(in, "iterations"), intOf(in, "parallelism")),
        in.bytes("salt"),
        in.bytes("sealed"));
  }

  private static int intOf(JsonObject in, String name) {
    return (int) Math.min(in.unsigned(name), Integer.MAX_VALUE);
  }
}
