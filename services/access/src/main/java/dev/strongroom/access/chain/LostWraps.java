package dev.strongroom.access.chain;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grant;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.RoomState;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/**
 * Takes wraps beside links: one that was lost, or for a member's new generation. Only for those who
 * may read at the newest link. What the wrap holds only its recipient can tell; so a further one
 * never takes the place of one that is there.
 */
@ApplicationScoped
class LostWraps {
  private final ChainStates states;
  private final KeyStore keys;
  private final Outbox outbox;

  @Inject
  LostWraps(ChainStates states, KeyStore keys, Outbox outbox) {
    this.states = states;
    this.keys = keys;
    this.outbox = outbox;
  }

  /** Of a group; how many were new. */
  @Transactional
  int ofGroup(UserId author, ChainId group, List<NewWraps.Entry> wraps) {
    long epoch = presentEpoch(group);
    ChainStates.Verification verification = states.verification();
    GroupState state = verification.newest(group);
    for (NewWraps.Entry wrap : wraps) {
      requireEpoch(wrap, epoch);
      Optional<Hash> listed =
          Optional.of(wrap)
              .filter(w -> w.kind().equals("user"))
              .map(w -> state.members().get(UserId.parse(w.recipient())))
              .map(GroupState.Member::identity);
      requireGeneration(verification, wrap, listed);
    }
    return keep(group, epoch, author, wraps);
  }

  /** Of a room; how many were new. */
  @Transactional
  int ofRoom(UserId author, ChainId room, List<NewWraps.Entry> wraps) {
    long epoch = presentEpoch(room);
    ChainStates.Verification verification = states.verification();
    RoomState state = verification.room(room);
    for (NewWraps.Entry wrap : wraps) {
      requireEpoch(wrap, epoch);
      Grantee grantee =
          wrap.kind().equals("user")
              ? new Grantee.User(UserId.parse(wrap.recipient()))
              : new Grantee.Group(ChainId.parse(wrap.recipient()));
      Grant grant =
          Optional.ofNullable(state.grants().get(grantee))
              .filter(found -> found.role().reads())
              .orElseThrow(LostWraps::notEntitled);
      switch (grantee) {
        case Grantee.User _ -> requireGeneration(verification, wrap, grant.identity());
        case Grantee.Group(ChainId group) ->
            requireGroupEpoch(
                wrap,
                state.epochGroups().getOrDefault(group, 0L),
                verification.newest(group).epoch().number());
      }
    }
    return keep(room, epoch, author, wraps);
  }

  /** Locked, so that no link begins another epoch meanwhile. */
  private static long presentEpoch(ChainId chain) {
    return ChainEntity.locked(chain).orElseThrow(Problem::notFound).epoch;
  }

  private static void requireEpoch(NewWraps.Entry wrap, long present) {
    if (wrap.epoch() != present) {
      throw new Problem(Reason.STALE_HEAD, "The keys are of another epoch: fetch what is new.");
    }
    KeyStore.requireShape(wrap.asWrap());
  }

  /** For the generation that the listed one stands for now. */
  private static void requireGeneration(
      ChainStates.Verification verification, NewWraps.Entry wrap, Optional<Hash> listed) {
    Hash reference = Hash.parse(wrap.reference());
    boolean stands =
        listed
            .flatMap(verification.of(UserId.parse(wrap.recipient()))::standing)
            .filter(generation -> generation.hash().equals(reference))
            .isPresent();
    if (!stands) {
      throw notEntitled();
    }
  }

  private static void requireGroupEpoch(NewWraps.Entry wrap, long wrapped, long present) {
    boolean within =
        wrap.reference().matches("[0-9]{1,18}")
            && Long.parseLong(wrap.reference()) >= wrapped
            && Long.parseLong(wrap.reference()) <= present;
    if (!within) {
      throw notEntitled();
    }
  }

  private static Problem notEntitled() {
    return new Problem(
        Reason.STATEMENT_REFUSED,
        "A wrap is made for who may read at the newest link, and for his newest keys.");
  }

  private int keep(ChainId chain, long epoch, UserId author, List<NewWraps.Entry> wraps) {
    int kept =
        keys.keepWraps(chain, epoch, author, wraps.stream().map(NewWraps.Entry::asWrap).toList());
    if (kept > 0) {
      outbox.append(new DomainEvent.WrapsStored(chain.toString(), author.toString(), epoch, kept));
    }
    return kept;
  }
}
