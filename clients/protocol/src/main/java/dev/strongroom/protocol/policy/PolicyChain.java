package dev.strongroom.protocol.policy;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import java.util.List;
import java.util.Optional;

/** Verifies policies one by one, from the first or from the one that a client has pinned. */
public final class PolicyChain {
  private PolicyChain() {}

  /**
   * The newest policy.
   *
   * @param pinned the newest that this client knew, if any
   * @param later what follows on it, in order; from the first policy if nothing is pinned
   * @throws AuthenticationException {@link ErrorCode#ROOT} where a policy is not the root key's or
   *     does not follow
   */
  public static Signed<Policy> newest(
      OrganisationId organisation, Optional<Signed<Policy>> pinned, List<Envelope> later) {
    Optional<Signed<Policy>> newest = pinned;
    for (Envelope envelope : later) {
      Signed<Policy> next = Policy.decode(envelope);
      next.body().requireSignedBy(organisation, envelope);
      requireFollows(newest, next);
      newest = Optional.of(next);
    }
    return newest.orElseThrow(
        () -> new AuthenticationException(ErrorCode.ROOT, "the organisation has no policy"));
  }

  private static void requireFollows(Optional<Signed<Policy>> earlier, Signed<Policy> next) {
    boolean follows =
        earlier
            .map(e -> next.body().header().follows(e.body().header().sequence(), e.hash()))
            .orElse(next.body().header().sequence() == 0);
    if (!follows) {
      throw new AuthenticationException(
          ErrorCode.ROOT, "a policy does not follow on the one before it");
    }
    earlier.ifPresent(e -> {
      if (!next.body().providers().keySet().containsAll(e.body().providers().keySet())) {
        throw new AuthenticationException(
            ErrorCode.POLICY, "a policy drops an identity provider's alias");
      }
      if (!next.body().logKeys().containsAll(e.body().logKeys())) {
        throw new AuthenticationException(ErrorCode.POLICY, "a policy drops a key of a log");
      }
    });
  }
}
