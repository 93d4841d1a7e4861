package dev.strongroom.protocol.attestation;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An attester says that an identity is the person whose name and e-mail it commits to. Nobody's
 * keys change by it; what it is worth, {@link Attestations} says.
 *
 * @param attester who says so, under which of his generations
 * @param person whose identity it is
 * @param identity hash of the identity statement that was checked
 * @param claim the commitment to name and e-mail in it
 * @param how the person was checked, 1 to {@value #MAX_HOW} characters
 * @param until when it ends, to the second
 */
public record Attestation(
    Header header,
    Author attester,
    UserId person,
    Hash identity,
    Hash claim,
    String how,
    Instant until) {
  public static final int MAX_HOW = 200;
  private static final Set<String> FIELDS =
      Set.of("attester", "person", "identity", "claim", "how", "until");

  /** The year 9999. */
  private static final long MAX_TIME = 253_402_300_799L;

  public Attestation {
    if (header.sequence() != 0) {
      throw JsonObject.malformed("an attestation follows on nothing");
    }
    boolean line = how.codePoints().noneMatch(Character::isISOControl);
    if (how.isBlank() || how.length() > MAX_HOW || !line) {
      throw JsonObject.malformed("an attestation says how, on one line");
    }
    if (attester.user().equals(person)) {
      throw JsonObject.malformed("nobody attests himself");
    }
    until = Instant.ofEpochSecond(until.getEpochSecond());
  }

  /** Signs that {@code identity}, whose body the attester has verified, is that person. */
  public static Signed<Attestation> sign(
      Author attester,
      SigningKey key,
      Signed<Identity> identity,
      String how,
      Instant until,
      Instant time) {
    Header header =
        new Header(
            identity.body().header().organisation(),
            0,
            Optional.empty(),
            List.of(key.verifyingKey().id()),
            time);
    Attestation attestation =
        new Attestation(
            header,
            attester,
            identity.body().user(),
            identity.hash(),
            identity.body().claim(),
            how,
            until);
    return new Signed<>(
        attestation, Envelope.sign(StatementKind.ATTESTATION, attestation.encode(), List.of(key)));
  }

  /** Decodes without verifying: {@link Attestations} does that. */
  public static Signed<Attestation> decode(Envelope envelope) {
    if (envelope.kind() != StatementKind.ATTESTATION) {
      throw JsonObject.malformed("not an attestation");
    }
    JsonObject in = JsonObject.parse(envelope.payload(), envelope.kind().maxPayloadBytes());
    long until = in.unsigned("until");
    if (until > MAX_TIME) {
      throw JsonObject.malformed("time out of range");
    }
    return new Signed<>(
        new Attestation(
            Header.read(in, FIELDS),
            Author.decode(in.object("attester")),
            in.as("person", UserId::parse),
            in.as("identity", Hash::parse),
            in.as("claim", Hash::parse),
            in.text("how"),
            Instant.ofEpochSecond(until)),
        envelope);
  }

  private Bytes encode() {
    return header
        .write()
        .put("attester", attester.encode())
        .put("person", person.value())
        .put("identity", identity.value())
        .put("claim", claim.value())
        .put("how", how)
        .put("until", until.getEpochSecond())
        .build()
        .encode();
  }
}
