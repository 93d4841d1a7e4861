package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
  private final Steps<L, S> steps;

  private ChainReplay(Steps<L, S> steps) {
    this.steps = steps;
  }

  /** Of a group's chain. */
  public static ChainReplay<GroupLink, GroupState> of(GroupChain chain) {
    return new ChainReplay<>(
        new Steps<>() {
          @Override
          public StatementKind kind() {
            return StatementKind.GROUP;
          }

          @Override
          public Signed<GroupLink> decode(Envelope envelope) {
            return GroupLink.decode(envelope);
          }

          @Override
          public GroupState next(Optional<GroupState> before, Signed<GroupLink> link, long at) {
            return before.isEmpty() ? chain.first(link, at) : chain.next(before.get(), link, at);
          }

          @Override
          public long sequence(GroupState state) {
            return state.sequence();
          }
        });
  }

  /** Of a room's chain. */
  public static ChainReplay<RoomLink, RoomState> of(RoomChain chain) {
    return new ChainReplay<>(
        new Steps<>() {
          @Override
          public StatementKind kind() {
            return StatementKind.ROOM;
          }

          @Override
          public Signed<RoomLink> decode(Envelope envelope) {
            return RoomLink.decode(envelope);
          }

          @Override
          public RoomState next(Optional<RoomState> before, Signed<RoomLink> link, long at) {
            return before.isEmpty() ? chain.first(link, at) : chain.next(before.get(), link, at);
          }

          @Override
          public long sequence(RoomState state) {
            return state.sequence();
          }
        });
  }

  /** What a kind of chain does with one link. */
  private interface Steps<L, S> {
    StatementKind kind();

    Signed<L> decode(Envelope envelope);

    S next(Optional<S> before, Signed<L> link, long at);

    long sequence(S state);
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
   * @param bodies what the server gives of the links, by the hash of their payload
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
    List<Accepted<L, S>> accepted = new ArrayList<>();
    List<Voided> voids = new ArrayList<>();
    Optional<S> state = before;
    long last = -1;
    for (Logged entry : entries) {
      if (entry.index() <= last) {
        throw new IllegalArgumentException("entries out of the log's order");
      }
      last = entry.index();
      if (entry.sequence() != state.map(s -> steps.sequence(s) + 1).orElse(0L)) {
        continue;
      }
      Envelope body = body(entry, bodies);
      try {
        Accepted<L, S> next = accept(chain, state, entry, body);
        accepted.add(next);
        state = Optional.of(next.state());
      } catch (LinkException e) {
        voids.add(new Voided(entry.index(), entry.sequence(), entry.payload(), e.code()));
      }
    }
    return new Outcome<>(accepted, voids);
  }

  private Envelope body(Logged entry, Function<Hash, Optional<Envelope>> bodies) {
    return bodies
        .apply(entry.payload())
        .filter(envelope -> envelope.kind() == steps.kind())
        .filter(envelope -> envelope.hash().equals(entry.payload()))
        .orElseThrow(() -> missing("a link that the log has is not served"));
  }

  private Accepted<L, S> accept(
      ChainId chain, Optional<S> before, Logged entry, Envelope envelope) {
    Signed<L> link;
    try {
      link = steps.decode(envelope);
    } catch (MalformedException e) {
      throw LinkException.malformed(e);
    }
    if (before.isEmpty() && !link.hash().value().equals(chain.value())) {
      throw LinkException.id("a first link that is another chain's");
    }
    try {
      return new Accepted<>(entry.index(), link, steps.next(before, link, entry.index()));
    } catch (SpoiledException _) {
      throw missing("a link is served with another signature than its author's");
    }
  }

  private static AuthenticationException missing(String what) {
    return new AuthenticationException(ErrorCode.CHAIN_BODY, what);
  }
}
