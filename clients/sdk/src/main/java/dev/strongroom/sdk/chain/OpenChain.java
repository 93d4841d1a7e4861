package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.epoch.ChainBox;
import dev.strongroom.protocol.epoch.EpochSecret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The secrets of a chain, opened: every epoch from the present one back, and the box. Each checked
 * against the signed chain.
 */
public final class OpenChain implements AutoCloseable {
  private final Condition condition;
  private final EpochInfo present;
  private final long oldest;
  private final SortedMap<Long, EpochSecret> secrets;
  private final Optional<ChainBox> box;

  OpenChain(
      Condition condition,
      EpochInfo present,
      long oldest,
      SortedMap<Long, EpochSecret> secrets,
      Optional<ChainBox> box) {
    this.condition = condition;
    this.present = present;
    this.oldest = oldest;
    this.secrets = secrets;
    this.box = box;
  }

  /**
   * What the present epoch is worth. Only what follows from the signed chain counts as a fault of
   * the epoch's: its boxes have their hashes in the link, and its secret its public key. Wraps have
   * not, and one that does not open may as well be the server's.
   */
  enum Condition {
    /** It opens to what its link commits to. */
    SOUND,
    /** Its history leaves out an epoch in use, whose secret is at hand from elsewhere. */
    LACKING,
    /** Its secret is the link's; the link's box, or the link's history, does not open with it. */
    BROKEN,
    /** No wrap of it opens. */
    UNOPENED
  }

  Condition condition() {
    return condition;
  }

  /** Whether the next epoch that is begun from here leaves nothing behind. */
  boolean isWhole() {
    return box.isPresent()
        && EpochOpener.hasAll(secrets, oldest, present.number())
        && secrets.containsKey(present.number());
  }

  /** Whether the box at hand is the one that the present link commits to. */
  boolean hasPresentBox(OrganisationId organisation) {
    return box.filter(b -> b.commitment(organisation).equals(present.commitment())).isPresent();
  }

  public EpochSecret present() {
    return secret(present.number());
  }

  long presentEpoch() {
    return present.number();
  }

  /** Whether the secret of {@code epoch} is at hand. */
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
    return box.orElseThrow(() ->
        new AuthenticationException(
            ErrorCode.GROUP_CHAIN, "no box that this user opens holds the name"));
  }

  @Override
  public void close() {
    secrets.values().forEach(EpochSecret::close);
    box.ifPresent(ChainBox::close);
  }
}
