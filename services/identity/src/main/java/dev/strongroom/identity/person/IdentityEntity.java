package dev.strongroom.identity.person;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.StatementKind;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Generated;

@Entity
@Table(name = "identity_statement")
class IdentityEntity extends PanacheEntityBase {
  @Id byte[] hash = {};
  byte[] user_id = {};
  long generation;

  /** Given by the database: the order in which a user's statements were accepted. */
  @Generated
  @Column(insertable = false, updatable = false)
  long position;

  byte[] envelope = {};
  Instant published_at = Instant.EPOCH;

  static List<IdentityEntity> of(Bytes user) {
    return list("user_id = ?1 order by position", (Object) user.toArray());
  }

  Envelope statement() {
    return Envelope.decode(StatementKind.IDENTITY, Bytes.of(envelope));
  }
}
