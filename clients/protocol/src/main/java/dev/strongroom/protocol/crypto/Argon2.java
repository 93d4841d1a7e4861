package dev.strongroom.protocol.crypto;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.SecretBytes;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters.Builder;

/** Argon2id, version 1.3 (RFC 9106). */
public final class Argon2 {
  public static final int OUTPUT_BYTES = 32;

  private Argon2() {}

  /**
   * Stretches a passphrase.
   *
   * @param passphrase UTF-8, in NFC
   * @param salt 16 bytes
   */
  public static SecretBytes derive(
      SecretBytes passphrase, Bytes salt, Argon2Parameters parameters) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Builder(org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_id)
            .withVersion(org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(parameters.memoryKib())
            .withIterations(parameters.iterations())
            .withParallelism(parameters.parallelism())
            .withSalt(salt.toArray())
            .build());
    byte[] out = new byte[OUTPUT_BYTES];
    passphrase.with(bytes -> {
      generator.generateBytes(bytes, out);
      return out;
    });
    return SecretBytes.takeOver(out);
  }
}
