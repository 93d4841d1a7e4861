package dev.strongroom.sdk.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.chain.ChainReplay;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.DirectoryLog;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.directory.DirectoryReplica;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A chain as this client has verified it so far: which of the directory log's entries for it count,
 * and the state after each (section 3, rule 1). It only grows; what is new is verified on top.
 *
 * @param <L> its links
 * @param <S> the states that they lead to
 */
final class VerifiedChain<L, S> {
  private final ChainId id;
  private final DirectoryEntry.Kind kind;
  private final ChainReplay<L, S> replay;
  private final List<ChainReplay.Accepted<L, S>> accepted = new ArrayList<>();
  private final List<ChainReplay.Voided> voided = new ArrayList<>();
  private long judged;

  VerifiedChain(ChainId id, DirectoryEntry.Kind kind, ChainReplay<L, S> replay) {
    this.id = id;
    this.kind = kind;
    this.replay = replay;
  }

  /** Links accepted so far; the next one has this place. */
  int size() {
    return accepted.size();
  }

  /** Entries of the log for this chain that were judged so far. */
  long judged() {
    return judged;
  }

  S newest() {
    return accepted.getLast().state();
  }

  L first() {
    return accepted.getFirst().link().body();
  }

  /** The state after the link at {@code sequence}. */
  Optional<S> at(long sequence) {
    return sequence >= 0 && sequence < accepted.size()
        ? Optional.of(accepted.get((int) sequence).state())
        : Optional.empty();
  }

  /** The newest state that was accepted before {@code index} of the log. */
  Optional<S> before(long index) {
    int low = 0;
    int high = accepted.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (accepted.get(middle).index() < index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return at(low - 1L);
  }

  List<S> states() {
    return accepted.stream().map(ChainReplay.Accepted::state).toList();
  }

  /** The first link that left the chain so. */
  Signed<L> first(Predicate<S> so) {
    return accepted.stream()
        .filter(a -> so.test(a.state()))
        .findFirst()
        .map(ChainReplay.Accepted::link)
        .orElseThrow();
  }

  /** What the log has for this chain, and does not count: somebody tried, and this is why not. */
  List<ChainReplay.Voided> voided() {
    return List.copyOf(voided);
  }

  /** Whether the client's copy of the log has entries for this chain that were not judged yet. */
  boolean isBehind(DirectoryReplica directory) {
    return directory.of(kind, id.value()).size() > judged;
  }

  /** Envelopes of the links that count, from a place on. */
  List<Bytes> links(long from) {
    return accepted.stream().skip(from).map(a -> a.link().envelope().encode()).toList();
  }

  /** Whether the client's copy of the log has all that the server gave: it may have moved on. */
  boolean logHas(DirectoryReplica directory, List<Envelope> served) {
    Set<Hash> logged = new HashSet<>();
    directory.of(kind, id.value()).forEach(e -> logged.add(e.entry().payload()));
    return served.stream().map(Envelope::hash).allMatch(logged::contains);
  }

  /**
   * Judges the log's entries that were not judged before.
   *
   * @param served links and voids as the server gave them, behind those accepted so far
   * @param pinned the newest link that this client has ever verified here
   * @throws AuthenticationException {@link ErrorCode#CHAIN_BODY} where a link is withheld, {@link
   *     ErrorCode#CHAIN_ID} where one of another chain is served, {@link ErrorCode#GROUP_CHAIN}
   *     where one is that the log does not have, {@link ErrorCode#GROUP_FORK}
   * @throws StaleException {@link ErrorCode#GROUP_ROLLBACK} where what is withheld was verified
   *     before
   */
  void judge(DirectoryReplica directory, List<Envelope> served, Optional<Pins.Place> pinned) {
    if (!logHas(directory, served)) {
      served.forEach(this::requireOfThisChain);
      throw new AuthenticationException(
          ErrorCode.GROUP_CHAIN, "a link is served that the directory's log does not have");
    }
    Map<Hash, Envelope> bodies = new HashMap<>();
    served.forEach(envelope -> bodies.put(envelope.hash(), envelope));
    List<DirectoryLog.Logged> all = directory.of(kind, id.value());
    List<ChainReplay.Logged> entries =
        all.subList((int) judged, all.size()).stream()
            .map(e -> new ChainReplay.Logged(e.index(), e.entry().sequence(), e.entry().payload()))
            .toList();
    ChainReplay.Outcome<L, S> outcome = replayed(entries, bodies, pinned);
    accepted.addAll(outcome.accepted());
    voided.addAll(outcome.voids());
    judged = all.size();
    if (accepted.isEmpty()) {
      throw new AuthenticationException(
          ErrorCode.GROUP_CHAIN, "the directory's log has no chain of this id");
    }
    requirePinned(pinned);
  }

  private ChainReplay.Outcome<L, S> replayed(
      List<ChainReplay.Logged> entries, Map<Hash, Envelope> bodies, Optional<Pins.Place> pinned) {
    Optional<S> before = accepted.isEmpty() ? Optional.empty() : Optional.of(newest());
    Set<Hash> missing = new HashSet<>();
    try {
      return replay.replay(
          id,
          before,
          entries,
          hash -> {
            Optional<Envelope> body = Optional.ofNullable(bodies.get(hash));
            if (body.isEmpty()) {
              missing.add(hash);
            }
            return body;
          });
    } catch (AuthenticationException e) {
      // What this client has verified before is never taken for a link that was only held back.
      if (e.code() == ErrorCode.CHAIN_BODY
          && !missing.isEmpty()
          && pinned.filter(pin -> isHeldBack(pin, bodies)).isPresent()) {
        throw new StaleException(
            ErrorCode.GROUP_ROLLBACK, "the chain ends before what this client has verified");
      }
      throw e;
    }
  }

  private boolean isHeldBack(Pins.Place pin, Map<Hash, Envelope> bodies) {
    return pin.sequence() >= accepted.size() && !bodies.containsKey(pin.hash());
  }

  private void requireOfThisChain(Envelope envelope) {
    Bytes of =
        switch (kind) {
          case GROUP ->
              GroupLink.decode(envelope)
                  .body()
                  .group()
                  .map(ChainId::value)
                  .orElse(envelope.hash().value());
          default ->
              RoomLink.decode(envelope)
                  .body()
                  .room()
                  .map(ChainId::value)
                  .orElse(envelope.hash().value());
        };
    if (!of.equals(id.value())) {
      throw new AuthenticationException(
          ErrorCode.CHAIN_ID, "another chain was served under this id");
    }
  }

  /** A chain must contain what was pinned, in its place. */
  private void requirePinned(Optional<Pins.Place> pinned) {
    pinned.ifPresent(pin -> {
      if (pin.sequence() >= accepted.size()) {
        throw new StaleException(
            ErrorCode.GROUP_ROLLBACK, "the chain ends before what this client has verified");
      }
      if (!accepted.get((int) pin.sequence()).link().hash().equals(pin.hash())) {
        throw new AuthenticationException(
            ErrorCode.GROUP_FORK, "the chain is another than the one this client has verified");
      }
    });
  }
}
