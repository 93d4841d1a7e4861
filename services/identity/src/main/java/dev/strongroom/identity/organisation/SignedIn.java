package dev.strongroom.identity.organisation;

import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.standing.Standings;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Identity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Whose token it is, and whether the sign-on still stands by it. */
@ApplicationScoped
public class SignedIn {
  private final Organisations organisations;
  private final Standings standings;

  @Inject
  SignedIn(Organisations organisations, Standings standings) {
    this.organisations = organisations;
    this.standings = standings;
  }

  /**
   * The caller's user id.
   *
   * @throws Problem {@code conflict} before there is an organisation; {@code unauthenticated} for
   *     another sign-on's token, and for who is disabled, deleted or signed out
   */
  @Transactional
  public UserId user(Caller caller) {
    caller.requireUser();
    String alias =
        organisations
            .newest()
            .body()
            .aliasOf(caller.issuer())
            .orElseThrow(() ->
                new Problem(Reason.UNAUTHENTICATED, "The sign-on is not this organisation's."));
    UserId user = Identity.userId(organisations.require(), alias, caller.subject());
    standings.require(user, caller);
    return user;
  }

  /** The same where it does not matter who he is; before there is an organisation, any user. */
  @Transactional
  public void require(Caller caller) {
    caller.requireUser();
    if (organisations.id().isPresent()) {
      user(caller);
    }
  }
}
