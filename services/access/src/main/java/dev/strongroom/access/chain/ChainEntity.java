package dev.strongroom.access.chain;

import dev.strongroom.protocol.ChainId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.util.Optional;

@Entity
@Table(name = "chain")
class ChainEntity extends PanacheEntityBase {
  @Id byte[] id = {};
  String kind = "";
  long sequence;
  byte[] head = {};
  long epoch;
  long index_key;
  long acl_revision;

  static Optional<ChainEntity> find(ChainId chain) {
    return findByIdOptional(chain.value().toArray());
  }

  /** Locked until commit, so that two links for one place meet here. */
  static Optional<ChainEntity> locked(ChainId chain) {
    return findByIdOptional(chain.value().toArray(), LockModeType.PESSIMISTIC_WRITE);
  }
}
