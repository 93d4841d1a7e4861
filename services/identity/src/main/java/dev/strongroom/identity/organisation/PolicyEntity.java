package dev.strongroom.identity.organisation;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

@Entity
@Table(name = "policy")
class PolicyEntity extends PanacheEntityBase {
  @Id long sequence;
  byte[] hash = {};
  byte[] envelope = {};
  Instant published_at = Instant.EPOCH;

  static List<PolicyEntity> all() {
    return list("order by sequence");
  }
}
