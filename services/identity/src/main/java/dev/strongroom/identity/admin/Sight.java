package dev.strongroom.identity.admin;

import dev.strongroom.identity.person.People;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** Who may look at people, and who may do something to them. */
@RequestScoped
public class Sight {
  static final String ADMINISTRATOR = "org-admin";
  static final String AUDITOR = "auditor";

  private final People people;
  private final Caller caller;

  @Inject
  Sight(People people, Caller caller) {
    this.people = people;
    this.caller = caller;
  }

  /** Administrators and auditors. */
  public void require() {
    people.userOf(caller.requireUser());
    if (!caller.hasRole(ADMINISTRATOR) && !caller.hasRole(AUDITOR)) {
      throw new Problem(Reason.FORBIDDEN, "That takes the role org-admin or auditor.");
    }
  }

  /** The administrator who calls. */
  public UserId requireAdministrator() {
    UserId user = people.userOf(caller.requireUser());
    caller.requireRole(ADMINISTRATOR);
    return user;
  }
}
