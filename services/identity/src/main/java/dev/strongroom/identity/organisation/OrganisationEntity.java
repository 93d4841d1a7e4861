package dev.strongroom.identity.organisation;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

@Entity
@Table(name = "organisation")
class OrganisationEntity extends PanacheEntityBase {
  @Id boolean only_one = true;
  byte[] organisation = {};
}
