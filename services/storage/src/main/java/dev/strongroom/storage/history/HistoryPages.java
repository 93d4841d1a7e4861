package dev.strongroom.storage.history;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.storage.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;

/** A room's commits and the records of each, from the first on. */
@ApplicationScoped
class HistoryPages {
  /** Commits or records of one page, whichever comes first. */
  static final int MOST = 1_000;

  private final Sql sql;

  @Inject
  HistoryPages(Sql sql) {
    this.sql = sql;
  }

  /** A place in the history: a commit, and one of its records. */
  record Place(long sequence, int record) {}

  record CommitRow(long sequence, Bytes envelope) {}

  record RecordRow(Place place, Bytes hash, Bytes record) {}

  /**
   * @param commits those that the records belong to, and those between that have none
   * @param next where the next page begins; the same place as the page's own if this is the last
   */
  record Page(List<CommitRow> commits, List<RecordRow> records, Place next, boolean last) {}

  @Transactional
  Page page(ChainId room, Place from) {
    List<CommitRow> commits =
        sql.query(
            "SELECT sequence, envelope FROM room_commit WHERE room = ? AND sequence >= ?"
                + " ORDER BY sequence LIMIT ?",
            row -> new CommitRow(row.getLong(1), Bytes.of(row.getBytes(2))),
            room.value().toArray(),
            from.sequence(),
            MOST + 1);
    boolean moreCommits = commits.size() > MOST;
    List<CommitRow> shown = moreCommits ? commits.subList(0, MOST) : commits;
    if (shown.isEmpty()) {
      return new Page(List.of(), List.of(), from, true);
    }
    long end = shown.getLast().sequence();
    List<RecordRow> records = records(room, from, end);
    if (records.size() > MOST) {
      Place next = records.get(MOST).place();
      List<CommitRow> begun = shown.stream().filter(c -> c.sequence() <= next.sequence()).toList();
      return new Page(begun, records.subList(0, MOST), next, false);
    }
    return new Page(shown, records, new Place(end + 1, 0), !moreCommits);
  }

  private List<RecordRow> records(ChainId room, Place from, long end) {
    return sql.query(
        "SELECT sequence, position, hash, record FROM change_record WHERE room = ?"
            + " AND (sequence, position) >= (?, ?) AND sequence <= ?"
            + " ORDER BY sequence, position LIMIT ?",
        row ->
            new RecordRow(
                new Place(row.getLong(1), row.getInt(2)),
                Bytes.of(row.getBytes(3)),
                Bytes.of(row.getBytes(4))),
        room.value().toArray(),
        from.sequence(),
        from.record(),
        end,
        MOST + 1);
  }
}
