package dev.strongroom.protocol.deposit;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.node.DepositPlace;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.node.NodeKey;
import java.security.SecureRandom;

/**
 * What is sealed in a deposit: name, size and content key, for whoever holds the room's epoch. Its
 * maker cannot open it again.
 *
 * @param metadata sealed under a node key of its own
 * @param nodeKey that key, sealed to the epoch's public key
 */
public record DepositBox(Bytes metadata, Bytes nodeKey) {
  /**
   * @param metadata of a file; stays the caller's
   */
  public static DepositBox seal(
      DepositPlace place, KemPublicKey epoch, Metadata metadata, SecureRandom random) {
    try (NodeKey key = NodeKey.random(random)) {
      return new DepositBox(metadata.seal(key, place, random), key.sealTo(epoch, place));
    }
  }

  /**
   * Opens a deposit whose author {@link DepositCheck} has checked. The caller closes what it gets.
   *
   * @param epoch the secret of the epoch that the deposit names, checked against its link
   * @throws NotForThisKeyException {@link ErrorCode#DEPOSIT} if the key was not sealed to this
   *     epoch by this depositor for this deposit; {@link ErrorCode#KEY_MISMATCH} if it is not the
   *     key of the metadata
   * @throws ProtocolException {@link ErrorCode#CT_CORRUPT}, {@link ErrorCode#NAME_UNSAFE}, {@link
   *     ErrorCode#SUITE_UNKNOWN}: its depositor's doing
   */
  public static Metadata open(Deposit deposit, EpochSecret epoch) {
    try (NodeKey key = openKey(deposit, epoch)) {
      Metadata metadata = Metadata.open(key, deposit.place(), deposit.metadata());
      if (metadata.formerParent().isPresent()) {
        metadata.close();
        throw new AuthenticationException(ErrorCode.CT_CORRUPT, "metadata that does not decode");
      }
      return metadata;
    } catch (NotForThisKeyException e) {
      throw e.code() == ErrorCode.KEY_COMMIT
          ? new NotForThisKeyException(
              ErrorCode.KEY_MISMATCH, "a deposit's key is not that of its metadata")
          : e;
    }
  }

  private static NodeKey openKey(Deposit deposit, EpochSecret epoch) {
    try {
      return NodeKey.openDeposit(epoch, deposit.place(), deposit.nodeKey());
    } catch (NotForThisKeyException _) {
      throw new NotForThisKeyException(
          ErrorCode.DEPOSIT, "a deposit that was not sealed to this room by who signed it");
    }
  }
}
