package dev.strongroom.access.decision;

import static dev.strongroom.access.decision.Cuts.cut;

import dev.strongroom.kit.sibling.Authority;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** One indexed query for each question; this database is the only authority. */
@ApplicationScoped
public class Decisions {
  /** Rows of room_grant that reach a user, in person or through a group that he is in now. */
  static final String REACHES =
      " FROM room_grant g LEFT JOIN group_member m"
          + " ON g.grantee_kind = 'group' AND m.group_id = g.grantee AND m.user_id = ?1"
          + " AND NOT "
          + cut("?1", "m.group_id")
          + " WHERE ((g.grantee_kind = 'user' AND g.grantee = ?1) OR m.user_id IS NOT NULL)"
          + " AND NOT "
          + cut("?1", "g.room");

  /** Chains that ?1 manages, now. */
  public static final String MANAGED =
      "SELECT m.group_id FROM group_member m WHERE m.user_id = ?1 AND m.role = 'manager' AND NOT "
          + cut("?1", "m.group_id")
          + " UNION SELECT g.room"
          + REACHES
          + " AND g.role = 'manager'";

  /**
   * Something calls for new keys of the group gc, or it has some that the room's are not wrapped
   * for: whoever left, or gave up his own keys for compromise, lets others open those in use.
   */
  private static final String GROUP_DUE =
      "(gc.epoch > g.wrapped_epoch OR gc.left_since OR EXISTS (SELECT 1 FROM compromised k"
          + " JOIN group_member km ON km.user_id = k.user_id AND km.identity = k.identity"
          + " WHERE km.group_id = gc.id AND k.log_index >= gc.epoch_known))";

  /** The same for the room c, as far as it is no group's matter. */
  private static final String ROOM_DUE =
      "(c.left_since OR EXISTS (SELECT 1 FROM compromised k JOIN room_grant kg"
          + " ON kg.grantee = k.user_id AND kg.identity = k.identity WHERE kg.room = c.id"
          + " AND kg.grantee_kind = 'user' AND kg.rank >= 2 AND k.log_index >= c.epoch_known))";

  private static final List<String> ROLES = List.of("", "depositor", "viewer", "editor", "manager");

  private final EntityManager database;

  @Inject
  Decisions(EntityManager database) {
    this.database = database;
  }

  /** What {@code user} may do in {@code room}, now. */
  @Transactional
  public Authority.Decision decide(UserId user, ChainId room) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT c.acl_revision, c.sequence, c.head, c.epoch, c.index_key,"
                    + " (SELECT max(g.rank)"
                    + REACHES
                    + " AND g.room = c.id),"
                    + " "
                    + ROOM_DUE
                    + " OR EXISTS (SELECT 1 FROM room_grant g JOIN chain gc ON gc.id = g.grantee"
                    + " WHERE g.room = c.id AND g.grantee_kind = 'group' AND g.rank >= 2 AND "
                    + GROUP_DUE
                    + ") FROM chain c WHERE c.id = ?2 AND c.kind = 'room'",
                Tuple.class)
            .setParameter(1, user.value().toArray())
            .setParameter(2, room.value().toArray())
            .getResultList();
    if (rows.isEmpty()) {
      return new Authority.Decision("", 0, 0, "", 0, 0, false, false);
    }
    Tuple row = (Tuple) rows.getFirst();
    return new Authority.Decision(
        ROLES.get(Optional.ofNullable((Number) row.get(5)).map(Number::intValue).orElse(0)),
        ((Number) row.get(0)).longValue(),
        ((Number) row.get(1)).longValue(),
        Bytes.of((byte[]) row.get(2)).toBase64Url(),
        ((Number) row.get(3)).longValue(),
        ((Number) row.get(4)).longValue(),
        (Boolean) row.get(6),
        false);
  }

  /** A room that somebody reaches. */
  public record Reached(String room, String role) {}

  /** All rooms that {@code user} reaches. */
  @Transactional
  public List<Reached> rooms(UserId user) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT g.room, max(g.rank)" + REACHES + " GROUP BY g.room ORDER BY g.room",
                Tuple.class)
            .setParameter(1, user.value().toArray())
            .getResultList();
    return rows.stream()
        .map(row -> (Tuple) row)
        .map(row ->
            new Reached(
                Bytes.of((byte[]) row.get(0)).toBase64Url(),
                ROLES.get(((Number) row.get(1)).intValue())))
        .toList();
  }

  /** All groups that {@code user} is in. */
  @Transactional
  public List<Reached> groups(UserId user) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT m.group_id, m.role FROM group_member m WHERE m.user_id = ?1 AND NOT "
                    + cut("?1", "m.group_id")
                    + " ORDER BY m.group_id",
                Tuple.class)
            .setParameter(1, user.value().toArray())
            .getResultList();
    return rows.stream()
        .map(row -> (Tuple) row)
        .map(row -> new Reached(Bytes.of((byte[]) row.get(0)).toBase64Url(), (String) row.get(1)))
        .toList();
  }

  /** Whether {@code user} is in the group, and so holds its wraps. */
  @Transactional
  public boolean isMember(UserId user, ChainId group) {
    return groupRole(user, group).isPresent();
  }

  /** The role of {@code user} in a group: {@code member} or {@code manager}. */
  @Transactional
  public Optional<String> groupRole(UserId user, ChainId group) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT m.role FROM group_member m WHERE m.group_id = ?2 AND m.user_id = ?1"
                    + " AND NOT "
                    + cut("?1", "m.group_id"))
            .setParameter(1, user.value().toArray())
            .setParameter(2, group.value().toArray())
            .getResultList();
    return rows.stream().findFirst().map(String.class::cast);
  }

  /** Whether {@code user} manages a group or a room, now. */
  @Transactional
  public boolean manages(UserId user, ChainId chain) {
    return !database
        .createNativeQuery("SELECT 1 WHERE ?2 IN (" + MANAGED + ")")
        .setParameter(1, user.value().toArray())
        .setParameter(2, chain.value().toArray())
        .getResultList()
        .isEmpty();
  }

  /** The groups through which {@code user} reaches {@code room}. */
  @Transactional
  public List<ChainId> groupsInto(UserId user, ChainId room) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT g.grantee" + REACHES + " AND g.room = ?2 AND g.grantee_kind = 'group'")
            .setParameter(1, user.value().toArray())
            .setParameter(2, room.value().toArray())
            .getResultList();
    return rows.stream().map(row -> new ChainId(Bytes.of((byte[]) row))).toList();
  }

  /**
   * Whether {@code user} reaches a room that the group is or was granted to: he needs its chain to
   * verify the room's.
   */
  @Transactional
  public boolean seesGroup(UserId user, ChainId group) {
    return !database
        .createNativeQuery(
            "SELECT 1"
                + REACHES
                + " AND g.room IN (SELECT room FROM room_group_ever WHERE group_id = ?2) LIMIT 1")
        .setParameter(1, user.value().toArray())
        .setParameter(2, group.value().toArray())
        .getResultList()
        .isEmpty();
  }
}
