package dev.strongroom.identity.device;

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
@Table(name = "device_request")
@IdClass(DeviceRequestEntity.Key.class)
class DeviceRequestEntity extends PanacheEntityBase {
  @Id byte[] user_id = {};
  @Id byte[] device_id = {};
  byte[] kem_key = {};
  String label = "";
  Instant created_at = Instant.EPOCH;
  Instant expires_at = Instant.EPOCH;

  @Column(nullable = true)
  byte @Nullable [] approval;

  static List<DeviceRequestEntity> of(byte[] user) {
    return list("user_id = ?1 order by created_at", (Object) user);
  }

  static Optional<DeviceRequestEntity> one(byte[] user, byte[] device) {
    return DeviceRequestEntity.<DeviceRequestEntity>find(
            "user_id = ?1 and device_id = ?2", user, device)
        .firstResultOptional();
  }

  static void deleteExpired(Instant now) {
    delete("expires_at <= ?1", now);
  }

  static class Key implements Serializable {
    private static final long serialVersionUID = 1;
    byte[] user_id = {};
    byte[] device_id = {};

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Arrays.equals(user_id, key.user_id)
          && Arrays.equals(device_id, key.device_id);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(user_id) ^ Arrays.hashCode(device_id);
    }
  }
}
