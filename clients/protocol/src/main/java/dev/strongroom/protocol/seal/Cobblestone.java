package dev.strongroom.protocol.seal;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Hkdf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The keys of one Cobblestone-256 message, derived from input key, salt and context: from these,
 * and from nothing else, its commitment and every chunk follow. The arithmetic of its lengths
 * stands here too.
 *
 * <p>A message is salt (24), commitment (32), then chunks of 16 KiB plaintext and a 16-byte tag,
 * the last always shorter.
 */
public final class Cobblestone implements AutoCloseable {
  public static final int KEY_BYTES = 32;
  public static final int SALT_BYTES = 24;
  public static final int COMMITMENT_BYTES = 32;
  public static final int HEADER_BYTES = SALT_BYTES + COMMITMENT_BYTES;
  public static final int CHUNK_BYTES = 16 << 10;
  public static final int TAG_BYTES = 16;
  public static final int SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
  static final int NONCE_BYTES = 12;

  /** Chunks are numbered below 2^38. */
  public static final long MAX_PLAINTEXT_BYTES = (1L << 52) - 1;

  private static final byte[] INFO =
      "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0".getBytes(StandardCharsets.US_ASCII);

  private final SecretBytes key;
  private final byte[] baseNonce;
  private final Bytes commitment;

  private Cobblestone(SecretBytes key, byte[] baseNonce, Bytes commitment) {
    this.key = key;
    this.baseNonce = baseNonce;
    this.commitment = commitment;
  }

  /** Derives the keys of the message with this salt. */
  public static Cobblestone derive(SecretBytes inputKey, Bytes salt, Context context) {
    return derive(inputKey, salt, context.encode());
  }

  static Cobblestone derive(SecretBytes inputKey, Bytes salt, Bytes context) {
    if (inputKey.length() != KEY_BYTES || salt.length() != SALT_BYTES) {
      throw new IllegalArgumentException("a key has 32 bytes and a salt 24");
    }
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    info.writeBytes(INFO);
    info.writeBytes(salt.toArray());
    info.writeBytes(context.toArray());
    try (SecretBytes okm =
        Hkdf.expand(
            inputKey, Bytes.of(info.toByteArray()), KEY_BYTES + NONCE_BYTES + COMMITMENT_BYTES)) {
      return okm.with(bytes ->
          new Cobblestone(
              SecretBytes.takeOver(Arrays.copyOf(bytes, KEY_BYTES)),
              Arrays.copyOfRange(bytes, KEY_BYTES, KEY_BYTES + NONCE_BYTES),
              Bytes.of(bytes, KEY_BYTES + NONCE_BYTES, COMMITMENT_BYTES)));
    }
  }

  public Bytes commitment() {
    return commitment;
  }

  /**
   * @throws NotForThisKeyException {@link ErrorCode#KEY_COMMIT}: another key or another context
   */
  public void requireCommitment(Bytes stored) {
    if (!MessageDigest.isEqual(commitment.toArray(), stored.toArray())) {
      throw new NotForThisKeyException(
          ErrorCode.KEY_COMMIT, "the key does not belong to this ciphertext");
    }
  }

  /** For one thread; several threads work on one message with one each. */
  public ChunkCipher newChunkCipher() {
    return new ChunkCipher(key, baseNonce);
  }

  /** Length of the message for {@code plaintextBytes}. */
  public static long messageLength(long plaintextBytes) {
    if (plaintextBytes < 0 || plaintextBytes > MAX_PLAINTEXT_BYTES) {
      throw new MalformedException(ErrorCode.LIMIT, "longer than a message can be");
    }
    return HEADER_BYTES + plaintextBytes + (plaintextBytes / CHUNK_BYTES + 1) * TAG_BYTES;
  }

  /**
   * Length of the plaintext in a message of {@code messageBytes}.
   *
   * @throws MalformedException {@link ErrorCode#CT_TRUNCATED} for a length that no whole message
   *     has
   */
  public static long plaintextLength(long messageBytes) {
    long chunks = messageBytes - HEADER_BYTES;
    long last = chunks % SEALED_CHUNK_BYTES;
    if (chunks < TAG_BYTES || last < TAG_BYTES) {
      throw new MalformedException(ErrorCode.CT_TRUNCATED, "the ciphertext ends too early");
    }
    long plaintext = chunks / SEALED_CHUNK_BYTES * CHUNK_BYTES + last - TAG_BYTES;
    if (plaintext > MAX_PLAINTEXT_BYTES) {
      throw new MalformedException(ErrorCode.LIMIT, "longer than a message can be");
    }
    return plaintext;
  }

  @Override
  public void close() {
    key.close();
  }
}
