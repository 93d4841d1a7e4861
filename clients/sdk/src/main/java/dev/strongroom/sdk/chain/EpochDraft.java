package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.HistoryBox;
import dev.strongroom.protocol.epoch.Recipient;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A new epoch under way: its secret, its boxes, and what the link says of it. */
final class EpochDraft implements AutoCloseable {
  private final OrganisationId organisation;
  private final EpochSecret secret;
  private final EpochInfo info;
  private final Bytes box;
  private final Bytes history;

  private EpochDraft(
      OrganisationId organisation, EpochSecret secret, EpochInfo info, Bytes box, Bytes history) {
    this.organisation = organisation;
    this.secret = secret;
    this.info = info;
    this.box = box;
    this.history = history;
  }

  /**
   * @param number of the new epoch
   * @param earlier secrets of the epochs before it; none for the first
   */
  static EpochDraft make(
      OrganisationId organisation,
      long number,
      ChainBox chainBox,
      Map<Long, EpochSecret> earlier,
      SecureRandom random) {
    EpochSecret secret = EpochSecret.random(organisation, random);
    Bytes box = chainBox.seal(organisation, secret, random);
    Bytes history =
        number == 1 ? Bytes.empty() : HistoryBox.seal(organisation, secret, earlier, random);
    Optional<Hash> historyHash =
        history.isEmpty() ? Optional.empty() : Optional.of(Sha256.of(history));
    EpochInfo info =
        new EpochInfo(
            number,
            secret.publicKey(),
            historyHash,
            Sha256.of(box),
            chainBox.commitment(organisation));
    return new EpochDraft(organisation, secret, info, box, history);
  }

  EpochInfo info() {
    return info;
  }

  EpochSecret secret() {
    return secret;
  }

  Bytes box() {
    return box;
  }

  Bytes history() {
    return history;
  }

  /** A wrap of {@code secret} for one recipient, as the access service takes it. */
  static Map<String, String> wrap(
      OrganisationId organisation,
      ChainId chain,
      long epoch,
      EpochSecret secret,
      Recipient recipient,
      KemPublicKey key) {
    Map<String, String> wrap = new LinkedHashMap<>();
    wrap.put("kind", recipient instanceof Recipient.User ? "user" : "group");
    wrap.put("recipient", recipient.id().toBase64Url());
    wrap.put(
        "reference",
        switch (recipient) {
          case Recipient.User user -> user.identity().toString();
          case Recipient.Group group -> Long.toString(group.epoch());
        });
    wrap.put(
        "wrap", EpochWrap.seal(organisation, chain, epoch, recipient, key, secret).toBase64Url());
    return wrap;
  }

  /** The request that hands a link in. */
  static Map<String, Object> request(
      Bytes envelope, Optional<EpochDraft> epoch, List<Map<String, String>> wraps) {
    return Map.of(
        "envelope",
        envelope.toBase64Url(),
        "box",
        epoch.map(e -> e.box.toBase64Url()).orElse(""),
        "history",
        epoch.map(e -> e.history.toBase64Url()).orElse(""),
        "wraps",
        wraps);
  }

  OrganisationId organisation() {
    return organisation;
  }

  @Override
  public void close() {
    secret.close();
  }
}
