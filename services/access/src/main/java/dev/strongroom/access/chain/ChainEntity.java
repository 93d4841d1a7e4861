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
  long epoch_known;
  boolean left_since;

  /**
   * The epoch after a link: the same goes on, or another one begins.
   *
   * @param known how much of the log the link's author knew
   * @param left whether somebody has left since the epoch began
   */
  void goOn(long number, long known, boolean left) {
    if (epoch != number) {
      epoch = number;
      epoch_known = known;
    }
    left_since = left;
  }

  static Optional<ChainEntity> find(ChainId chain) {
    return findByIdOptional(chain.value().toArray());
  }

  /** Locked until commit, so that two links for one place meet here. */
  static Optional<ChainEntity> locked(ChainId chain) {
    return findByIdOptional(chain.value().toArray(), LockModeType.PESSIMISTIC_WRITE);
  }
}
