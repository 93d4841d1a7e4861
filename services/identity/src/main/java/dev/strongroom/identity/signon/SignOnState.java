package dev.strongroom.identity.signon;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How the mirror is, for all replicas. */
@ApplicationScoped
class SignOnState {
  private final EntityManager database;

  @Inject
  SignOnState(EntityManager database) {
    this.database = database;
  }

  /**
   * @param code {@code REALM_CHANGED}, {@code NAME_REUSED}, {@code EMAIL_TWICE}
   */
  @Schema(description = "Something about the sign-on that an administrator should look at")
  public record SignOnProblem(String code, String detail) {}

  /**
   * @param reachable whether the sign-on answered the last time
   * @param lastFullAt when everything was compared last
   * @param lastOutcome of the last attempt, in a few words
   */
  @Schema(description = "The mirror of the sign-on's users and groups")
  public record SignOnView(
      boolean reachable,
      Optional<Instant> lastEventAt,
      Optional<Instant> lastFullAt,
      String lastOutcome,
      long users,
      long groups,
      List<SignOnProblem> problems) {
    public SignOnView {
      problems = List.copyOf(problems);
    }
  }

  @Transactional
  public SignOnView view() {
    Tuple row =
        (Tuple)
            database
                .createNativeQuery(
                    "SELECT reachable, last_event_at, last_full_at, last_outcome,"
                        + " (SELECT count(*) FROM person WHERE state <> 'deleted'),"
                        + " (SELECT count(*) FROM directory_group) FROM sign_on",
                    Tuple.class)
                .getSingleResult();
    List<?> problems =
        database
            .createNativeQuery(
                "SELECT code, detail FROM sign_on_problem ORDER BY code, detail LIMIT 200",
                Tuple.class)
            .getResultList();
    return new SignOnView(
        row.get(0, Boolean.class),
        Optional.ofNullable(row.get(1, Instant.class)),
        Optional.ofNullable(row.get(2, Instant.class)),
        row.get(3, String.class),
        ((Number) row.get(4)).longValue(),
        ((Number) row.get(5)).longValue(),
        problems.stream()
            .map(one -> (Tuple) one)
            .map(one -> new SignOnProblem(one.get(0, String.class), one.get(1, String.class)))
            .toList());
  }

  /** Whether it is time to compare everything: somebody asked, or the last time is long ago. */
  @Transactional
  public boolean isDue(Duration period) {
    return !database
        .createNativeQuery(
            "SELECT 1 FROM sign_on WHERE due OR last_full_at IS NULL"
                + " OR last_full_at <= now() - ?1 * INTERVAL '1 millisecond'")
        .setParameter(1, period.toMillis())
        .getResultList()
        .isEmpty();
  }

  /**
   * Asks for a comparison of everything.
   *
   * @param deletions whether those that were held may be done
   */
  @Transactional
  public void ask(boolean deletions) {
    database
        .createNativeQuery(
            "UPDATE sign_on SET due = true, deletions_confirmed = deletions_confirmed OR ?1")
        .setParameter(1, deletions)
        .executeUpdate();
  }

  /** Takes what was asked for: from now on it has to be asked for anew. */
  @Transactional
  public boolean takeConfirmation() {
    boolean confirmed =
        (Boolean)
            database
                .createNativeQuery("SELECT deletions_confirmed FROM sign_on FOR UPDATE")
                .getSingleResult();
    database
        .createNativeQuery("UPDATE sign_on SET due = false, deletions_confirmed = false")
        .executeUpdate();
    return confirmed;
  }

  @Transactional
  public void succeeded(Instant since, String outcome, List<SignOnProblem> problems) {
    database
        .createNativeQuery(
            "UPDATE sign_on SET reachable = true, last_full_at = ?1, last_outcome = ?2")
        .setParameter(1, since)
        .setParameter(2, outcome)
        .executeUpdate();
    database.createNativeQuery("DELETE FROM sign_on_problem").executeUpdate();
    for (SignOnProblem problem : problems) {
      database
          .createNativeQuery(
              "INSERT INTO sign_on_problem (code, detail) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
          .setParameter(1, problem.code())
          .setParameter(2, problem.detail())
          .executeUpdate();
    }
  }

  /** What was asked for is still asked for. */
  @Transactional
  public void failed(boolean confirmed, boolean reachable, String outcome) {
    database
        .createNativeQuery(
            "UPDATE sign_on SET reachable = ?1, last_outcome = ?2, due = true,"
                + " deletions_confirmed = deletions_confirmed OR ?3")
        .setParameter(1, reachable)
        .setParameter(2, outcome)
        .setParameter(3, confirmed)
        .executeUpdate();
  }

  @Transactional
  public void heard() {
    database
        .createNativeQuery("UPDATE sign_on SET last_event_at = clock_timestamp()")
        .executeUpdate();
  }
}
