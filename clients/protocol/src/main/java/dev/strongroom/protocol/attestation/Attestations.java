package dev.strongroom.protocol.attestation;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Signed;
import java.time.Instant;
import java.util.Optional;

/**
 * Says what attestations are worth: one counts only while the newest policy names its attester, and
 * passes over routine rotations, never over one for compromise and never to a reset; neither the
 * person's nor the attester's.
 */
public final class Attestations {
  private final OrganisationId organisation;
  private final Policy newest;
  private final Identities identities;

  /**
   * @param newest the organisation's newest policy, verified
   */
  public Attestations(OrganisationId organisation, Policy newest, Identities identities) {
    this.organisation = organisation;
    this.newest = newest;
    this.identities = identities;
  }

  /** What an attestation is worth. */
  public enum Worth {
    GOOD,
    /** The newest policy does not name its attester, or not any longer. */
    NO_ATTESTER,
    /** Signed under a key of the attester's that was no longer his newest when it was logged. */
    LATE,
    /** The attester has given up the key, because it may have been in other hands. */
    ATTESTER_COMPROMISED,
    /** Of keys that the person no longer has, or gave up because they were in other hands. */
    OTHER_IDENTITY,
    EXPIRED
  }

  /**
   * What {@code attestation} is worth for {@code cited}, an identity of the person that it is
   * about.
   *
   * @param index its place in the directory log
   * @throws AuthenticationException {@link ErrorCode#STATEMENT} if it is of another organisation,
   *     or its attester did not sign it
   */
  public Worth worth(Signed<Attestation> attestation, long index, Hash cited, Instant now) {
    Attestation body = attestation.body();
    IdentityChain attester = requireSigned(attestation);
    Optional<Hash> listed =
        newest.attesters().stream()
            .filter(l -> attester.standsFor(l, body.attester().identity()))
            .findFirst();
    if (listed.isEmpty()) {
      return Worth.NO_ATTESTER;
    }
    if (!attester.isNewestBefore(body.attester().identity(), index)) {
      return Worth.LATE;
    }
    boolean standing =
        attester
            .standing(listed.get())
            .filter(present -> attester.isCoveredBy(body.attester().identity(), present.hash()))
            .isPresent();
    if (!standing) {
      return Worth.ATTESTER_COMPROMISED;
    }
    if (!covers(body, cited)) {
      return Worth.OTHER_IDENTITY;
    }
    return now.isBefore(body.until()) ? Worth.GOOD : Worth.EXPIRED;
  }

  /** Requires that the attester signed it, with a generation that he had; gives his chain. */
  public IdentityChain requireSigned(Signed<Attestation> attestation) {
    Attestation body = attestation.body();
    body.header().requireOrganisation(organisation);
    return body.attester().requireSigned(attestation, body.header(), identities);
  }

  private boolean covers(Attestation body, Hash cited) {
    IdentityChain person = identities.of(body.person());
    boolean claimed =
        person
            .byHash(body.identity())
            .filter(i -> i.body().claim().equals(body.claim()))
            .isPresent();
    return claimed && person.isCoveredBy(body.identity(), cited);
  }
}
