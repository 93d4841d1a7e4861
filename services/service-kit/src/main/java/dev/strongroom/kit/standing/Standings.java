package dev.strongroom.kit.standing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.caller.Caller;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/**
 * Cut-offs: kept where the events of the identity service arrive, and in that service with the
 * events themselves. An older event that comes later changes nothing, so that nothing parks a
 * cut-off and a repetition is harmless.
 */
@ApplicationScoped
public class Standings {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String STATE =
      "INSERT INTO person_standing AS p (user_id, state, state_seq, ended_at) VALUES (?, ?, ?, ?)"
          + " ON CONFLICT (user_id) DO UPDATE SET"
          + " state = CASE WHEN EXCLUDED.state_seq > p.state_seq THEN EXCLUDED.state"
          + " ELSE p.state END, state_seq = greatest(p.state_seq, EXCLUDED.state_seq),"
          + " ended_at = greatest(p.ended_at, EXCLUDED.ended_at)";

  private static final String SESSION =
      "INSERT INTO session_ended (session, noted_at) VALUES (?, now()) ON CONFLICT DO NOTHING";

  private static final String ACTIVE = "active";

  private final EntityManager database;

  @Inject
  public Standings(EntityManager database) {
    this.database = database;
  }

  /** What an event changes. */
  private sealed interface Change {
    /**
     * @param sequence 0 where the event says nothing of the state
     */
    record State(UserId user, String state, long sequence, long endedAt) implements Change {}

    record Ended(String session) implements Change {}
  }

  /** An event, and its place. */
  public record Told(DomainEvent event, long sequence, Instant at) {}

  /** Keeps what was told here, with the transaction that tells it. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void keepOwn(List<Told> told) {
    keep(
        told.stream()
            .flatMap(one -> change(one.event(), one.sequence(), one.at()).stream())
            .toList());
  }

  /**
   * Keeps what a sibling's event says; nothing for most events.
   *
   * @throws IllegalArgumentException if it is not what its type says
   */
  @Transactional
  public void keep(CloudEvent event) {
    changeOf(event).ifPresent(one -> keep(List.of(one)));
  }

  private static Optional<Change> changeOf(CloudEvent event) {
    try {
      return decode(event).flatMap(own -> change(own, event.sequence(), event.time()));
    } catch (ProtocolException e) {
      throw new IllegalArgumentException("an event whose aggregate is no user", e);
    }
  }

  private static Optional<DomainEvent> decode(CloudEvent event) {
    String kind = event.type().substring(event.type().lastIndexOf('.') + 1);
    String user = event.subject();
    return switch (kind) {
      case "PersonDisabled" ->
          Optional.of(new DomainEvent.PersonDisabled(user, DomainEvent.SIGN_ON));
      case "PersonEnabled" -> Optional.of(new DomainEvent.PersonEnabled(user, DomainEvent.SIGN_ON));
      case "PersonDeleted" -> Optional.of(new DomainEvent.PersonDeleted(user, DomainEvent.SIGN_ON));
      case "SessionsEnded" -> {
        JsonNode data = data(event);
        yield Optional.of(
            new DomainEvent.SessionsEnded(
                user,
                DomainEvent.SIGN_ON,
                data.path("session").asText(),
                data.path("endedAt").asLong()));
      }
      default -> Optional.empty();
    };
  }

  private static JsonNode data(CloudEvent event) {
    try {
      return JSON.readTree(event.data());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an event whose data is not JSON", e);
    }
  }

  private static Optional<Change> change(DomainEvent event, long sequence, Instant at) {
    return switch (event) {
      case DomainEvent.PersonDisabled(String user, String _) ->
          Optional.of(state(user, "disabled", sequence, at.getEpochSecond()));
      case DomainEvent.PersonDeleted(String user, String _) ->
          Optional.of(state(user, "deleted", sequence, at.getEpochSecond()));
      case DomainEvent.PersonEnabled(String user, String _) ->
          Optional.of(state(user, ACTIVE, sequence, 0));
      case DomainEvent.SessionsEnded(String user, String _, String session, long endedAt) ->
          Optional.of(
              session.isEmpty() ? state(user, ACTIVE, 0, endedAt) : new Change.Ended(session));
      default -> Optional.empty();
    };
  }

  private static Change state(String user, String state, long sequence, long endedAt) {
    return new Change.State(UserId.parse(user), state, sequence, endedAt);
  }

  private void keep(List<Change> changes) {
    if (!changes.isEmpty()) {
      database.unwrap(Session.class).doWork(connection -> keep(connection, changes));
    }
  }

  private static void keep(Connection connection, List<Change> changes) throws SQLException {
    try (PreparedStatement states = connection.prepareStatement(STATE);
        PreparedStatement sessions = connection.prepareStatement(SESSION)) {
      for (Change change : changes) {
        switch (change) {
          case Change.State(UserId user, String state, long sequence, long endedAt) -> {
            states.setBytes(1, user.value().toArray());
            states.setString(2, state);
            states.setLong(3, sequence);
            states.setLong(4, endedAt);
            states.addBatch();
          }
          case Change.Ended(String session) -> {
            sessions.setString(1, session);
            sessions.addBatch();
          }
        }
      }
      states.executeBatch();
      sessions.executeBatch();
    }
  }

  /**
   * Lets the caller pass whose token the sign-on still stands by.
   *
   * @throws Problem {@code unauthenticated} for who is disabled or deleted, and for a token that
   *     was issued before a sign-out, or is of a session that ended
   */
  @Transactional
  public void require(UserId user, Caller caller) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT (SELECT state FROM person_standing WHERE user_id = ?1),"
                    + " (SELECT ended_at FROM person_standing WHERE user_id = ?1),"
                    + " EXISTS (SELECT 1 FROM session_ended WHERE session = ?2)",
                Tuple.class)
            .setParameter(1, user.value().toArray())
            .setParameter(2, caller.session())
            .getResultList();
    Tuple row = (Tuple) rows.getFirst();
    String state = Optional.ofNullable(row.get(0, String.class)).orElse(ACTIVE);
    long endedAt = Optional.ofNullable((Number) row.get(1)).map(Number::longValue).orElse(0L);
    if (!state.equals(ACTIVE)
        || endedAt > 0 && caller.issuedAt() <= endedAt
        || row.get(2, Boolean.class)) {
      throw new Problem(
          Reason.UNAUTHENTICATED,
          "This account is disabled or was signed out; sign in again, or ask your administrator.");
    }
  }

  /** Whether a session has ended. */
  @Transactional
  public boolean isEnded(String session) {
    return !database
        .createNativeQuery("SELECT 1 FROM session_ended WHERE session = ?1")
        .setParameter(1, session)
        .getResultList()
        .isEmpty();
  }

  /** Whether the sign-on lets somebody in; true for who was never heard of. */
  @Transactional
  public boolean isActive(UserId user) {
    return database
        .createNativeQuery("SELECT 1 FROM person_standing WHERE user_id = ?1 AND state <> 'active'")
        .setParameter(1, user.value().toArray())
        .getResultList()
        .isEmpty();
  }
}
