package dev.strongroom.sdk.attestation;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.attestation.Attestation;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.slot.KeyWork;
import java.time.Instant;
import java.util.Map;

/** Attests people, as somebody whom the policy names for it. */
public final class Attester {
  private final KeyWork work;

  public Attester(KeyWork work) {
    this.work = work;
  }

  /**
   * Signs that the person's present identity is the person whose name and e-mail it commits to.
   *
   * @throws AuthenticationException {@link ErrorCode#POLICY} if the newest policy does not name
   *     this user, or the person's name was erased; {@link ErrorCode#ROOT} under a root confirmed
   *     on the screen alone
   */
  public Signed<Attestation> attest(Person person, String how, Instant until) {
    work.roots().requireTrusted(work.membership().organisation(), "nobody is attested under it");
    try (KeyWork.Own own = work.own()) {
      boolean named =
          work.policy().body().attesters().stream()
              .anyMatch(listed ->
                  work.people()
                      .of(work.membership().user())
                      .standsFor(listed, own.identity().hash()));
      if (!named) {
        throw new AuthenticationException(
            ErrorCode.POLICY, "the newest policy does not name you an attester");
      }
      if (person.claimedName().isEmpty()) {
        throw new AuthenticationException(
            ErrorCode.POLICY, "there is no name to attest: it was erased, or is kept back");
      }
      Signed<Attestation> attestation =
          Attestation.sign(
              new Author(work.membership().user(), own.identity().hash()),
              own.keys().signing(),
              person.newest(),
              how,
              until,
              work.clock().instant());
      work.server()
          .post(
              "/identity/v1/attestations",
              Map.of("envelope", attestation.envelope().encode().toBase64Url()));
      work.directory().requireLogged(attestation.hash());
      return attestation;
    }
  }
}
