package dev.strongroom.storage.rewrap;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.storage.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Change records, all revisions: their wraps are of node keys. */
@ApplicationScoped
class RecordKind implements WrappedKind {
  private final Sql sql;

  @Inject
  RecordKind(Sql sql) {
    this.sql = sql;
  }

  @Override
  public String kind() {
    return "record";
  }

  @Override
  public Map<Bytes, Bytes> bodies(ChainId room, Collection<Bytes> items) {
    Map<Bytes, Bytes> found = new HashMap<>();
    sql.query(
        "SELECT hash, record FROM change_record WHERE room = ? AND hash = ANY (?)",
        row -> found.put(Bytes.of(row.getBytes(1)), Bytes.of(row.getBytes(2))),
        room.value().toArray(),
        items.stream().map(Bytes::toArray).toArray(byte[][]::new));
    return found;
  }
}
