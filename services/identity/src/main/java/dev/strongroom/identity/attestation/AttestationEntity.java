package dev.strongroom.identity.attestation;

import dev.strongroom.protocol.UserId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

@Entity
@Table(name = "attestation")
class AttestationEntity extends PanacheEntityBase {
  @Id byte[] hash = {};
  byte[] user_id = {};
  byte[] attester = {};
  byte[] envelope = {};
  long log_index;
  Instant published_at = Instant.EPOCH;

  /** The newest first, no more than {@code most}. */
  static List<AttestationEntity> newestOf(UserId person, int most) {
    return AttestationEntity.<AttestationEntity>find(
            "user_id = ?1",
            Sort.by("log_index", Sort.Direction.Descending),
            (Object) person.value().toArray())
        .page(0, most)
        .list();
  }
}
