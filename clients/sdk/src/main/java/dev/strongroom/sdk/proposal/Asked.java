package dev.strongroom.sdk.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A request or a proposal, as the server shows it. Of a proposal its own signed words stand here;
 * of a request nothing is signed, so nothing of it is believed: it says whom to look at.
 *
 * @param origin {@code proposal} for one that is signed; as the server says otherwise: {@code
 *     administrator}, {@code self}, {@code directory} for a group of the sign-on's directory,
 *     {@code sign-on} for somebody who may not sign in any more
 * @param role asked for; empty for a removal
 * @param reason in the words of who filed it
 * @param proposal not verified yet; empty for a request
 * @param state {@code open}, or why it is not
 * @param cuts whether the server has cut the person off because of it
 */
public record Asked(
    String id,
    String origin,
    Proposal.Kind kind,
    ChainId chain,
    Proposal.Action action,
    UserId user,
    Optional<String> role,
    String reason,
    Optional<Signed<Proposal>> proposal,
    UserId filedBy,
    Instant filedAt,
    Instant expires,
    String state,
    boolean cuts) {

  /**
   * Whether an administrator or the sign-on asks for somebody's removal. Changes in a directory
   * group are never that: whoever may change the directory would decide who is removed.
   */
  boolean asksOut() {
    return proposal.isEmpty()
        && action == Proposal.Action.REMOVE
        && (origin.equals("administrator") || origin.equals("sign-on"));
  }

  /** Whether it waits for an answer. */
  public boolean isOpen() {
    return state.equals("open");
  }

  /** Whether it can be answered: also one against a last manager that nobody has confirmed yet. */
  public boolean waits() {
    return isOpen() || state.equals("unconfirmed");
  }

  static Asked read(JsonNode json) {
    String envelope = json.path("envelope").asText();
    Optional<Signed<Proposal>> proposal =
        envelope.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Proposal.decode(
                    Envelope.decode(StatementKind.PROPOSAL, Bytes.fromBase64Url(envelope))));
    return proposal.isPresent() ? signed(json, proposal.get()) : unsigned(json);
  }

  private static Asked unsigned(JsonNode json) {
    String role = json.path("role").asText();
    return new Asked(
        json.path("id").asText(),
        json.path("origin").asText(),
        json.path("chainKind").asText().equals("group") ? Proposal.Kind.GROUP : Proposal.Kind.ROOM,
        ChainId.parse(json.path("chain").asText()),
        action(json.path("action").asText()),
        UserId.parse(json.path("user").asText()),
        role.isEmpty() ? Optional.empty() : Optional.of(role),
        json.path("reason").asText(),
        Optional.empty(),
        UserId.parse(json.path("filedBy").asText()),
        instant(json.path("filedAt").asText()),
        instant(json.path("expiresAt").asText()),
        json.path("state").asText(),
        json.path("cuts").asBoolean());
  }

  private static Asked signed(JsonNode json, Signed<Proposal> proposal) {
    Proposal body = proposal.body();
    return new Asked(
        json.path("id").asText(),
        "proposal",
        body.seen().kind(),
        body.seen().chain(),
        body.action(),
        body.user(),
        body.role(),
        body.reason(),
        Optional.of(proposal),
        body.author().user(),
        body.header().time(),
        body.expires(),
        json.path("state").asText(),
        json.path("cuts").asBoolean());
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException _) {
      throw new MalformedException(ErrorCode.STATEMENT, "a request of no time");
    }
  }

  private static Proposal.Action action(String text) {
    return switch (text) {
      case "add" -> Proposal.Action.ADD;
      case "remove" -> Proposal.Action.REMOVE;
      case "role" -> Proposal.Action.ROLE;
      default -> throw new MalformedException(ErrorCode.STATEMENT, "a request for nothing known");
    };
  }
}
