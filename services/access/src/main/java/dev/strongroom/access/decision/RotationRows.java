package dev.strongroom.access.decision;

import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;

/** What was found of changed keys. Rows only grow: to keep the same twice changes nothing. */
@ApplicationScoped
class RotationRows {
  private final EntityManager database;

  @Inject
  RotationRows(EntityManager database) {
    this.database = database;
  }

  /** How far the log was looked through. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  long seen() {
    return ((Number) database.createNativeQuery("SELECT size FROM rotation_seen").getSingleResult())
        .longValue();
  }

  @Transactional(Transactional.TxType.REQUIRES_NEW)
  void keep(List<Directory.Rotation> rotations, List<Rotations.Compromise> compromises, long seen) {
    // One at a time, so that two who found the same do not wait for each other's rows crosswise.
    database.createNativeQuery("SELECT size FROM rotation_seen FOR UPDATE").getSingleResult();
    for (Directory.Rotation rotation : rotations) {
      database
          .createNativeQuery(
              "INSERT INTO rotated (user_id, log_index) VALUES (?1, ?2) ON CONFLICT (user_id)"
                  + " DO UPDATE SET log_index = GREATEST(rotated.log_index, EXCLUDED.log_index)")
          .setParameter(1, UserId.parse(rotation.user()).value().toArray())
          .setParameter(2, rotation.index())
          .executeUpdate();
    }
    for (Rotations.Compromise compromise : compromises) {
      database
          .createNativeQuery(
              "INSERT INTO compromised (identity, user_id, log_index) VALUES (?1, ?2, ?3)"
                  + " ON CONFLICT (identity) DO UPDATE SET"
                  + " log_index = GREATEST(compromised.log_index, EXCLUDED.log_index)")
          .setParameter(1, compromise.identity().toArray())
          .setParameter(2, compromise.user().value().toArray())
          .setParameter(3, compromise.index())
          .executeUpdate();
    }
    database
        .createNativeQuery("UPDATE rotation_seen SET size = GREATEST(size, ?1)")
        .setParameter(1, seen)
        .executeUpdate();
  }

  List<UserId> changedSince(long index) {
    List<?> users =
        database
            .createNativeQuery("SELECT user_id FROM rotated WHERE log_index >= ?1")
            .setParameter(1, index)
            .getResultList();
    return users.stream().map(user -> new UserId(Bytes.of((byte[]) user))).toList();
  }
}
