package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.HistoryBox;
import dev.strongroom.protocol.epoch.Recipient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The secrets of a chain, opened: every epoch from the present one back, and the box. Each checked
 * against the signed chain.
 */
public final class OpenChain implements AutoCloseable {
  private final EpochInfo present;
  private final SortedMap<Long, EpochSecret> secrets;
  private final ChainBox box;

  private OpenChain(EpochInfo present, SortedMap<Long, EpochSecret> secrets, ChainBox box) {
    this.present = present;
    this.secrets = secrets;
    this.box = box;
  }

  /** How to open a wrap: for whom it was made, and that one's key. */
  interface Opener {
    Optional<Opening> forWrap(ChainDocument.Wrap wrap);
  }

  record Opening(Recipient recipient, KemPrivateKey key) {}

  /**
   * @throws AuthenticationException {@link ErrorCode#GROUP_CHAIN} for boxes that are not the link's
   * @throws dev.strongroom.protocol.NotForThisKeyException {@link ErrorCode#UNLOCK_FAILED} if no
   *     wrap opens
   */
  static OpenChain open(
      OrganisationId organisation,
      ChainId chain,
      ChainBox.Kind kind,
      EpochInfo present,
      SortedMap<Long, KemPublicKey> keys,
      ChainDocument document,
      Opener opener) {
    ChainDocument.Box boxes = requireBoxes(present, document);
    EpochSecret newest = openPresent(organisation, chain, present, document, opener);
    SortedMap<Long, EpochSecret> secrets = new TreeMap<>();
    secrets.put(present.number(), newest);
    try {
      if (present.history().isPresent()) {
        secrets.putAll(
            HistoryBox.open(
                organisation,
                newest,
                boxes.history(),
                epoch ->
                    Optional.ofNullable(keys.get(epoch))
                        .orElseThrow(() -> chain("a history of an epoch that never was"))));
      }
      ChainBox box = ChainBox.open(kind, organisation, newest, boxes.box(), present.commitment());
      return new OpenChain(present, secrets, box);
    } catch (RuntimeException e) {
      secrets.values().forEach(EpochSecret::close);
      throw e;
    }
  }

  /** The first wrap that opens; one that does not keeps nobody from the next. */
  private static EpochSecret openPresent(
      OrganisationId organisation,
      ChainId chain,
      EpochInfo present,
      ChainDocument document,
      Opener opener) {
    Optional<ProtocolException> failure = Optional.empty();
    for (ChainDocument.Wrap wrap : document.wraps()) {
      try {
        Optional<Opening> opening =
            wrap.epoch() == present.number() ? opener.forWrap(wrap) : Optional.empty();
        if (opening.isPresent()) {
          return EpochWrap.open(
              organisation,
              chain,
              present.number(),
              opening.get().recipient(),
              opening.get().key(),
              wrap.wrap(),
              present.key());
        }
      } catch (ProtocolException e) {
        failure = failure.or(() -> Optional.of(e));
      }
    }
    throw failure.orElseGet(() ->
        new AuthenticationException(
            ErrorCode.UNLOCK_FAILED, "there is no wrap that this user's keys open"));
  }

  private static ChainDocument.Box requireBoxes(EpochInfo present, ChainDocument document) {
    ChainDocument.Box boxes = document.boxes().get(present.number());
    if (boxes == null) {
      throw chain("the epoch's boxes are missing");
    }
    Optional<Hash> history =
        boxes.history().isEmpty() ? Optional.empty() : Optional.of(Sha256.of(boxes.history()));
    if (!Sha256.of(boxes.box()).equals(present.box()) || !history.equals(present.history())) {
      throw chain("the boxes are not those that the link names");
    }
    return boxes;
  }

  private static AuthenticationException chain(String what) {
    return new AuthenticationException(ErrorCode.GROUP_CHAIN, what);
  }

  public EpochSecret present() {
    return secret(present.number());
  }

  long presentEpoch() {
    return present.number();
  }

  /** Whether the secret of {@code epoch} came with the present box. */
  public boolean holds(long epoch) {
    return secrets.containsKey(epoch);
  }

  /** The secret of an epoch in use. */
  public EpochSecret secret(long epoch) {
    EpochSecret secret = secrets.get(epoch);
    if (secret == null) {
      throw new AuthenticationException(
          ErrorCode.UNLOCK_FAILED, "the keys of an epoch are not at hand");
    }
    return secret;
  }

  Map<Long, EpochSecret> all() {
    return secrets;
  }

  /** Secrets of the epochs from {@code oldest} on: those that a new epoch's history holds. */
  Map<Long, EpochSecret> since(long oldest) {
    return secrets.tailMap(oldest);
  }

  /** Every epoch whose secret is at hand, the oldest first. */
  public List<Long> epochs() {
    return List.copyOf(secrets.keySet());
  }

  public ChainBox box() {
    return box;
  }

  @Override
  public void close() {
    secrets.values().forEach(EpochSecret::close);
    box.close();
  }
}
