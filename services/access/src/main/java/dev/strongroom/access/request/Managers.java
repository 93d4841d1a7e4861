package dev.strongroom.access.request;

import static dev.strongroom.access.decision.Cuts.cut;

import dev.strongroom.events.DomainEvent;
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

/** Who can answer requests about a chain: in person, or in a room through a group. */
@ApplicationScoped
class Managers {
  /** Managers of the chains ?1, one row for each way in which somebody is one. */
  private static final String OF =
      "SELECT m.group_id AS chain, m.user_id, m.group_id AS via FROM group_member m"
          + " WHERE m.group_id IN (?1) AND m.role = 'manager'"
          + " UNION ALL SELECT g.room, g.grantee, g.room FROM room_grant g"
          + " WHERE g.room IN (?1) AND g.grantee_kind = 'user' AND g.role = 'manager'"
          + " UNION ALL SELECT g.room, m.user_id, m.group_id FROM room_grant g"
          + " JOIN group_member m ON m.group_id = g.grantee"
          + " WHERE g.room IN (?1) AND g.grantee_kind = 'group' AND g.role = 'manager'";

  private final EntityManager database;

  @Inject
  Managers(EntityManager database) {
    this.database = database;
  }

  /** Those who can answer now, as many as one event names. */
  List<String> of(ChainId chain) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT DISTINCT x.user_id FROM ("
                    + OF
                    + ") x WHERE NOT "
                    + cut("x.user_id", "x.chain")
                    + " AND NOT "
                    + cut("x.user_id", "x.via")
                    + " ORDER BY x.user_id LIMIT "
                    + DomainEvent.ManagersAwaited.MOST)
            .setParameter(1, List.of(chain.value().toArray()))
            .getResultList();
    return rows.stream().map(user -> new UserId(Bytes.of((byte[]) user)).toString()).toList();
  }

  /** How many people manage each of some chains; one that nobody manages, or none, is left out. */
  Map<Bytes, Long> counts(Collection<Bytes> chains) {
    Map<Bytes, Long> counts = new HashMap<>();
    if (chains.isEmpty()) {
      return counts;
    }
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT x.chain, count(DISTINCT x.user_id) FROM (" + OF + ") x GROUP BY x.chain",
                Tuple.class)
            .setParameter(1, chains.stream().map(Bytes::toArray).toList())
            .getResultList();
    for (Object each : rows) {
      Tuple row = (Tuple) each;
      counts.put(Bytes.of((byte[]) row.get(0)), row.get(1, Number.class).longValue());
    }
    return counts;
  }
}
