package dev.strongroom.access.chain;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.ChainReplay;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupLink;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** A link that was handed in, decoded, with what came beside it. Nothing of it verified. */
sealed interface Handed {
  NewLink beside();

  Signed<?> link();

  ChainKind kind();

  /** The chain that it says it belongs to; for a first link the one that it begins. */
  ChainId chain();

  long sequence();

  UserId author();

  /** Its author, and whom it lets in. */
  Collection<UserId> people();

  default Hash hash() {
    return link().hash();
  }

  default Envelope envelope() {
    return link().envelope();
  }

  /** As the directory log has it. */
  default ChainReplay.Logged at(long index) {
    return new ChainReplay.Logged(index, sequence(), hash());
  }

  default boolean isFirst() {
    return sequence() == 0;
  }

  /** A group's. */
  record OfGroup(Signed<GroupLink> link, NewLink beside) implements Handed {
    @Override
    public ChainKind kind() {
      return ChainKind.GROUP;
    }

    @Override
    public ChainId chain() {
      return link.body().group().orElseGet(() -> new ChainId(link.hash().value()));
    }

    @Override
    public long sequence() {
      return link.body().header().sequence();
    }

    @Override
    public UserId author() {
      return link.body().author().user();
    }

    @Override
    public Collection<UserId> people() {
      Set<UserId> people = new LinkedHashSet<>(Set.of(author()));
      for (GroupLink.Change change : link.body().changes()) {
        if (change instanceof GroupLink.Change.Put put) {
          people.add(put.user());
        }
      }
      return people;
    }
  }

  /** A room's. */
  record OfRoom(Signed<RoomLink> link, NewLink beside) implements Handed {
    @Override
    public ChainKind kind() {
      return ChainKind.ROOM;
    }

    @Override
    public ChainId chain() {
      return link.body().room().orElseGet(() -> new ChainId(link.hash().value()));
    }

    @Override
    public long sequence() {
      return link.body().header().sequence();
    }

    @Override
    public UserId author() {
      return link.body().author().user();
    }

    @Override
    public Collection<UserId> people() {
      Set<UserId> people = new LinkedHashSet<>(Set.of(author()));
      for (RoomLink.Change change : link.body().changes()) {
        if (change instanceof RoomLink.Change.Put put
            && put.grantee() instanceof Grantee.User(UserId user)) {
          people.add(user);
        }
      }
      return people;
    }
  }

  /**
   * @throws dev.strongroom.protocol.ProtocolException for what is no such statement
   */
  static Handed decode(ChainKind kind, NewLink request) {
    return switch (kind) {
      case GROUP ->
          new OfGroup(
              GroupLink.decode(Envelope.decode(StatementKind.GROUP, request.envelopeBytes())),
              request);
      case ROOM ->
          new OfRoom(
              RoomLink.decode(Envelope.decode(StatementKind.ROOM, request.envelopeBytes())),
              request);
    };
  }

  /** A link that begins a chain. */
  static Handed first(ChainKind kind, NewLink request) {
    Handed link = decode(kind, request);
    if (!link.isFirst()) {
      throw new AuthenticationException(ErrorCode.GROUP_CHAIN, "a chain begins with its creation");
    }
    return link;
  }

  /** A link of a chain that is there. */
  static Handed next(ChainKind kind, ChainId chain, NewLink request) {
    Handed link = decode(kind, request);
    if (link.isFirst() || !link.chain().equals(chain)) {
      throw new AuthenticationException(ErrorCode.CHAIN_ID, "a link of another chain");
    }
    return link;
  }

  /** Requires it to be handed in by who signed it. */
  default Handed by(UserId caller) {
    if (!author().equals(caller)) {
      throw new Problem(Reason.FORBIDDEN, "A link is handed in by who signed it.");
    }
    return this;
  }
}
