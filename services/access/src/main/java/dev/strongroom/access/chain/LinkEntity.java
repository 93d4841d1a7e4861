package dev.strongroom.access.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

@Entity
@Table(name = "link")
class LinkEntity extends PanacheEntityBase {
  byte[] chain = {};
  long sequence;
  @Id byte[] hash = {};
  byte[] envelope = {};
  Instant accepted_at = Instant.EPOCH;

  /** Links behind {@code after}, in order. */
  static List<LinkEntity> after(ChainId chain, long after) {
    return list("chain = ?1 and sequence > ?2 order by sequence", chain.value().toArray(), after);
  }

  Bytes envelopeBytes() {
    return Bytes.of(envelope);
  }
}
