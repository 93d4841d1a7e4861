package dev.strongroom.identity.person;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** Read only: the sign-on's side of it is written by its mirror. */
@Entity
@Immutable
@Table(name = "person")
class PersonEntity extends PanacheEntityBase {
  @Id byte[] user_id = {};
  String subject = "";
  String username = "";
  String email = "";
  String state = "active";

  /** None for who was only mirrored. */
  @Column(nullable = true)
  @Nullable Instant seen_at;

  /** None for who came by himself and was not mirrored yet. */
  @Column(nullable = true)
  @Nullable Instant mirrored_at;

  /** Exact, but for case; whoever may not sign in is not found. */
  static List<PersonEntity> named(String name) {
    return list(
        "(lower(username) = ?1 or lower(email) = ?1) and state = 'active'",
        name.toLowerCase(Locale.ROOT));
  }
}
