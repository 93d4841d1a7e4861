package dev.strongroom.kit.sibling;

import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Who sees what belongs to the organisation and who acts for it. Neither role reads a room. */
@ApplicationScoped
public class Sight {
  private static final String ADMINISTRATOR = "org-admin";
  private static final String AUDITOR = "auditor";

  private final Directory directory;
  private final Caller caller;

  @Inject
  Sight(Directory directory, Caller caller) {
    this.directory = directory;
    this.caller = caller;
  }

  /** Requires an administrator or an auditor. */
  public UserId requireSight() {
    UserId user = directory.userOf(caller);
    if (!caller.hasRole(ADMINISTRATOR) && !caller.hasRole(AUDITOR)) {
      throw new Problem(Reason.FORBIDDEN, "That takes the role org-admin or auditor.");
    }
    return user;
  }

  /** Requires an administrator. */
  public UserId requireAdministrator() {
    UserId user = directory.userOf(caller);
    caller.requireRole(ADMINISTRATOR);
    return user;
  }
}
