package dev.strongroom.audit.event;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks events up, in the order of their arrival or against it. */
@ApplicationScoped
class EventSearch {
  private static final Pattern PARAMETER = Pattern.compile(":(\\w+)");

  private final EntityManager database;

  @Inject
  EventSearch(EntityManager database) {
    this.database = database;
  }

  /** Events behind {@code after}, oldest first. */
  List<EventEntity> after(long after, EventQuery wanted, int limit) {
    return page("position > :place", "position", after, wanted, limit);
  }

  /** Events before {@code before}, newest first. */
  List<EventEntity> before(long before, EventQuery wanted, int limit) {
    return page("position < :place", "position DESC", before, wanted, limit);
  }

  /** The newest position; 0 if there is no event. */
  long newest() {
    return ((Number)
            database
                .createNativeQuery("SELECT coalesce(max(position), 0) FROM audit_event")
                .getSingleResult())
        .longValue();
  }

  @SuppressWarnings("unchecked")
  private List<EventEntity> page(
      String where, String order, long place, EventQuery wanted, int limit) {
    Map<String, Object> conditions = wanted.conditions();
    StringBuilder sql = new StringBuilder("SELECT e.* FROM audit_event e WHERE ").append(where);
    conditions.keySet().forEach(condition -> sql.append(" AND ").append(condition));
    sql.append(" ORDER BY ").append(order).append(" LIMIT :most");
    Query query =
        database
            .createNativeQuery(sql.toString(), EventEntity.class)
            .setParameter("place", place)
            .setParameter("most", limit);
    conditions.forEach((condition, value) -> {
      Matcher name = PARAMETER.matcher(condition);
      if (name.find()) {
        query.setParameter(name.group(1), value);
      }
    });
    return query.getResultList();
  }
}
