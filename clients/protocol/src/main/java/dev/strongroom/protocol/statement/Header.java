package dev.strongroom.protocol.statement;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.KeyId;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What every payload begins with.
 *
 * @param organisation the hash of its root key
 * @param sequence place in its chain, from 0
 * @param previous hash of the earlier payload; empty exactly for sequence 0
 * @param signers who must sign, exactly
 * @param time as the author claims it, to the second; decides nothing
 */
public record Header(
    OrganisationId organisation,
    long sequence,
    Optional<Hash> previous,
    List<KeyId> signers,
    Instant time) {
  private static final Set<String> FIELDS =
      Set.of("organisation", "suite", "sequence", "previous", "signers", "time", "crit");

  /** The longest chain of version 1. */
  public static final long MAX_SEQUENCE = 10_000_000;

  public Header {
    signers = List.copyOf(signers);
    if (previous.isPresent() != (sequence > 0)) {
      throw JsonObject.malformed("previous and sequence disagree");
    }
    if (sequence < 0 || sequence > MAX_SEQUENCE) {
      throw new MalformedException(ErrorCode.LIMIT, "sequence beyond " + MAX_SEQUENCE);
    }
    if (signers.isEmpty() || signers.size() > Envelope.MAX_SIGNATURES) {
      throw JsonObject.malformed("one or two signers expected");
    }
    time = Instant.ofEpochSecond(time.getEpochSecond());
  }

  /**
   * Reads the header of {@code payload}, and refuses what this version does not understand.
   *
   * @param known the names of the fields that the statement's kind reads itself
   * @throws MalformedException {@link ErrorCode#STATEMENT}, also for a critical field that is not
   *     known
   * @throws dev.strongroom.protocol.UnsupportedException for another suite
   */
  public static Header read(JsonObject payload, Set<String> known) {
    Suite.require(payload.number("suite"));
    if (payload.has("crit")) {
      List<String> critical = payload.texts("crit");
      if (critical.isEmpty() || Set.copyOf(critical).size() != critical.size()) {
        throw JsonObject.malformed("crit is empty or names a field twice");
      }
      for (String name : critical) {
        boolean understood = known.contains(name) || FIELDS.contains(name);
        if (!understood || !payload.has(name)) {
          throw JsonObject.malformed("a critical field is not understood");
        }
      }
    }
    return new Header(
        payload.as("organisation", OrganisationId::parse),
        payload.unsigned("sequence"),
        payload.optional("previous", n -> payload.as(n, Hash::parse)),
        payload.texts("signers").stream().map(KeyId::parse).toList(),
        instant(payload.unsigned("time")));
  }

  private static Instant instant(long seconds) {
    // The year 9999: what every calendar can show.
    if (seconds > 253_402_300_799L) {
      throw JsonObject.malformed("time out of range");
    }
    return Instant.ofEpochSecond(seconds);
  }

  /** Begins a payload with this header. */
  public JsonObject.Builder write() {
    return JsonObject.builder()
        .put("organisation", organisation.value())
        .put("suite", Suite.SR1)
        .put("sequence", sequence)
        .putIfPresent("previous", previous, Hash::toString)
        .putTexts("signers", signers.stream().map(KeyId::toString).toList())
        .put("time", time.getEpochSecond());
  }

  /**
   * @throws AuthenticationException {@link ErrorCode#STATEMENT} for a statement of another
   *     organisation
   */
  public void requireOrganisation(OrganisationId expected) {
    if (!organisation.equals(expected)) {
      throw new AuthenticationException(ErrorCode.STATEMENT, "a statement of another organisation");
    }
  }

  /** Requires that exactly {@code keys} are named as signers, in this order. */
  public void requireSigners(List<KeyId> keys) {
    if (!signers.equals(keys)) {
      throw new AuthenticationException(ErrorCode.STATEMENT, "the payload names other signers");
    }
  }

  /** Whether this follows directly on a payload with {@code hash} at {@code sequence}. */
  public boolean follows(long earlierSequence, Hash earlier) {
    return sequence == earlierSequence + 1 && previous.equals(Optional.of(earlier));
  }
}
