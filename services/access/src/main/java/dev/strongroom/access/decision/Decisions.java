package dev.strongroom.access.decision;

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
  private static final String REACHES =
      " FROM room_grant g LEFT JOIN group_member m"
          + " ON g.grantee_kind = 'group' AND m.group_id = g.grantee AND m.user_id = ?1"
          + " WHERE ((g.grantee_kind = 'user' AND g.grantee = ?1) OR m.user_id IS NOT NULL)";

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
                    + " EXISTS (SELECT 1 FROM room_grant g JOIN chain gc ON gc.id = g.grantee"
                    + " WHERE g.room = c.id AND g.grantee_kind = 'group'"
                    + " AND gc.epoch > g.wrapped_epoch)"
                    + " FROM chain c WHERE c.id = ?2 AND c.kind = 'room'",
                Tuple.class)
            .setParameter(1, user.value().toArray())
            .setParameter(2, room.value().toArray())
            .getResultList();
    if (rows.isEmpty()) {
      return new Authority.Decision("", 0, 0, "", 0, 0, false);
    }
    Tuple row = (Tuple) rows.getFirst();
    return new Authority.Decision(
        ROLES.get(Optional.ofNullable((Number) row.get(5)).map(Number::intValue).orElse(0)),
        ((Number) row.get(0)).longValue(),
        ((Number) row.get(1)).longValue(),
        Bytes.of((byte[]) row.get(2)).toBase64Url(),
        ((Number) row.get(3)).longValue(),
        ((Number) row.get(4)).longValue(),
        (Boolean) row.get(6));
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
                "SELECT group_id, role FROM group_member WHERE user_id = ?1 ORDER BY group_id",
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
    return !database
        .createNativeQuery("SELECT 1 FROM group_member WHERE group_id = ?1 AND user_id = ?2")
        .setParameter(1, group.value().toArray())
        .setParameter(2, user.value().toArray())
        .getResultList()
        .isEmpty();
  }

  /**
   * Whether {@code user} reaches a room that the group is or was granted: he needs its chain to
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
