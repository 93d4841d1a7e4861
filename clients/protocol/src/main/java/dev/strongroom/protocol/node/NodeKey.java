package dev.strongroom.protocol.node;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Hpke;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.epoch.EpochSecret;
import java.security.SecureRandom;

/**
 * The key of one revision: 32 fresh bytes, wrapped for the room under an epoch's key with the
 * record's hash as context. The wrap is not in the record, so it can be remade; a wrong one is
 * exposed by the commitment with which the sealed metadata begins.
 */
public final class NodeKey implements AutoCloseable {
  public static final int LENGTH_BYTES = 32;

  /** Bytes of a key sealed to a room. */
  public static final int SEALED_BYTES = Hpke.sealedBytes(LENGTH_BYTES);

  private final SecretBytes value;

  private NodeKey(SecretBytes value) {
    this.value = value;
  }

  public static NodeKey random(SecureRandom random) {
    return new NodeKey(SecretBytes.random(random, LENGTH_BYTES));
  }

  SecretBytes value() {
    return value;
  }

  public Bytes wrap(
      EpochSecret epoch,
      OrganisationId organisation,
      ChainId room,
      Hash recordHash,
      SecureRandom random) {
    try (NodeWrapKey key = NodeWrapKey.of(epoch, organisation, room)) {
      return key.wrap(this, recordHash, random);
    }
  }

  /**
   * Opens a wrap.
   *
   * @throws dev.strongroom.protocol.ProtocolException {@link ErrorCode#KEY_COMMIT} for a wrap of
   *     another room, epoch, node or revision
   */
  public static NodeKey unwrap(
      EpochSecret epoch, OrganisationId organisation, ChainId room, Hash recordHash, Bytes wrap) {
    try (NodeWrapKey key = NodeWrapKey.of(epoch, organisation, room)) {
      return key.unwrap(recordHash, wrap);
    }
  }

  /** Takes what a wrap held over. */
  static NodeKey opened(SecretBytes opened) {
    if (opened.length() != LENGTH_BYTES) {
      opened.close();
      throw new NotForThisKeyException(ErrorCode.KEY_COMMIT, "a wrap that holds no node key");
    }
    return new NodeKey(opened);
  }

  /** Seals the key of a deposit to the epoch of the room that it is sent to. */
  public Bytes sealTo(KemPublicKey epoch, DepositPlace place) {
    return Hpke.seal(epoch, place.keyInfo(), value);
  }

  /**
   * Opens the key of a deposit.
   *
   * @throws NotForThisKeyException {@link ErrorCode#UNLOCK_FAILED} for one of another room, epoch,
   *     depositor or deposit
   */
  public static NodeKey openDeposit(EpochSecret epoch, DepositPlace place, Bytes sealed) {
    if (sealed.length() != SEALED_BYTES) {
      throw new NotForThisKeyException(ErrorCode.UNLOCK_FAILED, "not the key of a deposit");
    }
    try (KemPrivateKey key = epoch.kemKey()) {
      return new NodeKey(Hpke.open(key, place.keyInfo(), sealed));
    }
  }

  @Override
  public void close() {
    value.close();
  }
}
