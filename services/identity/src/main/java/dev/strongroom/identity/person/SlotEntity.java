package dev.strongroom.identity.person;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.Sha256;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "key_slot")
@IdClass(SlotEntity.Key.class)
class SlotEntity extends PanacheEntityBase {
  @Id byte[] identity = {};
  @Id String slot_name = "";
  String slot_type = "";
  byte[] user_id = {};
  long generation;
  byte[] slot = {};
  String label = "";
  Instant created_at = Instant.EPOCH;
  Instant changed_at = Instant.EPOCH;

  @Column(nullable = true)
  @Nullable Instant used_at;

  static List<SlotEntity> of(Hash identity) {
    return list(
        "identity = ?1 order by created_at, slot_name", (Object) identity.value().toArray());
  }

  /** Of all his identities. */
  static List<SlotEntity> ofUser(UserId user) {
    return list("user_id = ?1 order by created_at, slot_name", (Object) user.value().toArray());
  }

  static Optional<SlotEntity> named(Hash identity, String name) {
    return SlotEntity.<SlotEntity>find(
            "identity = ?1 and slot_name = ?2", identity.value().toArray(), name)
        .firstResultOptional();
  }

  /** Deletes a user's slots but for those of {@code kept}. */
  static void deleteOthers(UserId user, List<Hash> kept) {
    delete(
        "user_id = ?1 and identity not in ?2",
        user.value().toArray(),
        kept.stream().map(hash -> hash.value().toArray()).toList());
  }

  Hash hash() {
    return Sha256.of(Bytes.of(slot));
  }

  static class Key implements Serializable {
    private static final long serialVersionUID = 1;
    byte[] identity = {};
    String slot_name = "";

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Arrays.equals(identity, key.identity)
          && slot_name.equals(key.slot_name);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(identity) ^ slot_name.hashCode();
    }
  }
}
