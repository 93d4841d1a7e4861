package dev.strongroom.audit.event;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

@Entity
@Table(name = "audit_event")
class EventEntity extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  long position;

  UUID event_id = new UUID(0, 0);
  String source = "";
  String type = "";
  String aggregate = "";
  long sequence;
  String actor = "";
  Instant happened_at = Instant.EPOCH;
  String data = "";

  /** Events behind {@code after}, oldest first; an empty filter fits everything. */
  static List<EventEntity> after(long after, String actor, String object, String type, int limit) {
    return page("position > :place", "position", after, actor, object, type, limit);
  }

  /** Events before {@code before}, newest first; an empty filter fits everything. */
  static List<EventEntity> before(
      long before, String actor, String object, String type, int limit) {
    return page("position < :place", "position desc", before, actor, object, type, limit);
  }

  private static List<EventEntity> page(
      String where, String order, long place, String actor, String object, String type, int limit) {
    return EventEntity.<EventEntity>find(
            where
                + " and (:actor = '' or actor = :actor)"
                + " and (:object = '' or aggregate = :object)"
                + " and (:type = '' or type = :type) order by "
                + order,
            Map.of("place", place, "actor", actor, "object", object, "type", type))
        .page(Page.ofSize(limit))
        .list();
  }
}
