package dev.strongroom.identity.signon;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.hibernate.Session;

/**
 * Rows of the mirror, many at once. Nothing that was read from the sign-on at {@code since} is
 * written over what was read later.
 */
@ApplicationScoped
class MirrorRows {
  private final EntityManager database;

  @Inject
  MirrorRows(EntityManager database) {
    this.database = database;
  }

  /** A person as he is mirrored now. */
  record Person(UserId user, String subject, String username, String email, String state) {}

  /** A person as he is to be. */
  record Wanted(Person person, String stateBefore) {}

  /** Somebody in a group. */
  record Member(String group, UserId user) {}

  /** Reads one row. */
  private interface Reader<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, Reader<T> reader, Object... parameters) {
    return database
        .unwrap(Session.class)
        .doReturningWork(connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, parameters);
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                found.add(reader.of(rows));
              }
            }
            return found;
          }
        });
  }

  private static void bind(Connection connection, PreparedStatement statement, Object[] parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      switch (parameters[i]) {
        case byte[][] many -> statement.setArray(i + 1, connection.createArrayOf("bytea", many));
        case String[] many -> statement.setArray(i + 1, array(connection, many));
        case Instant at -> statement.setObject(i + 1, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
        default -> statement.setObject(i + 1, parameters[i]);
      }
    }
  }

  private static Array array(Connection connection, String[] many) throws SQLException {
    return connection.createArrayOf("text", many);
  }

  /** The database's time: what every replica counts by. */
  Instant now() {
    return query("SELECT clock_timestamp()", row -> at(row, 1)).getFirst();
  }

  private static Instant at(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** Whoever else reads about {@code what} from the sign-on waits until this transaction ends. */
  void hold(String what) {
    query("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", _ -> true, "sign-on " + what);
  }

  private static Person person(ResultSet row) throws SQLException {
    return new Person(
        user(row, 1), row.getString(2), row.getString(3), row.getString(4), row.getString(5));
  }

  private static UserId user(ResultSet row, int column) throws SQLException {
    return new UserId(Bytes.of(row.getBytes(column)));
  }

  List<Person> people(Collection<String> subjects) {
    return query(
        "SELECT user_id, subject, username, email, state FROM person WHERE subject = ANY(?)",
        MirrorRows::person,
        (Object) subjects.toArray(String[]::new));
  }

  /** Subjects of everybody who is not deleted. */
  List<String> present() {
    return query("SELECT subject FROM person WHERE state <> 'deleted'", row -> row.getString(1));
  }

  /** Those of {@code people} who were not there yet. */
  List<UserId> add(List<Person> people, Instant since) {
    return query(
        "INSERT INTO person (user_id, subject, username, email, state, mirrored_at)"
            + " SELECT n.*, ? FROM unnest(?, ?, ?, ?, ?) AS n (id, subject, username, email, state)"
            + " ON CONFLICT DO NOTHING RETURNING user_id",
        row -> user(row, 1),
        since,
        ids(people),
        texts(people, Person::subject),
        texts(people, Person::username),
        texts(people, Person::email),
        texts(people, Person::state));
  }

  /** Those of {@code wanted} who were changed: nobody has heard later of them. */
  List<UserId> change(List<Wanted> wanted, Instant since) {
    List<Person> people = wanted.stream().map(Wanted::person).toList();
    return query(
        "UPDATE person p SET username = n.username, email = n.email, state = n.state,"
            + " mirrored_at = ? FROM unnest(?, ?, ?, ?, ?)"
            + " AS n (id, username, email, state, before) WHERE p.user_id = n.id"
            + " AND p.state = n.before AND (p.mirrored_at IS NULL OR p.mirrored_at <= ?)"
            + " RETURNING p.user_id",
        row -> user(row, 1),
        since,
        ids(people),
        texts(people, Person::username),
        texts(people, Person::email),
        texts(people, Person::state),
        texts(wanted, Wanted::stateBefore),
        since);
  }

  /** Notes when the sign-on last spoke of somebody. */
  void heard(String subject, Instant since) {
    query(
        "UPDATE person SET mirrored_at = ? WHERE subject = ? AND state <> 'deleted'"
            + " AND (mirrored_at IS NULL OR mirrored_at < ?) RETURNING user_id",
        row -> user(row, 1),
        since,
        subject,
        since);
  }

  /** Those of {@code subjects} who were there until now. */
  List<UserId> delete(Collection<String> subjects, Instant since) {
    return query(
        "UPDATE person SET state = 'deleted', mirrored_at = ? WHERE subject = ANY(?)"
            + " AND state <> 'deleted' AND (mirrored_at IS NULL OR mirrored_at <= ?)"
            + " RETURNING user_id",
        row -> user(row, 1),
        since,
        subjects.toArray(String[]::new),
        since);
  }

  private static byte[][] ids(List<Person> people) {
    return people.stream().map(p -> p.user().value().toArray()).toArray(byte[][]::new);
  }

  private static <T> String[] texts(List<T> all, Function<T, String> text) {
    return all.stream().map(text).toArray(String[]::new);
  }

  List<Keycloak.Group> groups(Collection<String> ids) {
    return query(
        "SELECT id, path, name FROM directory_group WHERE id = ANY(?)",
        row -> new Keycloak.Group(row.getString(1), row.getString(2), row.getString(3)),
        (Object) ids.toArray(String[]::new));
  }

  List<String> groupIds() {
    return query("SELECT id FROM directory_group", row -> row.getString(1));
  }

  /** Puts groups, and holds their rows; those that nobody has heard later of. */
  List<String> put(List<Keycloak.Group> groups, Instant since) {
    return query(
        "INSERT INTO directory_group AS g (id, path, name, mirrored_at)"
            + " SELECT n.*, ? FROM unnest(?, ?, ?) AS n (id, path, name) ORDER BY 1"
            + " ON CONFLICT (id) DO UPDATE SET path = EXCLUDED.path, name = EXCLUDED.name,"
            + " mirrored_at = EXCLUDED.mirrored_at WHERE g.mirrored_at <= EXCLUDED.mirrored_at"
            + " RETURNING id",
        row -> row.getString(1),
        since,
        texts(groups, Keycloak.Group::id),
        texts(groups, Keycloak.Group::path),
        texts(groups, Keycloak.Group::name));
  }

  List<Member> members(Collection<String> groups) {
    return query(
        "SELECT group_id, user_id FROM directory_member WHERE group_id = ANY(?)",
        MirrorRows::member,
        (Object) groups.toArray(String[]::new));
  }

  List<Member> membershipsOf(UserId user) {
    return query(
        "SELECT group_id, user_id FROM directory_member WHERE user_id = ?",
        MirrorRows::member,
        (Object) user.value().toArray());
  }

  private static Member member(ResultSet row) throws SQLException {
    return new Member(row.getString(1), user(row, 2));
  }

  /** Those who were not in yet, of those that are people here. */
  List<Member> join(Collection<Member> joining) {
    return query(
        "INSERT INTO directory_member (group_id, user_id) SELECT n.g, n.u"
            + " FROM unnest(?, ?) AS n (g, u) JOIN person p ON p.user_id = n.u"
            + " JOIN directory_group d ON d.id = n.g ON CONFLICT DO NOTHING"
            + " RETURNING group_id, user_id",
        MirrorRows::member,
        (Object) joining.stream().map(Member::group).toArray(String[]::new),
        users(joining));
  }

  /** Those who were in until now. */
  List<Member> leave(Collection<Member> leaving) {
    return query(
        "DELETE FROM directory_member m USING unnest(?, ?) AS n (g, u)"
            + " WHERE m.group_id = n.g AND m.user_id = n.u RETURNING m.group_id, m.user_id",
        MirrorRows::member,
        (Object) leaving.stream().map(Member::group).toArray(String[]::new),
        users(leaving));
  }

  /** All memberships of people who have gone. */
  List<Member> leaveAll(Collection<UserId> users) {
    return query(
        "DELETE FROM directory_member WHERE user_id = ANY(?) RETURNING group_id, user_id",
        MirrorRows::member,
        (Object) users.stream().map(u -> u.value().toArray()).toArray(byte[][]::new));
  }

  private static byte[][] users(Collection<Member> members) {
    return members.stream().map(m -> m.user().value().toArray()).toArray(byte[][]::new);
  }

  /** Whether the group was there until now; without members. */
  boolean deleteGroup(String id, Instant since) {
    return !query(
            "DELETE FROM directory_group WHERE id = ? AND mirrored_at <= ? RETURNING id",
            row -> row.getString(1),
            id,
            since)
        .isEmpty();
  }
}
