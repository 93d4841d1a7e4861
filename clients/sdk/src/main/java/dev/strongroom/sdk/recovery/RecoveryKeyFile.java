package dev.strongroom.sdk.recovery;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.sdk.device.SealedSeed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The recovery key's secret half, sealed under a passphrase of its own, in a file that its holder
 * keeps away from every machine but for a ceremony.
 */
public final class RecoveryKeyFile {
  private static final String PURPOSE = "recovery-key";
  private static final int MAX_BYTES = 4096;

  private RecoveryKeyFile() {}

  /**
   * Makes a key, and writes its secret half to a file that does not exist yet.
   *
   * @return the public half
   */
  static KemPublicKey make(
      Path file, OrganisationId organisation, SecretBytes passphrase, SecureRandom random)
      throws IOException {
    try (SecretBytes seed = SecretBytes.random(random, KemPrivateKey.SEED_BYTES);
        KemPrivateKey key = KemPrivateKey.fromSeed(seed)) {
      Bytes json =
          JsonObject.builder()
              .put("type", PURPOSE)
              .put("organisation", organisation.value())
              .put("sealed", SealedSeed.seal(PURPOSE, organisation, seed, passphrase, random))
              .build()
              .encode();
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(file, json.toArray(), StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      return key.publicKey();
    }
  }

  /**
   * Opens the key that {@code policy} names.
   *
   * @throws AuthenticationException {@link ErrorCode#POLICY} if the policy names another, or none
   * @throws dev.strongroom.protocol.NotForThisKeyException {@link ErrorCode#UNLOCK_FAILED} for
   *     another passphrase
   */
  static KemPrivateKey open(Path file, Policy policy, SecretBytes passphrase) throws IOException {
    OrganisationId organisation = policy.header().organisation();
    JsonObject in = JsonObject.parse(read(file), MAX_BYTES);
    if (!in.text("type").equals(PURPOSE)
        || !in.as("organisation", OrganisationId::parse).equals(organisation)) {
      throw new MalformedException(
          ErrorCode.STATEMENT, "this is not a recovery key of the organisation's");
    }
    try (SecretBytes seed =
        SealedSeed.open(PURPOSE, organisation, in.bytes("sealed"), passphrase)) {
      KemPrivateKey key = KemPrivateKey.fromSeed(seed);
      if (!policy.recoveryKey().equals(Optional.of(key.publicKey()))) {
        key.close();
        throw new AuthenticationException(
            ErrorCode.POLICY, "the newest policy names another recovery key than this, or none");
      }
      return key;
    }
  }

  private static Bytes read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Bytes.of(in.readNBytes(MAX_BYTES + 1));
    }
  }
}
