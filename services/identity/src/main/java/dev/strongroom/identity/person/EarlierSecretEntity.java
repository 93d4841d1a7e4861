package dev.strongroom.identity.person;

import dev.strongroom.protocol.Bytes;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "earlier_secret")
class EarlierSecretEntity extends PanacheEntityBase {
  @Id byte[] identity = {};
  byte[] sealed = {};

  Bytes sealed() {
    return Bytes.of(sealed);
  }
}
