package dev.strongroom.protocol.proposal;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A proposal.
 *
 * @param header in no chain: sequence 0; its time is when it was made
 * @param seen the place in the chain that the proposer saw
 * @param user whom it is about
 * @param identity under which he is to be known, or is
 * @param role to give him; none for a removal
 * @param reason for the one who answers, in the proposer's words
 * @param expires to the second; {@link #LONGEST} after its time at the latest
 */
public record Proposal(
    Header header,
    Author author,
    Action action,
    Seen seen,
    UserId user,
    Hash identity,
    Optional<String> role,
    String reason,
    Instant expires) {
  /** How long a proposal counts at most. */
  public static final Duration LONGEST = Duration.ofDays(7);

  /** Characters of a reason. */
  public static final int MAX_REASON_CHARACTERS = 500;

  private static final Set<String> FIELDS =
      Set.of("author", "action", "chain", "user", "identity", "role", "reason", "expires");

  /** What is asked for. */
  public enum Action {
    ADD,
    REMOVE,
    ROLE;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Action parse(String text) {
      for (Action action : values()) {
        if (action.text().equals(text)) {
          return action;
        }
      }
      throw JsonObject.malformed("not a proposal's action");
    }
  }

  /** What kind of chain it is for. */
  public enum Kind {
    GROUP,
    ROOM;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind parse(String text) {
      for (Kind kind : values()) {
        if (kind.text().equals(text)) {
          return kind;
        }
      }
      throw JsonObject.malformed("not a kind of chain");
    }
  }

  /** The chain that a proposal is for, and the link of it that its author saw. */
  public record Seen(Kind kind, ChainId chain, long sequence, Hash head) {
    JsonObject encode() {
      return JsonObject.builder()
          .put("kind", kind.text())
          .put("id", chain.value())
          .put("sequence", sequence)
          .put("hash", head.value())
          .build();
    }

    static Seen decode(JsonObject in) {
      return new Seen(
          in.as("kind", Kind::parse),
          in.as("id", ChainId::parse),
          in.unsigned("sequence"),
          in.as("hash", Hash::parse));
    }
  }

  public Proposal {
    expires = Instant.ofEpochSecond(expires.getEpochSecond());
    if (header.sequence() != 0) {
      throw JsonObject.malformed("a proposal is in no chain");
    }
    if (reason.length() > MAX_REASON_CHARACTERS) {
      throw new MalformedException(
          ErrorCode.LIMIT, "a reason has at most " + MAX_REASON_CHARACTERS + " characters");
    }
    if (role.isPresent() == (action == Action.REMOVE)) {
      throw JsonObject.malformed("a proposal's action and role disagree");
    }
    role.ifPresent(text -> requireRole(seen.kind(), text));
    if (!expires.isAfter(header.time()) || expires.isAfter(header.time().plus(LONGEST))) {
      throw JsonObject.malformed("a proposal counts for seven days at most");
    }
  }

  private static void requireRole(Kind kind, String role) {
    switch (kind) {
      case GROUP -> GroupRole.parse(role);
      case ROOM -> Role.parse(role);
    }
  }

  /** The role in a group that it asks for. */
  public Optional<GroupRole> groupRole() {
    return seen.kind() == Kind.GROUP ? role.map(GroupRole::parse) : Optional.empty();
  }

  /** The role in a room that it asks for. */
  public Optional<Role> roomRole() {
    return seen.kind() == Kind.ROOM ? role.map(Role::parse) : Optional.empty();
  }

  public static Signed<Proposal> sign(Proposal proposal, SigningKey key) {
    return new Signed<>(
        proposal, Envelope.sign(StatementKind.PROPOSAL, proposal.encode(), List.of(key)));
  }

  /** Decodes without verifying: {@link ProposalCheck} does that. */
  public static Signed<Proposal> decode(Envelope envelope) {
    if (envelope.kind() != StatementKind.PROPOSAL) {
      throw JsonObject.malformed("not a proposal");
    }
    JsonObject in = JsonObject.parse(envelope.payload(), envelope.kind().maxPayloadBytes());
    return new Signed<>(
        new Proposal(
            Header.read(in, FIELDS),
            Author.decode(in.object("author")),
            in.as("action", Action::parse),
            Seen.decode(in.object("chain")),
            in.as("user", UserId::parse),
            in.as("identity", Hash::parse),
            in.optional("role", in::text),
            in.text("reason"),
            instant(in.unsigned("expires"))),
        envelope);
  }

  private static Instant instant(long seconds) {
    // Later than any header's time with seven days on top.
    if (seconds > 253_403_000_000L) {
      throw JsonObject.malformed("an expiry out of range");
    }
    return Instant.ofEpochSecond(seconds);
  }

  private Bytes encode() {
    return header
        .write()
        .put("author", author.encode())
        .put("action", action.text())
        .put("chain", seen.encode())
        .put("user", user.value())
        .put("identity", identity.value())
        .putIfPresent("role", role, text -> text)
        .put("reason", reason)
        .put("expires", expires.getEpochSecond())
        .build()
        .encode();
  }
}
