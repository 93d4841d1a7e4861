package dev.strongroom.protocol.slot;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.identity.IdentitySecret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a slot seals: the identity secret, and what its maker knew of the organisation. A new device
 * takes root, policy and checkpoint from here, and never from the server (T65).
 *
 * @param organisation hash of the root key
 * @param policySequence of the newest policy known
 * @param policy hash of the newest policy known
 * @param checkpoint the newest checkpoint of the directory log known, as its signed note, at most
 *     {@value #MAX_CHECKPOINT_BYTES} bytes; empty where none was known
 */
public record SlotContents(
    IdentitySecret secret,
    OrganisationId organisation,
    long policySequence,
    Hash policy,
    String checkpoint)
    implements AutoCloseable {
  public static final int MAX_CHECKPOINT_BYTES = 4096;
  private static final byte VERSION = 1;

  /** Version, secret, organisation, policy sequence and hash; the checkpoint's length. */
  private static final int FIXED_BYTES = 1 + 32 + 32 + 8 + 32 + 4;

  private static final int LENGTH_AT = FIXED_BYTES - 4;

  public SlotContents {
    if (checkpoint.getBytes(StandardCharsets.UTF_8).length > MAX_CHECKPOINT_BYTES) {
      throw new MalformedException(ErrorCode.LIMIT, "a checkpoint is too long for a key slot");
    }
  }

  /** Contents whose maker knew no checkpoint. */
  public SlotContents(
      IdentitySecret secret, OrganisationId organisation, long policySequence, Hash policy) {
    this(secret, organisation, policySequence, policy, "");
  }

  /** The plaintext of a slot; the caller zeroes it. */
  byte[] encode() {
    byte[] note = checkpoint.getBytes(StandardCharsets.UTF_8);
    return secret
        .value()
        .with(s ->
            ByteBuffer.allocate(FIXED_BYTES + note.length)
                .put(VERSION)
                .put(s)
                .put(organisation.value().buffer())
                .putLong(policySequence)
                .put(policy.value().buffer())
                .putInt(note.length)
                .put(note)
                .array());
  }

  /** Reads the plaintext of a slot that was sealed in the name of {@code expected}. */
  static SlotContents decode(SecretBytes plaintext, OrganisationId expected) {
    return plaintext.with(bytes -> {
      if (bytes.length < FIXED_BYTES || bytes[0] != VERSION) {
        throw KeySlot.failed();
      }
      int length = ByteBuffer.wrap(bytes).getInt(LENGTH_AT);
      Bytes organisation = Bytes.of(bytes, 33, 32);
      if (length < 0
          || length > MAX_CHECKPOINT_BYTES
          || length != bytes.length - FIXED_BYTES
          || !organisation.equals(expected.value())) {
        throw KeySlot.failed();
      }
      return new SlotContents(
          IdentitySecret.of(SecretBytes.takeOver(Arrays.copyOfRange(bytes, 1, 33))),
          expected,
          ByteBuffer.wrap(bytes).getLong(65),
          new Hash(Bytes.of(bytes, 73, 32)),
          new String(bytes, FIXED_BYTES, length, StandardCharsets.UTF_8));
    });
  }

  @Override
  public void close() {
    secret.close();
  }
}
