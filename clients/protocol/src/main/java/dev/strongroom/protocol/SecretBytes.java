package dev.strongroom.protocol;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Secret bytes, owned by this object: zeroed by {@link #close}, never printed, compared in constant
 * time. Use in try-with-resources. Not safe to close while another thread uses it.
 */
public final class SecretBytes implements AutoCloseable {
  private final byte[] value;
  private volatile boolean closed;

  private SecretBytes(byte[] value) {
    this.value = value;
  }

  /** Takes {@code value} over without copying: the caller must not use it again. */
  public static SecretBytes takeOver(byte[] value) {
    return new SecretBytes(value);
  }

  /** Copies {@code value}; the caller still has to zero its own. */
  public static SecretBytes copyOf(byte[] value) {
    return new SecretBytes(value.clone());
  }

  /** Fresh secret bytes. Every secret that this product makes is made here. */
  public static SecretBytes random(SecureRandom random, int length) {
    byte[] value = new byte[length];
    random.nextBytes(value);
    return new SecretBytes(value);
  }

  public int length() {
    return value.length;
  }

  public SecretBytes copy() {
    return new SecretBytes(open().clone());
  }

  /**
   * Lends the bytes to {@code use}, which must neither keep nor change them.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public <T> T with(Function<byte[], T> use) {
    return use.apply(open());
  }

  /**
   * A copy that the caller has to zero. Named to be found: secrets leave this object only here and
   * in {@link #with}.
   */
  public byte[] copyOfSecret() {
    return open().clone();
  }

  private byte[] open() {
    if (closed) {
      throw new IllegalStateException("secret already closed");
    }
    return value;
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(value, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretBytes secret && MessageDigest.isEqual(value, secret.value);
  }

  /** The same for all of one length, so that no hash of a secret leaks. */
  @Override
  public int hashCode() {
    return value.length;
  }

  @Override
  public String toString() {
    return "SecretBytes[" + value.length + " bytes]";
  }
}
