package dev.strongroom.protocol.epoch;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.crypto.Hpke;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;

/**
 * An epoch secret wrapped to one recipient by HPKE, its info binding organisation, chain, epoch and
 * recipient. A wrap needs no signature: what it opens to is compared with the public key in the
 * signed link.
 */
public final class EpochWrap {
  private EpochWrap() {}

  public static Bytes seal(
      OrganisationId organisation,
      ChainId chain,
      long epoch,
      Recipient recipient,
      KemPublicKey recipientKey,
      EpochSecret secret) {
    return Hpke.seal(recipientKey, info(organisation, chain, epoch, recipient), secret.value());
  }

  /**
   * Opens a wrap and compares it with the epoch's public key.
   *
   * @throws dev.strongroom.protocol.NotForThisKeyException {@link ErrorCode#UNLOCK_FAILED} if it
   *     does not open, {@link ErrorCode#KEY_MISMATCH} if it opens to another secret
   */
  public static EpochSecret open(
      OrganisationId organisation,
      ChainId chain,
      long epoch,
      Recipient recipient,
      KemPrivateKey key,
      Bytes wrap,
      KemPublicKey stated) {
    return EpochSecret.matching(
        organisation, Hpke.open(key, info(organisation, chain, epoch, recipient), wrap), stated);
  }

  private static Bytes info(
      OrganisationId organisation, ChainId chain, long epoch, Recipient recipient) {
    return recipient
        .bind(Context.of("epoch-wrap", organisation).with(chain.value()).with(epoch))
        .encode();
  }
}
