package dev.strongroom.identity.account;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One person, or many in a list, from the rows of this service. */
@ApplicationScoped
public class Accounts {
  /** As many sign-ins as are kept and shown. */
  public static final int SIGN_INS = 20;

  private static final String SUMMARY =
      "SELECT p.user_id, p.username, p.email, p.state,"
          + " (SELECT max(i.generation) FROM identity_statement i WHERE i.user_id = p.user_id),"
          + " (SELECT count(*) FROM key_slot s WHERE s.user_id = p.user_id"
          + " AND s.slot_type = 'device'),"
          + " (SELECT max(n.at) FROM sign_in n WHERE n.user_id = p.user_id),"
          + " greatest(p.mirrored_at, p.seen_at, CASE WHEN p.state <> 'deleted'"
          + " THEN (SELECT last_full_at FROM sign_on) END), p.seen_at FROM person p ";

  private final EntityManager database;

  @Inject
  Accounts(EntityManager database) {
    this.database = database;
  }

  /**
   * @param client that he signed in to
   * @param address that he came from, as the sign-on saw it
   */
  @Schema(description = "A sign-in, as the sign-on told it")
  public record SignIn(Instant at, String client, String address) {}

  /**
   * @param keys whether they must have some; either where empty
   * @param after place behind which the list goes on; empty for its beginning
   */
  public record Search(
      String query, Optional<PersonState> state, Optional<Boolean> keys, Optional<Place> after) {}

  /** A place in the order of lists. */
  public record Place(String username, UserId user) {}

  /** Whose name or e-mail has the words of {@code search} in it, in the order of user names. */
  @Transactional
  public List<PersonSummary> find(Search search, int most) {
    return Rows.of(
        database
            .createNativeQuery(
                SUMMARY
                    + "WHERE (?1 = '' OR strpos(lower(p.username), ?1) > 0"
                    + " OR strpos(lower(p.email), ?1) > 0)"
                    + " AND (?2 = '' OR p.state = ?2)"
                    + " AND (?3 = '' OR (?3 = 'with') = EXISTS (SELECT 1 FROM identity_statement i"
                    + " WHERE i.user_id = p.user_id))"
                    + " AND (lower(p.username) COLLATE \"C\", p.user_id) > (lower(?4) COLLATE \"C\", ?5)"
                    + " ORDER BY lower(p.username) COLLATE \"C\", p.user_id LIMIT ?6",
                Tuple.class)
            .setParameter(1, search.query())
            .setParameter(2, search.state().map(PersonState::text).orElse(""))
            .setParameter(3, search.keys().map(with -> with ? "with" : "without").orElse(""))
            .setParameter(4, search.after().map(Place::username).orElse(""))
            .setParameter(
                5, search.after().map(place -> place.user().value().toArray()).orElse(new byte[0]))
            .setParameter(6, most),
        Accounts::summary);
  }

  /**
   * @throws Problem {@code not-found}
   */
  @Transactional
  public PersonSummary one(UserId user) {
    return summary(row(user));
  }

  /** When he signed in first or was looked up; empty for who was only mirrored. */
  @Transactional
  public Optional<Instant> firstSeen(UserId user) {
    return Optional.ofNullable(row(user).get(8, Instant.class));
  }

  private Tuple row(UserId user) {
    return Rows.of(
            database
                .createNativeQuery(SUMMARY + "WHERE p.user_id = ?1", Tuple.class)
                .setParameter(1, user.value().toArray()),
            Function.identity())
        .stream()
        .findFirst()
        .orElseThrow(Problem::notFound);
  }

  private static PersonSummary summary(Tuple row) {
    Optional<Number> generation = Optional.ofNullable((Number) row.get(4));
    return new PersonSummary(
        Bytes.of(row.get(0, byte[].class)).toBase64Url(),
        row.get(1, String.class),
        row.get(2, String.class),
        row.get(3, String.class),
        generation.isPresent(),
        generation.map(Number::longValue).orElse(0L),
        ((Number) row.get(5)).longValue(),
        Optional.ofNullable(row.get(6, Instant.class)),
        row.get(7, Instant.class));
  }

  /** Newest first. */
  @Transactional
  public List<SignIn> signIns(UserId user) {
    return Rows.of(
        database
            .createNativeQuery(
                "SELECT at, client, address FROM sign_in WHERE user_id = ?1 ORDER BY at DESC LIMIT ?2",
                Tuple.class)
            .setParameter(1, user.value().toArray())
            .setParameter(2, SIGN_INS),
        Accounts::signIn);
  }

  private static SignIn signIn(Tuple row) {
    return new SignIn(
        row.get(0, Instant.class), row.get(1, String.class), row.get(2, String.class));
  }

  /** Devices that wait for him to approve them. */
  @Transactional
  public long waitingDevices(UserId user) {
    return count(
        "SELECT count(*) FROM device_request WHERE user_id = ?1 AND approval IS NULL"
            + " AND expires_at > now()",
        user);
  }

  /** How many attesters' statements about him there are. */
  @Transactional
  public long attestations(UserId user) {
    return count("SELECT count(*) FROM attestation WHERE user_id = ?1", user);
  }

  private long count(String sql, UserId user) {
    return ((Number)
            database
                .createNativeQuery(sql)
                .setParameter(1, user.value().toArray())
                .getSingleResult())
        .longValue();
  }

  /**
   * @param withoutKeys active ones that have none
   */
  @Schema(description = "How many people there are")
  public record Counts(long active, long disabled, long deleted, long withoutKeys) {}

  @Transactional
  public Counts counts() {
    Tuple row =
        (Tuple)
            database
                .createNativeQuery(
                    "SELECT count(*) FILTER (WHERE state = 'active'),"
                        + " count(*) FILTER (WHERE state = 'disabled'),"
                        + " count(*) FILTER (WHERE state = 'deleted'),"
                        + " count(*) FILTER (WHERE state = 'active' AND NOT EXISTS"
                        + " (SELECT 1 FROM identity_statement i WHERE i.user_id = p.user_id))"
                        + " FROM person p",
                    Tuple.class)
                .getSingleResult();
    return new Counts(number(row, 0), number(row, 1), number(row, 2), number(row, 3));
  }

  private static long number(Tuple row, int column) {
    return ((Number) row.get(column)).longValue();
  }
}
