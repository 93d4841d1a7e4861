package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.HistoryBox;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Signed;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An epoch that does not hold what its link says, as somebody makes it who wants nobody to read a
 * chain any more. To a service, which sees hashes and lengths, it is as good as any.
 */
public final class HostileEpoch {
  /** What of it is worthless. */
  public enum Junk {
    BOX,
    HISTORY,
    /** The history opens, and holds none of the epochs before. */
    EMPTY_HISTORY,
    /** Everybody's wraps but the author's. */
    WRAPS
  }

  private final OrganisationId organisation;
  private final Junk junk;
  private final EpochSecret secret;
  private final EpochSecret another;
  private final Bytes box;
  private final Bytes history;
  private final EpochInfo info;

  /**
   * @param before the epoch that it follows
   * @param chainBox the present one, whose commitment a rekey keeps
   * @param earlier secrets of the epochs before it
   */
  public HostileEpoch(
      OrganisationId organisation,
      EpochInfo before,
      ChainBox chainBox,
      Map<Long, EpochSecret> earlier,
      Junk junk,
      SecureRandom random) {
    this.organisation = organisation;
    this.junk = junk;
    this.secret = EpochSecret.random(organisation, random);
    this.another = EpochSecret.random(organisation, random);
    this.box = chainBox.seal(organisation, junk == Junk.BOX ? another : secret, random);
    this.history =
        HistoryBox.seal(
            organisation,
            junk == Junk.HISTORY ? another : secret,
            junk == Junk.EMPTY_HISTORY ? Map.of() : earlier,
            random);
    this.info =
        new EpochInfo(
            before.number() + 1,
            secret.publicKey(),
            Optional.of(Sha256.of(history)),
            Sha256.of(box),
            chainBox.commitment(organisation));
  }

  /** What the link says of it. */
  public EpochInfo info() {
    return info;
  }

  /** The request that hands its link in, with a wrap for each of {@code readers}. */
  public Map<String, Object> request(
      ChainId chain, Bytes envelope, Hash author, List<Signed<Identity>> readers) {
    List<Map<String, String>> wraps =
        readers.stream()
            .map(reader ->
                wrap(
                    chain,
                    reader,
                    junk == Junk.WRAPS && !reader.hash().equals(author) ? another : secret))
            .toList();
    return Map.of(
        "envelope", envelope.toBase64Url(),
        "box", box.toBase64Url(),
        "history", history.toBase64Url(),
        "wraps", wraps);
  }

  private Map<String, String> wrap(ChainId chain, Signed<Identity> reader, EpochSecret wrapped) {
    Recipient recipient = new Recipient.User(reader.body().user(), reader.hash());
    Bytes wrap =
        EpochWrap.seal(
            organisation, chain, info.number(), recipient, reader.body().kemKey(), wrapped);
    return Map.of(
        "kind", "user",
        "recipient", recipient.id().toBase64Url(),
        "reference", reader.hash().toString(),
        "wrap", wrap.toBase64Url());
  }
}
