package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.crypto.VerifyingKey;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * From the directory log's entries to a chain's accepted links (section 3, rule 1): an entry for
 * the next place that is valid at its own index is accepted, one that breaks a rule is void and
 * leaves the place free, one for another place is nothing. What cannot be seen, or whose signature
 * was spoiled, is an error and never void: or whoever serves the bodies could choose. Services and
 * clients alike.
 *
 * @param <L> the links
 * @param <S> the states that they lead to
 */
public final class ChainReplay<L, S> {
  /** Links that are read and whose signatures are checked at once, on all cores. */
  private static final int BATCH = 1_000;

  private final Steps<L, S> steps;
  private final Identities identities;
  private final Checkpoints checkpoints;

  private ChainReplay(Steps<L, S> steps, Identities identities, Checkpoints checkpoints) {
    this.steps = steps;
    this.identities = identities;
    this.checkpoints = checkpoints;
  }

  /** Of a group's chain. */
  public static ChainReplay<GroupLink, GroupState> of(GroupChain chain) {
    return new ChainReplay<>(
        new Steps<>(
            StatementKind.GROUP,
            GroupLink::decode,
            GroupLink::author,
            GroupLink::directory,
            chain::verified,
            GroupState::sequence),
        chain.identities(),
        chain.checkpoints());
  }

  /** Of a room's chain. */
  public static ChainReplay<RoomLink, RoomState> of(RoomChain chain) {
    return new ChainReplay<>(
        new Steps<>(
            StatementKind.ROOM,
            RoomLink::decode,
            RoomLink::author,
            RoomLink::directory,
            chain::verified,
            RoomState::sequence),
        chain.identities(),
        chain.checkpoints());
  }

  /** What a kind of chain does with one link. */
  private record Steps<L, S>(
      StatementKind kind,
      Function<Envelope, Signed<L>> decode,
      Function<L, Author> author,
      Function<L, String> directory,
      Step<L, S> step,
      ToLongFunction<S> sequence) {}

  private interface Step<L, S> {
    S next(Optional<S> before, Signed<L> link, long at, Ahead ahead);
  }

  /**
   * An entry of the log for the chain.
   *
   * @param index in the log
   * @param sequence the place in the chain that it is for
   * @param payload hash of the link's payload
   */
  public record Logged(long index, long sequence, Hash payload) {}

  /**
   * A link that counts.
   *
   * @param state after it
   */
  public record Accepted<L, S>(long index, Signed<L> link, S state) {}

  /**
   * An entry whose link breaks a rule at its own index; its place stayed free.
   *
   * @param why the rule's code
   */
  public record Voided(long index, long sequence, Hash payload, ErrorCode why) {}

  /** What the entries came to, both in the log's order. */
  public record Outcome<L, S>(List<Accepted<L, S>> accepted, List<Voided> voids) {
    public Outcome {
      accepted = List.copyOf(accepted);
      voids = List.copyOf(voids);
    }
  }

  /**
   * Goes on from {@code before}.
   *
   * @param chain the chain's id, which its first payload must hash to
   * @param before the newest state accepted so far; empty before the first link
   * @param entries those for this chain that follow, by ascending index
   * @param bodies what the server gives of the links, by the hash of their payload; may be asked
   *     twice
   * @throws AuthenticationException {@link ErrorCode#CHAIN_BODY} where a link for the next place is
   *     not served as it was signed
   * @throws dev.strongroom.protocol.UnsupportedException for a link of a kind that this client does
   *     not know; and whatever those throw who give identities, groups and checkpoints
   */
  public Outcome<L, S> replay(
      ChainId chain,
      Optional<S> before,
      List<Logged> entries,
      Function<Hash, Optional<Envelope>> bodies) {
    Progress progress = new Progress(chain, before, bodies);
    for (int from = 0; from < entries.size(); from += BATCH) {
      List<Logged> batch = entries.subList(from, Math.min(entries.size(), from + BATCH));
      try (Lookahead<L> ahead = ahead(batch, bodies, progress.nextPlace())) {
        progress.take(batch, ahead);
      }
    }
    return new Outcome<>(progress.accepted, progress.voids);
  }

  /**
   * Reads bodies and has signatures checked ahead. Nothing is refused here: whether a link counts,
   * or why not, is said when its turn comes.
   */
  private Lookahead<L> ahead(
      List<Logged> batch, Function<Hash, Optional<Envelope>> bodies, long nextPlace) {
    Map<Hash, Envelope> served = new LinkedHashMap<>();
    for (Logged entry : batch) {
      if (entry.sequence() >= nextPlace) {
        bodies.apply(entry.payload()).ifPresent(body -> served.put(entry.payload(), body));
      }
    }
    List<Optional<Signed<L>>> read =
        List.copyOf(served.entrySet()).parallelStream()
            .map(e -> decoded(e.getKey(), e.getValue()))
            .toList();
    // Identities are asked for by the caller's thread alone.
    List<Signed<L>> links = new ArrayList<>();
    Map<Hash, VerifyingKey> keys = new HashMap<>();
    for (Optional<Signed<L>> link : read) {
      link.ifPresent(links::add);
      link.ifPresent(known -> key(known).ifPresent(key -> keys.put(known.hash(), key)));
    }
    return new Lookahead<>(links, link -> ahead(link, Optional.ofNullable(keys.get(link.hash()))));
  }

  private Optional<Signed<L>> decoded(Hash payload, Envelope envelope) {
    if (envelope.kind() != steps.kind()) {
      return Optional.empty();
    }
    try {
      return Optional.of(steps.decode().apply(envelope))
          .filter(link -> link.hash().equals(payload));
    } catch (ProtocolException _) {
      return Optional.empty();
    }
  }

  private Optional<VerifyingKey> key(Signed<L> link) {
    Author author = steps.author().apply(link.body());
    try {
      return identities
          .of(author.user())
          .byHash(author.identity())
          .map(generation -> generation.body().signingKey());
    } catch (ProtocolException _) {
      return Optional.empty();
    }
  }

  private Ahead ahead(Signed<L> link, Optional<VerifyingKey> key) {
    return new Ahead(
        key.filter(k -> holds(() -> link.envelope().verify(List.of(k)))),
        checkpoints.isConcurrent()
            && holds(() -> checkpoints.accept(steps.directory().apply(link.body()))));
  }

  private static boolean holds(Runnable check) {
    try {
      check.run();
      return true;
    } catch (ProtocolException _) {
      return false;
    }
  }

  private boolean isBody(Hash payload, Envelope envelope) {
    return envelope.kind() == steps.kind() && envelope.hash().equals(payload);
  }

  /** How far a replay has come. */
  private final class Progress {
    private final ChainId chain;
    private final Function<Hash, Optional<Envelope>> bodies;
    private final List<Accepted<L, S>> accepted = new ArrayList<>();
    private final List<Voided> voids = new ArrayList<>();
    private Optional<S> state;
    private long last = -1;

    Progress(ChainId chain, Optional<S> before, Function<Hash, Optional<Envelope>> bodies) {
      this.chain = chain;
      this.bodies = bodies;
      this.state = before;
    }

    long nextPlace() {
      return state.map(s -> steps.sequence().applyAsLong(s) + 1).orElse(0L);
    }

    void take(List<Logged> batch, Lookahead<L> ahead) {
      for (Logged entry : batch) {
        if (entry.index() <= last) {
          throw new IllegalArgumentException("entries out of the log's order");
        }
        last = entry.index();
        if (entry.sequence() == nextPlace()) {
          take(entry, ahead.of(entry.payload()));
        }
      }
    }

    private void take(Logged entry, Optional<Lookahead.Checked<L>> known) {
      try {
        Lookahead.Checked<L> link = known.orElseGet(() -> read(entry));
        Accepted<L, S> next = accept(entry, link);
        accepted.add(next);
        state = Optional.of(next.state());
      } catch (LinkException e) {
        voids.add(new Voided(entry.index(), entry.sequence(), entry.payload(), e.code()));
      }
    }

    private Lookahead.Checked<L> read(Logged entry) {
      Envelope body =
          bodies
              .apply(entry.payload())
              .filter(envelope -> isBody(entry.payload(), envelope))
              .orElseThrow(() -> missing("a link that the log has is not served"));
      try {
        return new Lookahead.Checked<>(steps.decode().apply(body), Ahead.NOTHING);
      } catch (MalformedException e) {
        throw LinkException.malformed(e);
      }
    }

    private Accepted<L, S> accept(Logged entry, Lookahead.Checked<L> prepared) {
      Signed<L> link = prepared.link();
      if (state.isEmpty() && !link.hash().value().equals(chain.value())) {
        throw LinkException.id("a first link that is another chain's");
      }
      try {
        S next = steps.step().next(state, link, entry.index(), prepared.ahead());
        return new Accepted<>(entry.index(), link, next);
      } catch (SpoiledException _) {
        throw missing("a link is served with another signature than its author's");
      }
    }
  }

  private static AuthenticationException missing(String what) {
    return new AuthenticationException(ErrorCode.CHAIN_BODY, what);
  }
}
