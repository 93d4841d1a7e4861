package dev.strongroom.protocol.slot;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.identity.IdentitySecret;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a slot seals: the identity secret, and what its maker knew of the organisation.
 *
 * @param organisation hash of the root key
 * @param policySequence of the newest policy known
 * @param policy hash of the newest policy known
 */
public record SlotContents(
    IdentitySecret secret, OrganisationId organisation, long policySequence, Hash policy)
    implements AutoCloseable {
  private static final byte VERSION = 1;

  /**
   * Version, secret, organisation, policy sequence and hash; the directory checkpoint's length (0
   * for now).
   */
  private static final int BYTES = 1 + 32 + 32 + 8 + 32 + 4;

  /** The plaintext of a slot; the caller zeroes it. */
  byte[] encode() {
    return secret
        .value()
        .with(s ->
            ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .put(s)
                .put(organisation.value().buffer())
                .putLong(policySequence)
                .put(policy.value().buffer())
                .putInt(0)
                .array());
  }

  static SlotContents decode(SecretBytes plaintext) {
    return plaintext.with(bytes -> {
      if (bytes.length != BYTES || bytes[0] != VERSION) {
        throw new NotForThisKeyException(
            ErrorCode.UNLOCK_FAILED, "the key slot is of another version");
      }
      return new SlotContents(
          IdentitySecret.of(SecretBytes.takeOver(Arrays.copyOfRange(bytes, 1, 33))),
          new OrganisationId(Bytes.of(bytes, 33, 32)),
          ByteBuffer.wrap(bytes).getLong(65),
          new Hash(Bytes.of(bytes, 73, 32)));
    });
  }

  @Override
  public void close() {
    secret.close();
  }
}
