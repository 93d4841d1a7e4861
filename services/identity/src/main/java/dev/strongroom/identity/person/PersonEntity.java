package dev.strongroom.identity.person;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

@Entity
@Table(name = "person")
class PersonEntity extends PanacheEntityBase {
  @Id byte[] user_id = {};
  String subject = "";
  String username = "";
  String email = "";
  Instant seen_at = Instant.EPOCH;

  /** Exact, but for case. */
  static List<PersonEntity> named(String name) {
    return list("lower(username) = ?1 or lower(email) = ?1", name.toLowerCase(Locale.ROOT));
  }
}
