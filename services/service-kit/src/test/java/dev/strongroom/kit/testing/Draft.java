package dev.strongroom.kit.testing;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.HistoryBox;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.statement.Signed;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An epoch as an honest client makes it: its secret, its boxes, and the requests that hand a link
 * of it in.
 */
public final class Draft {
  private final OrganisationId organisation;
  private final ChainBox chainBox;
  private final Map<Long, EpochSecret> secrets;
  private final Bytes box;
  private final Bytes history;
  private final EpochInfo info;

  private Draft(
      Organisation organisation, ChainBox chainBox, Map<Long, EpochSecret> earlier, long number) {
    SecureRandom random = organisation.random();
    this.organisation = organisation.id();
    this.chainBox = chainBox;
    this.secrets = new TreeMap<>(earlier);
    EpochSecret secret = EpochSecret.random(this.organisation, random);
    this.box = chainBox.seal(this.organisation, secret, random);
    this.history =
        number == 1 ? Bytes.empty() : HistoryBox.seal(this.organisation, secret, earlier, random);
    secrets.put(number, secret);
    Optional<Hash> named = number == 1 ? Optional.empty() : Optional.of(Sha256.of(history));
    this.info =
        new EpochInfo(
            number,
            secret.publicKey(),
            named,
            Sha256.of(box),
            chainBox.commitment(this.organisation));
  }

  public static Draft ofRoom(Organisation organisation) {
    return new Draft(organisation, ChainBox.ofRoom("a room", organisation.random()), Map.of(), 1);
  }

  public static Draft ofGroup(Organisation organisation) {
    return new Draft(organisation, ChainBox.ofGroup("a group", organisation.random()), Map.of(), 1);
  }

  /** The epoch that follows on this one. */
  public Draft next(Organisation of) {
    return new Draft(of, chainBox, secrets, info.number() + 1);
  }

  /** The same with the next index key in its box. */
  public Draft nextWithIndexKey(Organisation of) {
    return new Draft(of, chainBox.withNextIndexKey(of.random()), secrets, info.number() + 1);
  }

  public EpochInfo info() {
    return info;
  }

  public EpochSecret secret() {
    return Optional.ofNullable(secrets.get(info.number())).orElseThrow();
  }

  /** The room's index key and name. */
  public ChainBox chainBox() {
    return chainBox;
  }

  /** A wrap of this epoch for somebody. */
  public Map<String, String> wrapFor(ChainId chain, Organisation.Somebody reader) {
    Recipient recipient = new Recipient.User(reader.user(), reader.identity().hash());
    return wrap(
        "user",
        recipient,
        reader.identity().hash().toString(),
        EpochWrap.seal(
            organisation,
            chain,
            info.number(),
            recipient,
            reader.keys().kem().publicKey(),
            secret()));
  }

  /** A wrap of this epoch for a group. */
  public Map<String, String> wrapFor(ChainId chain, GroupState group) {
    Recipient recipient = new Recipient.Group(group.id(), group.epoch().number());
    return wrap(
        "group",
        recipient,
        Long.toString(group.epoch().number()),
        EpochWrap.seal(
            organisation, chain, info.number(), recipient, group.epoch().key(), secret()));
  }

  private static Map<String, String> wrap(
      String kind, Recipient recipient, String reference, Bytes sealed) {
    return Map.of(
        "kind",
        kind,
        "recipient",
        recipient.id().toBase64Url(),
        "reference",
        reference,
        "wrap",
        sealed.toBase64Url());
  }

  /** The request that hands in a link which begins this epoch. */
  public Map<String, Object> begins(Signed<?> link, List<Map<String, String>> wraps) {
    return request(link, box.toBase64Url(), history.toBase64Url(), wraps);
  }

  /** The request that hands in a link within an epoch. */
  public static Map<String, Object> goesOn(Signed<?> link, List<Map<String, String>> wraps) {
    return request(link, "", "", wraps);
  }

  private static Map<String, Object> request(
      Signed<?> link, String box, String history, List<Map<String, String>> wraps) {
    return Map.of(
        "envelope",
        link.envelope().encode().toBase64Url(),
        "box",
        box,
        "history",
        history,
        "wraps",
        wraps);
  }
}
