package dev.strongroom.protocol.crypto;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.SecretBytes;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 private key (RFC 8032). */
public final class SigningKey implements AutoCloseable {
  public static final int SEED_BYTES = 32;

  private final SecretBytes seed;
  private final VerifyingKey verifyingKey;

  private SigningKey(SecretBytes seed, VerifyingKey verifyingKey) {
    this.seed = seed;
    this.verifyingKey = verifyingKey;
  }

  /** Copies the 32-byte seed. */
  public static SigningKey fromSeed(SecretBytes seed) {
    if (seed.length() != SEED_BYTES) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes");
    }
    byte[] encoded = new byte[VerifyingKey.LENGTH_BYTES];
    seed.with(bytes -> {
      Ed25519.generatePublicKey(bytes, 0, encoded, 0);
      return encoded;
    });
    return new SigningKey(seed.copy(), new VerifyingKey(Bytes.of(encoded)));
  }

  public VerifyingKey verifyingKey() {
    return verifyingKey;
  }

  /** 64 bytes, deterministic. */
  public Bytes sign(Bytes message) {
    byte[] text = message.toArray();
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    return seed.with(bytes -> {
      byte[] publicKey = verifyingKey.value().toArray();
      Ed25519.sign(bytes, 0, publicKey, 0, text, 0, text.length, signature, 0);
      return Bytes.of(signature);
    });
  }

  @Override
  public void close() {
    seed.close();
  }
}
