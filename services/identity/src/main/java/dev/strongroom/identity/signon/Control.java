package dev.strongroom.identity.signon;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an administrator does to somebody's sign-on: in Keycloak first, and here in the same call,
 * so that nothing is said to be done that was not. Keys and memberships stay as they are: what ends
 * these is signed by managers.
 */
@ApplicationScoped
public class Control {
  private final Keycloak keycloak;
  private final Refresher refresher;
  private final Sessions sessions;
  private final MirrorRows rows;
  private final EntityManager database;

  @Inject
  Control(
      Keycloak keycloak,
      Refresher refresher,
      Sessions sessions,
      MirrorRows rows,
      EntityManager database) {
    this.keycloak = keycloak;
    this.refresher = refresher;
    this.sessions = sessions;
    this.rows = rows;
    this.database = database;
  }

  /** Whom, and who acts. */
  public record Act(UserId user, UserId administrator) {}

  /** Lets somebody sign in no more, and refuses the tokens that he has. */
  @Transactional
  public void disable(Act act) {
    String subject = hold(act);
    keycloak.change("PUT", "users/" + subject, Optional.of(Map.of("enabled", false)));
    keycloak.change("POST", "users/" + subject + "/logout", Optional.empty());
    refresher.user(subject, act.administrator().toString());
    sessions.ended(act.user(), act.administrator().toString(), "", rows.now());
  }

  /** Lets somebody sign in again; tokens from before stay refused. */
  @Transactional
  public void enable(Act act) {
    String subject = hold(act);
    keycloak.change("PUT", "users/" + subject, Optional.of(Map.of("enabled", true)));
    refresher.user(subject, act.administrator().toString());
  }

  /** Ends all of somebody's sessions, and refuses the tokens that he has. */
  @Transactional
  public void signOut(Act act) {
    String subject = hold(act);
    keycloak.change("POST", "users/" + subject + "/logout", Optional.empty());
    sessions.ended(act.user(), act.administrator().toString(), "", rows.now());
  }

  /** What Keycloak tells of this meanwhile waits for the end of it. */
  private String hold(Act act) {
    if (act.user().equals(act.administrator())) {
      throw new Problem(Reason.CONFLICT, "Not to oneself: another administrator does that.");
    }
    List<?> subjects =
        database
            .createNativeQuery("SELECT subject FROM person WHERE user_id = ?1")
            .setParameter(1, act.user().value().toArray())
            .getResultList();
    if (subjects.isEmpty()) {
      throw Problem.notFound();
    }
    String subject = (String) subjects.getFirst();
    rows.hold(subject);
    return Keycloak.encode(subject);
  }
}
