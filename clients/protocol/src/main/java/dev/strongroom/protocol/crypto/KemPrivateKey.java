package dev.strongroom.protocol.crypto;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.SecretBytes;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;

/**
 * An X-Wing private key. Expanded once, so that opening many wraps is quick. The seed is zeroed on
 * close; the expanded key is Bouncy Castle's and only dropped, for it cannot be zeroed.
 */
public final class KemPrivateKey implements AutoCloseable {
  public static final int SEED_BYTES = 32;

  private final AtomicReference<AsymmetricCipherKeyPair> pair;
  private final KemPublicKey publicKey;

  private KemPrivateKey(AsymmetricCipherKeyPair pair, KemPublicKey publicKey) {
    this.pair = new AtomicReference<>(pair);
    this.publicKey = publicKey;
  }

  /** Derives the key pair from a 32-byte seed, as X-Wing does; the seed stays the caller's. */
  public static KemPrivateKey fromSeed(SecretBytes seed) {
    if (seed.length() != SEED_BYTES) {
      throw new IllegalArgumentException("an X-Wing seed has 32 bytes");
    }
    byte[] copy = seed.copyOfSecret();
    try {
      AsymmetricCipherKeyPair pair = Hpke.suite().deserializePrivateKey(copy, null);
      Bytes encoded = Bytes.of(Hpke.suite().serializePublicKey(pair.getPublic()));
      return new KemPrivateKey(pair, new KemPublicKey(encoded));
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  public KemPublicKey publicKey() {
    return publicKey;
  }

  AsymmetricCipherKeyPair pair() {
    AsymmetricCipherKeyPair open = pair.get();
    if (open == null) {
      throw new IllegalStateException("key already closed");
    }
    return open;
  }

  @Override
  public void close() {
    pair.set(null);
  }
}
