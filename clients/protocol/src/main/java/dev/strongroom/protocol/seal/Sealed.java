package dev.strongroom.protocol.seal;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UnsupportedException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Small things sealed whole, in memory: metadata, boxes, wraps, slots. The suite byte 0x01 and a
 * Cobblestone message.
 */
public final class Sealed {
  /** More than the largest thing sealed so: a history box with the most epochs. */
  public static final int MAX_PLAINTEXT_BYTES = 1 << 20;

  private static final byte SUITE = 1;

  private Sealed() {}

  public static int sealedLength(int plaintextBytes) {
    return 1 + (int) Cobblestone.messageLength(plaintextBytes);
  }

  public static Bytes seal(
      SecretBytes key, Context context, byte[] plaintext, SecureRandom random) {
    return Bytes.of(
        seal(key, context.encode(), plaintext, Bytes.random(random, Cobblestone.SALT_BYTES)));
  }

  /** With a salt of the caller's, for vectors only: a salt used twice with one key is fatal. */
  static byte[] seal(SecretBytes key, Bytes context, byte[] plaintext, Bytes salt) {
    if (plaintext.length > MAX_PLAINTEXT_BYTES) {
      throw new MalformedException(ErrorCode.LIMIT, "too long to be sealed in one piece");
    }
    byte[] out = new byte[sealedLength(plaintext.length)];
    try (Cobblestone message = Cobblestone.derive(key, salt, context)) {
      out[0] = SUITE;
      salt.copyTo(out, 1);
      message.commitment().copyTo(out, 1 + Cobblestone.SALT_BYTES);
      ChunkCipher cipher = message.newChunkCipher();
      int chunks = plaintext.length / Cobblestone.CHUNK_BYTES + 1;
      for (int chunk = 0; chunk < chunks; chunk++) {
        int from = chunk * Cobblestone.CHUNK_BYTES;
        int length = Math.min(Cobblestone.CHUNK_BYTES, plaintext.length - from);
        cipher.seal(chunk, plaintext, from, length, out, sealedOffset(chunk));
      }
    }
    return out;
  }

  /**
   * Opens, checking in this order: length and suite ({@link ErrorCode#LIMIT}, {@link
   * ErrorCode#SUITE_UNKNOWN}), key commitment ({@link ErrorCode#KEY_COMMIT}), length and tags
   * ({@link ErrorCode#CT_TRUNCATED}, {@link ErrorCode#CT_CORRUPT}).
   */
  public static SecretBytes open(SecretBytes key, Context context, Bytes sealed) {
    if (sealed.length() > sealedLength(MAX_PLAINTEXT_BYTES)) {
      throw new MalformedException(ErrorCode.LIMIT, "too long to be sealed in one piece");
    }
    return open(key, context.encode(), sealed);
  }

  /**
   * Requires that {@code key} and {@code context} are those that {@code sealed} was made with, by
   * its commitment alone: nothing is opened.
   *
   * @throws dev.strongroom.protocol.ProtocolException as {@link #open}, but for the tags
   */
  public static void requireKey(SecretBytes key, Context context, Bytes sealed) {
    requireSuite(sealed);
    try (Cobblestone message = derive(key, context.encode(), sealed)) {
      message.requireCommitment(commitment(sealed));
    }
  }

  private static void requireSuite(Bytes sealed) {
    if (sealed.isEmpty() || sealed.at(0) != SUITE) {
      throw new UnsupportedException(ErrorCode.SUITE_UNKNOWN, "sealed under another suite");
    }
    if (sealed.length() < 1 + Cobblestone.HEADER_BYTES) {
      throw new MalformedException(ErrorCode.CT_TRUNCATED, "the ciphertext ends too early");
    }
  }

  private static Cobblestone derive(SecretBytes key, Bytes context, Bytes sealed) {
    return Cobblestone.derive(key, sealed.slice(1, 1 + Cobblestone.SALT_BYTES), context);
  }

  private static Bytes commitment(Bytes sealed) {
    return sealed.slice(1 + Cobblestone.SALT_BYTES, 1 + Cobblestone.HEADER_BYTES);
  }

  /** Of any length, for vectors. */
  static SecretBytes open(SecretBytes key, Bytes context, Bytes sealed) {
    requireSuite(sealed);
    try (Cobblestone message = derive(key, context, sealed)) {
      message.requireCommitment(commitment(sealed));
      return openChunks(message, sealed.toArray());
    }
  }

  private static SecretBytes openChunks(Cobblestone message, byte[] in) {
    byte[] out = new byte[(int) Cobblestone.plaintextLength(in.length - 1)];
    ChunkCipher cipher = message.newChunkCipher();
    try {
      int chunks = out.length / Cobblestone.CHUNK_BYTES + 1;
      for (int chunk = 0; chunk < chunks; chunk++) {
        int from = sealedOffset(chunk);
        int length = Math.min(Cobblestone.SEALED_CHUNK_BYTES, in.length - from);
        cipher.open(chunk, in, from, length, out, chunk * Cobblestone.CHUNK_BYTES);
      }
      return SecretBytes.takeOver(out);
    } catch (RuntimeException e) {
      Arrays.fill(out, (byte) 0);
      throw e;
    }
  }

  private static int sealedOffset(int chunk) {
    return 1 + Cobblestone.HEADER_BYTES + chunk * Cobblestone.SEALED_CHUNK_BYTES;
  }
}
