package dev.strongroom.access.request;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;

/** Who is in a chain's list, as far as requests are concerned. */
@ApplicationScoped
class Roster {
  /** Whether somebody else ({@code who}) is cut off from {@code chain}; both in SQL. */
  private static final String CUT =
      "EXISTS (SELECT 1 FROM access_request c WHERE c.user_id = %s AND c.chain IN (%s) AND c.cuts"
          + " AND c.expires_at > now())";

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
                  + CUT.formatted("m.user_id", "?1")
                  + " LIMIT 1";
          case ROOM ->
              "SELECT 1 FROM room_grant g LEFT JOIN group_member m"
                  + " ON g.grantee_kind = 'group' AND m.group_id = g.grantee"
                  + " WHERE g.room = ?1 AND g.role = 'manager'"
                  + " AND CASE WHEN g.grantee_kind = 'user'"
                  + " THEN g.grantee <> ?2 AND NOT "
                  + CUT.formatted("g.grantee", "?1")
                  + " ELSE m.user_id <> ?2 AND NOT "
                  + CUT.formatted("m.user_id", "?1, g.grantee")
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
