package dev.strongroom.access.request;

import static dev.strongroom.access.decision.Cuts.cut;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is in a chain's list, as far as requests are concerned. */
@ApplicationScoped
class Roster {
  private final EntityManager database;

  @Inject
  Roster(EntityManager database) {
    this.database = database;
  }

  /** Locks a chain until commit, so that requests against it and its links come one by one. */
  boolean lock(ChainKind kind, ChainId chain) {
    return !database
        .createNativeQuery("SELECT 1 FROM chain WHERE id = ?1 AND kind = ?2 FOR UPDATE")
        .setParameter(1, chain.value().toArray())
        .setParameter(2, kind.text())
        .getResultList()
        .isEmpty();
  }

  /** The role that {@code user} has in person. */
  Optional<String> role(ChainKind kind, ChainId chain, UserId user) {
    String sql =
        switch (kind) {
          case GROUP -> "SELECT role FROM group_member WHERE group_id = ?1 AND user_id = ?2";
          case ROOM ->
              "SELECT role FROM room_grant WHERE room = ?1 AND grantee_kind = 'user'"
                  + " AND grantee = ?2";
        };
    List<?> rows =
        database
            .createNativeQuery(sql)
            .setParameter(1, chain.value().toArray())
            .setParameter(2, user.value().toArray())
            .getResultList();
    return rows.stream().findFirst().map(String.class::cast);
  }

  /** The roles of some people, each in person; who is not there is left out. */
  Map<UserId, String> roles(ChainKind kind, ChainId chain, Collection<UserId> users) {
    String sql =
        switch (kind) {
          case GROUP ->
              "SELECT user_id, role FROM group_member WHERE group_id = ?1 AND user_id IN (?2)";
          case ROOM ->
              "SELECT grantee, role FROM room_grant WHERE room = ?1 AND grantee_kind = 'user'"
                  + " AND grantee IN (?2)";
        };
    Map<UserId, String> roles = new HashMap<>();
    if (users.isEmpty()) {
      return roles;
    }
    List<?> rows =
        database
            .createNativeQuery(sql, Tuple.class)
            .setParameter(1, chain.value().toArray())
            .setParameter(2, users.stream().map(user -> user.value().toArray()).toList())
            .getResultList();
    for (Object each : rows) {
      Tuple row = (Tuple) each;
      roles.put(new UserId(Bytes.of((byte[]) row.get(0))), row.get(1, String.class));
    }
    return roles;
  }

  /** A list that somebody is in, in person. */
  record Place(ChainKind kind, ChainId chain, String role) {}

  /** All lists that somebody is in, in the order of the chains' ids. */
  List<Place> places(UserId user) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT 'group', group_id AS chain, role FROM group_member WHERE user_id = ?1"
                    + " UNION ALL SELECT 'room', room, role FROM room_grant"
                    + " WHERE grantee_kind = 'user' AND grantee = ?1 ORDER BY chain",
                Tuple.class)
            .setParameter(1, user.value().toArray())
            .getResultList();
    return rows.stream()
        .map(row -> (Tuple) row)
        .map(row ->
            new Place(
                ChainKind.of(row.get(0, String.class)),
                new ChainId(Bytes.of((byte[]) row.get(1))),
                row.get(2, String.class)))
        .toList();
  }

  /**
   * Whether somebody besides {@code user} can manage the chain: who is not cut off, in person or,
   * for a room, through a group.
   */
  boolean hasAnotherManager(ChainKind kind, ChainId chain, UserId user) {
    String sql =
        switch (kind) {
          case GROUP ->
              "SELECT 1 FROM group_member m WHERE m.group_id = ?1 AND m.role = 'manager'"
                  + " AND m.user_id <> ?2 AND NOT "
                  + cut("m.user_id", "?1")
                  + " LIMIT 1";
          case ROOM ->
              "SELECT 1 FROM room_grant g LEFT JOIN group_member m"
                  + " ON g.grantee_kind = 'group' AND m.group_id = g.grantee"
                  + " WHERE g.room = ?1 AND g.role = 'manager'"
                  + " AND CASE WHEN g.grantee_kind = 'user'"
                  + " THEN g.grantee <> ?2 AND NOT "
                  + cut("g.grantee", "?1")
                  + " ELSE m.user_id <> ?2 AND NOT "
                  + cut("m.user_id", "?1")
                  + " AND NOT "
                  + cut("m.user_id", "g.grantee")
                  + " END LIMIT 1";
        };
    return !database
        .createNativeQuery(sql)
        .setParameter(1, chain.value().toArray())
        .setParameter(2, user.value().toArray())
        .getResultList()
        .isEmpty();
  }
}
