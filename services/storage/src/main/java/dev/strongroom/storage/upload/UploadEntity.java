package dev.strongroom.storage.upload;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

@Entity
@Table(name = "upload")
class UploadEntity extends PanacheEntityBase {
  @Id byte[] blob = {};
  byte[] room = {};
  byte[] user_id = {};
  String object = "";
  String s3_upload = "";
  long stored_length;
  long blob_length;
  long part_bytes;
  int parts;
  String state = "open";
  String etags = "";
  boolean for_deposit;
  Instant started_at = Instant.EPOCH;

  /** Uploads of one user for deposits that no deposit names. */
  static long unusedForDeposits(ChainId room, UserId user, Instant since) {
    return ((Number)
            getEntityManager()
                .createNativeQuery(
                    "SELECT count(*) FROM upload u WHERE u.for_deposit AND u.room = ?1"
                        + " AND u.user_id = ?2 AND u.started_at > ?3 AND u.state <> 'aborted'"
                        + " AND NOT EXISTS (SELECT 1 FROM deposit d WHERE d.blob = u.blob)")
                .setParameter(1, room.value().toArray())
                .setParameter(2, user.value().toArray())
                .setParameter(3, since.atOffset(ZoneOffset.UTC))
                .getSingleResult())
        .longValue();
  }

  static Optional<UploadEntity> locked(byte[] blob) {
    return findByIdOptional(blob, LockModeType.PESSIMISTIC_WRITE);
  }
}
