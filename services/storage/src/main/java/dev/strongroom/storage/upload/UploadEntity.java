package dev.strongroom.storage.upload;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Instant;
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
  Instant started_at = Instant.EPOCH;

  static Optional<UploadEntity> locked(byte[] blob) {
    return findByIdOptional(blob, LockModeType.PESSIMISTIC_WRITE);
  }
}
