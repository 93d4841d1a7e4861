package dev.strongroom.protocol.identity;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.KeyId;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.crypto.VerifyingKey;
import dev.strongroom.protocol.json.JsonObject;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An identity statement: one generation of a user's public keys.
 *
 * @param header its place in the user's chain; generation = sequence + 1
 * @param provider alias of the identity provider in the policy
 * @param subject the user there, as its tokens name him
 * @param claim salted commitment to the name and e-mail that the owner claims
 */
public record Identity(
    Header header,
    String provider,
    String subject,
    KemPublicKey kemKey,
    VerifyingKey signingKey,
    Hash claim,
    Cause cause) {
  private static final Set<String> FIELDS =
      Set.of("user", "provider", "subject", "generation", "kemKey", "signingKey", "claim", "cause");

  /** Why a generation came to be. */
  public enum Cause {
    FIRST,
    ROTATION,
    COMPROMISE,
    RESET;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Cause parse(String text) {
      for (Cause cause : values()) {
        if (cause.text().equals(text)) {
          return cause;
        }
      }
      throw JsonObject.malformed("not a cause");
    }
  }

  public Identity {
    if (provider.isEmpty()
        || provider.length() > 32
        || subject.isEmpty()
        || subject.length() > 255) {
      throw JsonObject.malformed("not a provider and subject");
    }
    if ((cause == Cause.FIRST) != (header.sequence() == 0)) {
      throw JsonObject.malformed("cause and generation disagree");
    }
  }

  /** The id of a user: it never changes, whatever his keys do. */
  public static UserId userId(OrganisationId organisation, String provider, String subject) {
    return new UserId(
        Sha256.of(Context.of("user", organisation).with(provider).with(subject)).value());
  }

  public UserId user() {
    return userId(header.organisation(), provider, subject);
  }

  public long generation() {
    return header.sequence() + 1;
  }

  /** A first identity, signed by its own key. */
  public static Signed<Identity> first(
      OrganisationId organisation,
      String provider,
      String subject,
      IdentityKeys keys,
      Claim claim,
      Instant time) {
    KeyId signer = keys.signing().verifyingKey().id();
    Header header = new Header(organisation, 0, Optional.empty(), List.of(signer), time);
    return sign(header, provider, subject, keys, claim, Cause.FIRST, List.of(keys.signing()));
  }

  /** The next generation of {@code earlier}, signed by the new key and the previous one. */
  public static Signed<Identity> rotation(
      Signed<Identity> earlier,
      SigningKey earlierKey,
      IdentityKeys keys,
      Claim claim,
      Cause cause,
      Instant time) {
    if (cause != Cause.ROTATION && cause != Cause.COMPROMISE) {
      throw new IllegalArgumentException("not a rotation");
    }
    Identity before = earlier.body();
    Header header =
        new Header(
            before.header().organisation(),
            before.header().sequence() + 1,
            Optional.of(earlier.hash()),
            List.of(keys.signing().verifyingKey().id(), earlierKey.verifyingKey().id()),
            time);
    return sign(
        header,
        before.provider(),
        before.subject(),
        keys,
        claim,
        cause,
        List.of(keys.signing(), earlierKey));
  }

  /**
   * A reset in the place after {@code earlier}, signed by the new key alone. It replaces nothing by
   * itself.
   */
  public static Signed<Identity> reset(
      Signed<Identity> earlier, IdentityKeys keys, Claim claim, Instant time) {
    Identity before = earlier.body();
    Header header =
        new Header(
            before.header().organisation(),
            before.header().sequence() + 1,
            Optional.of(earlier.hash()),
            List.of(keys.signing().verifyingKey().id()),
            time);
    return sign(
        header,
        before.provider(),
        before.subject(),
        keys,
        claim,
        Cause.RESET,
        List.of(keys.signing()));
  }

  private static Signed<Identity> sign(
      Header header,
      String provider,
      String subject,
      IdentityKeys keys,
      Claim claim,
      Cause cause,
      List<SigningKey> signers) {
    OrganisationId organisation = header.organisation();
    Identity identity =
        new Identity(
            header,
            provider,
            subject,
            keys.kem().publicKey(),
            keys.signing().verifyingKey(),
            claim.commitment(organisation, userId(organisation, provider, subject)),
            cause);
    return new Signed<>(
        identity, Envelope.sign(StatementKind.IDENTITY, identity.encode(), signers));
  }

  /** Decodes without verifying: {@link IdentityChain} does that. */
  public static Signed<Identity> decode(Envelope envelope) {
    if (envelope.kind() != StatementKind.IDENTITY) {
      throw JsonObject.malformed("not an identity statement");
    }
    JsonObject in = JsonObject.parse(envelope.payload(), envelope.kind().maxPayloadBytes());
    Identity identity =
        new Identity(
            Header.read(in, FIELDS),
            in.text("provider"),
            in.text("subject"),
            new KemPublicKey(in.bytes("kemKey")),
            new VerifyingKey(in.bytes("signingKey")),
            in.as("claim", Hash::parse),
            in.as("cause", Cause::parse));
    boolean consistent =
        in.as("user", UserId::parse).equals(identity.user())
            && in.unsigned("generation") == identity.generation();
    if (!consistent) {
      throw new MalformedException(ErrorCode.STATEMENT, "user or generation does not fit");
    }
    return new Signed<>(identity, envelope);
  }

  private Bytes encode() {
    return header
        .write()
        .put("user", user().value())
        .put("provider", provider)
        .put("subject", subject)
        .put("generation", generation())
        .put("kemKey", kemKey.value())
        .put("signingKey", signingKey.value())
        .put("claim", claim.value())
        .put("cause", cause.text())
        .build()
        .encode();
  }
}
