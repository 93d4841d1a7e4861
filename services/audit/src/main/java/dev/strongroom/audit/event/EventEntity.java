package dev.strongroom.audit.event;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
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
}
