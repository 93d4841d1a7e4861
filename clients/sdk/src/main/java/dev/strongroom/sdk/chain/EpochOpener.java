package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.crypto.KemPrivateKey;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.HistoryBox;
import dev.strongroom.protocol.epoch.Recipient;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Opens a chain's epochs for one user. Where the present one does not open to what its link commits
 * to, what can be had is taken from the epochs before it: each secret is checked against its own
 * link's public key, and each box against the hash in its own link.
 *
 * @param epochs what the chain says of each, by number, as its last link has it
 * @param oldest epoch in use
 * @param indexKey number of the index key that the newest link names; 0 for a group
 * @param opener of wraps
 * @param earlier gives what the service has beside an earlier epoch
 */
record EpochOpener(
    OrganisationId organisation,
    ChainId chain,
    ChainBox.Kind kind,
    SortedMap<Long, EpochInfo> epochs,
    long oldest,
    long indexKey,
    Opener opener,
    LongFunction<ChainDocument> earlier) {

  /** How to open a wrap: for whom it was made, and that one's key. */
  interface Opener {
    Optional<Opening> forWrap(ChainDocument.Wrap wrap);
  }

  record Opening(Recipient recipient, KemPrivateKey key) {}

  /** What was opened so far. */
  private static final class AtHand {
    final SortedMap<Long, EpochSecret> secrets = new TreeMap<>();
    Optional<ChainBox> box = Optional.empty();

    boolean add(long epoch, EpochSecret secret) {
      if (secrets.containsKey(epoch)) {
        secret.close();
        return false;
      }
      secrets.put(epoch, secret);
      return true;
    }

    EpochSecret secret(EpochInfo epoch) {
      return Objects.requireNonNull(secrets.get(epoch.number()));
    }

    void close() {
      secrets.values().forEach(EpochSecret::close);
      box.ifPresent(ChainBox::close);
    }
  }

  static boolean hasAll(Map<Long, EpochSecret> secrets, long oldest, long end) {
    return LongStream.range(oldest, end).allMatch(secrets::containsKey);
  }

  private EpochInfo present() {
    return epoch(epochs.lastKey());
  }

  private EpochInfo epoch(long number) {
    return Objects.requireNonNull(epochs.get(number));
  }

  /**
   * @throws AuthenticationException {@link ErrorCode#GROUP_CHAIN} for boxes that are not the link's
   * @throws dev.strongroom.protocol.NotForThisKeyException {@link ErrorCode#UNLOCK_FAILED} if no
   *     wrap opens
   */
  OpenChain open(ChainDocument document) {
    return open(document, false);
  }

  /** Likewise where no wrap of the present epoch opens: with what the epochs before it hold. */
  OpenChain openDespiteUnopened(ChainDocument document) {
    return open(document, true);
  }

  private OpenChain open(ChainDocument document, boolean despiteUnopened) {
    AtHand atHand = new AtHand();
    try {
      OpenChain.Condition condition = openPresent(atHand, document, despiteUnopened);
      int before = atHand.secrets.size();
      goBack(atHand);
      boolean lacking = condition == OpenChain.Condition.SOUND && atHand.secrets.size() > before;
      return new OpenChain(
          lacking ? OpenChain.Condition.LACKING : condition,
          present(),
          oldest,
          atHand.secrets,
          atHand.box);
    } catch (RuntimeException e) {
      atHand.close();
      throw e;
    }
  }

  private OpenChain.Condition openPresent(
      AtHand atHand, ChainDocument document, boolean despiteUnopened) {
    ChainDocument.Box boxes = requireBoxes(present(), document);
    try {
      atHand.add(present().number(), openWrap(present(), document));
    } catch (ProtocolException e) {
      if (!despiteUnopened) {
        throw e;
      }
      return OpenChain.Condition.UNOPENED;
    }
    boolean history = addHistory(atHand, present(), boxes);
    boolean box = addBox(atHand, present(), boxes, number -> number == indexKey);
    return history && box ? OpenChain.Condition.SOUND : OpenChain.Condition.BROKEN;
  }

  /** From the newest earlier epoch back, until all in use are at hand, and the box. */
  private void goBack(AtHand atHand) {
    for (long number = present().number() - 1; number >= oldest && !isComplete(atHand); number--) {
      if (atHand.secrets.containsKey(number) && atHand.box.isPresent()) {
        continue;
      }
      EpochInfo epoch = epoch(number);
      ChainDocument document = earlier.apply(number);
      ChainDocument.Box boxes = requireBoxes(epoch, document);
      if (atHand.secrets.containsKey(number) || addSecret(atHand, epoch, document)) {
        addHistory(atHand, epoch, boxes);
        if (atHand.box.isEmpty()) {
          addBox(atHand, epoch, boxes, _ -> true);
        }
      }
    }
  }

  private boolean isComplete(AtHand atHand) {
    return atHand.box.isPresent() && hasAll(atHand.secrets, oldest, present().number());
  }

  private boolean addSecret(AtHand atHand, EpochInfo epoch, ChainDocument document) {
    try {
      return atHand.add(epoch.number(), openWrap(epoch, document));
    } catch (ProtocolException e) {
      return false;
    }
  }

  private boolean addHistory(AtHand atHand, EpochInfo epoch, ChainDocument.Box boxes) {
    if (epoch.history().isEmpty()) {
      return true;
    }
    try {
      HistoryBox.open(
              organisation,
              atHand.secret(epoch),
              boxes.history(),
              number ->
                  Optional.ofNullable(epochs.get(number))
                      .map(EpochInfo::key)
                      .orElseThrow(() -> chain("a history of an epoch that never was")))
          .forEach(atHand::add);
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  /** Which number the index key of a box has to have. */
  private interface Numbered {
    boolean by(long indexKey);
  }

  private boolean addBox(
      AtHand atHand, EpochInfo epoch, ChainDocument.Box boxes, Numbered numbered) {
    try {
      ChainBox box =
          ChainBox.open(kind, organisation, atHand.secret(epoch), boxes.box(), epoch.commitment());
      if (!numbered.by(box.indexKeyNumber())) {
        box.close();
        return false;
      }
      atHand.box = Optional.of(box);
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  /** The first wrap that opens; one that does not keeps nobody from the next. */
  private EpochSecret openWrap(EpochInfo epoch, ChainDocument document) {
    Optional<ProtocolException> failure = Optional.empty();
    for (ChainDocument.Wrap wrap : document.wraps()) {
      try {
        Optional<Opening> opening =
            wrap.epoch() == epoch.number() ? opener.forWrap(wrap) : Optional.empty();
        if (opening.isPresent()) {
          return EpochWrap.open(
              organisation,
              chain,
              epoch.number(),
              opening.get().recipient(),
              opening.get().key(),
              wrap.wrap(),
              epoch.key());
        }
      } catch (ProtocolException e) {
        failure = failure.or(() -> Optional.of(e));
      }
    }
    throw failure.orElseGet(() ->
        new AuthenticationException(
            ErrorCode.UNLOCK_FAILED, "there is no wrap that this user's keys open"));
  }

  private static ChainDocument.Box requireBoxes(EpochInfo epoch, ChainDocument document) {
    ChainDocument.Box boxes = document.boxes().get(epoch.number());
    if (boxes == null) {
      throw chain("the epoch's boxes are missing");
    }
    Optional<Hash> history =
        boxes.history().isEmpty() ? Optional.empty() : Optional.of(Sha256.of(boxes.history()));
    if (!Sha256.of(boxes.box()).equals(epoch.box()) || !history.equals(epoch.history())) {
      throw chain("the boxes are not those that the link names");
    }
    return boxes;
  }

  private static AuthenticationException chain(String what) {
    return new AuthenticationException(ErrorCode.GROUP_CHAIN, what);
  }
}
