package dev.strongroom.protocol.crypto;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, the one hash of the protocol. */
public final class Sha256 {
  /** Never fed: what {@link #newDigest} copies. */
  private static final MessageDigest FRESH = find();

  private Sha256() {}

  public static Hash of(Bytes input) {
    return of(input.toArray());
  }

  public static Hash of(Context input) {
    return of(input.encode());
  }

  public static Hash of(byte[]... inputs) {
    MessageDigest digest = newDigest();
    for (byte[] input : inputs) {
      digest.update(input);
    }
    return new Hash(Bytes.of(digest.digest()));
  }

  /** A fresh digest of the JDK's own provider. */
  public static MessageDigest newDigest() {
    try {
      // A copy is made much faster than a provider is looked up.
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
    }
  }

  private static MessageDigest find() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
