package dev.strongroom.identity.person;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "claim")
class ClaimEntity extends PanacheEntityBase {
  @Id byte[] hash = {};
  String display_name = "";
  String email = "";
  byte[] salt = {};
}
