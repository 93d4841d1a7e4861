package dev.strongroom.identity.person;

import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
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
  @Id byte[] identity = {};
  @Id String slot_type = "";
  byte[] user_id = {};
  long generation;
  byte[] slot = {};
  Instant changed_at = Instant.EPOCH;

  static List<SlotEntity> of(Hash identity) {
    return list("identity = ?1 order by slot_type", (Object) identity.value().toArray());
  }

  /** Deletes a user's slots but for those of {@code kept}. */
  static void deleteOthers(UserId user, List<Hash> kept) {
    delete(
        "user_id = ?1 and identity not in ?2",
        user.value().toArray(),
        kept.stream().map(hash -> hash.value().toArray()).toList());
  }

  static class Key implements Serializable {
    private static final long serialVersionUID = 1;
    byte[] identity = {};
    String slot_type = "";

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Arrays.equals(identity, key.identity)
          && slot_type.equals(key.slot_type);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(identity) ^ slot_type.hashCode();
    }
  }
}
