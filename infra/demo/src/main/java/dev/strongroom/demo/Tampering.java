package dev.strongroom.demo;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A hand in the storage service's database, three times, each undone; and what the member's client
 * says to it.
 */
final class Tampering {
  private final Databases databases;
  private final Player member;
  private final Tale tale;
  private final String room;
  private final byte[] roomId;
  private final List<String> codes = new ArrayList<>();

  Tampering(Databases databases, Player member, Tale tale, String room, byte[] roomId) {
    this.databases = databases;
    this.member = member;
    this.tale = tale;
    this.room = room;
    this.roomId = roomId;
  }

  List<String> play() throws SQLException {
    member.does("ls", room);
    olderRevision();
    hiddenFile();
    rolledBackRoom();
    member.does("ls", room);
    tale.says("With everything put back, the room is whole again.");
    return codes;
  }

  private void noticed(String expected) {
    Player.Outcome outcome = member.tries("ls", room);
    tale.says("→ %s", outcome.err().lines().reduce((a, b) -> b).orElse(""));
    DemoFailedException.require(
        outcome.status() == 5 && outcome.code().equals(expected),
        "the member's client names " + expected + ", but: " + outcome.err());
    codes.add(outcome.code());
  }

  private void olderRevision() throws SQLException {
    tale.says("A hand in the database puts an older revision in the newest one's place.");
    List<Object> newest =
        databases
            .rows(
                "storage",
                "SELECT hash, record, node_id FROM change_record WHERE room = ? AND revision = 2"
                    + " ORDER BY sequence LIMIT 1",
                (Object) roomId)
            .getFirst();
    List<Object> older =
        databases
            .rows(
                "storage",
                "SELECT record FROM change_record WHERE room = ? AND node_id = ? AND revision = 1",
                roomId,
                newest.get(2))
            .getFirst();
    String sql = "UPDATE change_record SET record = ? WHERE room = ? AND hash = ?";
    databases.change("storage", sql, older.getFirst(), roomId, newest.getFirst());
    noticed("REV_ROLLBACK");
    databases.change("storage", sql, newest.get(1), roomId, newest.getFirst());
  }

  private void hiddenFile() throws SQLException {
    tale.says("It hides one file.");
    String moved =
        "CREATE TABLE hidden AS SELECT * FROM change_record WHERE room = ? AND revision = 2";
    databases.change("storage", moved, (Object) roomId);
    databases.change(
        "storage", "DELETE FROM change_record WHERE room = ? AND revision = 2", (Object) roomId);
    noticed("LISTING");
    databases.change("storage", "INSERT INTO change_record SELECT * FROM hidden");
    databases.change("storage", "DROP TABLE hidden");
  }

  private void rolledBackRoom() throws SQLException {
    tale.says("It rolls the whole room back, consistently.");
    List<Object> now =
        databases
            .rows(
                "storage", "SELECT sequence, head, state FROM room WHERE room = ?", (Object) roomId)
            .getFirst();
    List<Object> before =
        databases
            .rows(
                "storage",
                "SELECT sequence, hash, state FROM room_commit WHERE room = ? AND sequence = ?",
                roomId,
                (Long) now.getFirst() - 1)
            .getFirst();
    String sql = "UPDATE room SET sequence = ?, head = ?, state = ? WHERE room = ?";
    databases.change("storage", sql, before.getFirst(), before.get(1), before.get(2), roomId);
    noticed("ROOM_FORK");
    databases.change("storage", sql, now.getFirst(), now.get(1), now.get(2), roomId);
  }
}
