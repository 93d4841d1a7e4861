package dev.strongroom.identity.signon;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.identity.account.Accounts;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.standing.Standings;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Sign-ins and sign-outs, as the sign-on tells them. */
@ApplicationScoped
public class Sessions {
  private final EntityManager database;
  private final Outbox outbox;
  private final Ids ids;
  private final Standings standings;

  @Inject
  Sessions(EntityManager database, Outbox outbox, Ids ids, Standings standings) {
    this.standings = standings;
    this.database = database;
    this.outbox = outbox;
    this.ids = ids;
  }

  /**
   * A session ended, or all of somebody's. Of a session it is told once: Keycloak says it in two
   * ways.
   *
   * @param session its id; empty for all
   */
  @Transactional
  public void ended(UserId user, String actor, String session, Instant at) {
    if (session.isEmpty() || !standings.isEnded(session)) {
      outbox.append(
          new DomainEvent.SessionsEnded(user.toString(), actor, session, at.getEpochSecond()));
    }
  }

  /** The same of a subject; nothing before there is an organisation. */
  @Transactional
  public void ended(String subject, String session, Instant at) {
    Optional<Function<String, UserId>> derivation = ids.derivation();
    derivation.ifPresent(id -> ended(id.apply(subject), DomainEvent.SIGN_ON, session, at));
  }

  /**
   * Keeps the newest of a person who is mirrored; of others nothing is kept.
   *
   * @return whether it is kept
   */
  @Transactional
  public boolean signedIn(String subject, Instant at, String client, String address) {
    int kept =
        database
            .createNativeQuery(
                "INSERT INTO sign_in (user_id, at, client, address) SELECT user_id, ?2, ?3, ?4"
                    + " FROM person WHERE subject = ?1 ON CONFLICT DO NOTHING")
            .setParameter(1, subject)
            .setParameter(2, at)
            .setParameter(3, client)
            .setParameter(4, address)
            .executeUpdate();
    database
        .createNativeQuery(
            "DELETE FROM sign_in s USING person p WHERE p.subject = ?1 AND s.user_id = p.user_id"
                + " AND s.at < (SELECT min(newest.at) FROM (SELECT n.at FROM sign_in n"
                + " WHERE n.user_id = p.user_id ORDER BY n.at DESC LIMIT ?2) newest)")
        .setParameter(1, subject)
        .setParameter(2, Accounts.SIGN_INS)
        .executeUpdate();
    return kept > 0;
  }
}
