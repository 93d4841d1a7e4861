package dev.strongroom.identity.person;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

@Entity
@Table(name = "key_slot")
@IdClass(SlotEntity.Key.class)
class SlotEntity extends PanacheEntityBase {
  @Id byte[] user_id = {};
  @Id String slot_type = "";
  byte[] slot = {};
  Instant changed_at = Instant.EPOCH;

  static List<SlotEntity> of(byte[] user) {
    return list("user_id = ?1 order by slot_type", (Object) user);
  }

  static class Key implements Serializable {
    private static final long serialVersionUID = 1;
    byte[] user_id = {};
    String slot_type = "";

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Arrays.equals(user_id, key.user_id)
          && slot_type.equals(key.slot_type);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(user_id) ^ slot_type.hashCode();
    }
  }
}
