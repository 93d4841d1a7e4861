package dev.strongroom.sdk.people;

import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Signed;

/**
 * A person as this client knows him: verified keys, and what he claims of himself.
 *
 * @param chain verified generations
 * @param claimedName what he committed to; empty where the body was erased
 * @param claimedEmail likewise
 * @param provider alias of the sign-on that he comes from
 * @param known whether he was pinned before
 * @param verified whether his fingerprint was compared by other means
 */
public record Person(
    IdentityChain chain,
    String claimedName,
    String claimedEmail,
    String provider,
    boolean known,
    boolean verified) {
  public UserId user() {
    return chain.user();
  }

  public Signed<Identity> newest() {
    return chain.newest();
  }

  public Fingerprint fingerprint() {
    return Fingerprint.of(newest().hash());
  }
}
