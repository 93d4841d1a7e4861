package dev.strongroom.access.admin;

import static dev.strongroom.access.decision.Cuts.cut;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who reaches what, and through which grant: from the rows that decide. */
@ApplicationScoped
class Reach {
  private static final List<String> ROLES = List.of("", "depositor", "viewer", "editor", "manager");

  /** Groups, and rooms, of one person that are shown: more than anybody is in. */
  static final int MOST = 5_000;

  private static final String LABEL =
      "coalesce((SELECT l.label FROM chain_label l WHERE l.chain = %s), '')";

  private final EntityManager database;

  @Inject
  Reach(EntityManager database) {
    this.database = database;
  }

  /** A room that a group is granted to. */
  @Schema(name = "GrantedRoom", description = "A room that a group is granted to")
  public record GrantedRoom(String room, String label, String role) {}

  /**
   * What lets somebody into a room.
   *
   * @param kind {@code user} for a grant in person, or {@code group}
   * @param id the person, or the group
   */
  @Schema(name = "Via", description = "A grant that reaches a person")
  public record Via(String kind, String id, String role) {}

  /**
   * Somebody who reaches a room.
   *
   * @param role the highest that holds now; of who is cut off, what he would have
   * @param cut whether nothing is released to him now, for a removal is asked for
   */
  @Schema(name = "Reader", description = "Somebody who reaches a room")
  public record Reader(String user, String role, List<Via> via, boolean cut) {
    public Reader {
      via = List.copyOf(via);
    }
  }

  /** A group that somebody is in. */
  @Schema(name = "OwnGroup", description = "A group that a person is in")
  public record OwnGroup(String id, String label, String role, boolean cut) {}

  /** A room that somebody reaches. */
  @Schema(name = "OwnRoom", description = "A room that a person reaches")
  public record OwnRoom(String id, String label, String role, List<Via> via, boolean cut) {
    public OwnRoom {
      via = List.copyOf(via);
    }
  }

  /**
   * All that somebody reaches.
   *
   * @param waiting requests and proposals about him that wait for an answer
   * @param complete whether that is all; no person's lists are longer than 5,000 here
   */
  @Schema(name = "PersonAccess", description = "Who may this person read")
  public record PersonAccess(
      List<OwnGroup> groups, List<OwnRoom> rooms, long waiting, boolean complete) {
    public PersonAccess {
      groups = List.copyOf(groups);
      rooms = List.copyOf(rooms);
    }
  }

  /** Rooms of a group behind {@code after}, an id or empty. */
  @Transactional
  List<GrantedRoom> rooms(ChainId group, Bytes after, int most) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT g.room, "
                    + LABEL.formatted("g.room")
                    + ", g.role FROM room_grant g WHERE g.grantee_kind = 'group'"
                    + " AND g.grantee = ?1 AND g.room > ?2 ORDER BY g.room LIMIT ?3",
                Tuple.class)
            .setParameter(1, group.value().toArray())
            .setParameter(2, after.toArray())
            .setParameter(3, most)
            .getResultList();
    return rows.stream()
        .map(row -> (Tuple) row)
        .map(row -> new GrantedRoom(id(row, 0), row.get(1, String.class), row.get(2, String.class)))
        .toList();
  }

  /**
   * Who reaches a room, behind {@code after}, a user or empty. Of each group no more members are
   * looked at than the page can hold, however many it has.
   */
  @Transactional
  List<Reader> readers(ChainId room, Bytes after, int most) {
    List<?> rows =
        database
            .createNativeQuery(
                "WITH reached AS (SELECT g.grantee AS user_id, 'user' AS kind, g.grantee AS via,"
                    + " g.rank FROM room_grant g WHERE g.room = ?1 AND g.grantee_kind = 'user'"
                    + " AND g.grantee > ?2"
                    + " UNION ALL SELECT m.user_id, 'group', g.grantee, g.rank FROM room_grant g,"
                    + " LATERAL (SELECT n.user_id FROM group_member n WHERE n.group_id = g.grantee"
                    + " AND n.user_id > ?2 ORDER BY n.user_id LIMIT ?3) m"
                    + " WHERE g.room = ?1 AND g.grantee_kind = 'group'),"
                    + " page AS (SELECT DISTINCT user_id FROM reached ORDER BY user_id LIMIT ?3)"
                    + " SELECT r.user_id, r.kind, r.via, r.rank, "
                    + cut("r.user_id", "?1")
                    + " OR "
                    + cut("r.user_id", "r.via")
                    + " FROM reached r JOIN page p ON p.user_id = r.user_id"
                    + " ORDER BY r.user_id, r.rank DESC, r.via",
                Tuple.class)
            .setParameter(1, room.value().toArray())
            .setParameter(2, after.toArray())
            .setParameter(3, most)
            .getResultList();
    Map<String, Grants> byUser = new LinkedHashMap<>();
    for (Object each : rows) {
      Tuple row = (Tuple) each;
      byUser.computeIfAbsent(id(row, 0), _ -> new Grants()).add(row, 1);
    }
    return byUser.entrySet().stream()
        .map(one ->
            new Reader(
                one.getKey(), one.getValue().role(), one.getValue().via, one.getValue().cut()))
        .toList();
  }

  /** All that one person reaches. */
  @Transactional
  PersonAccess of(UserId user) {
    List<OwnGroup> groups = groups(user);
    List<OwnRoom> rooms = rooms(user);
    long waiting =
        ((Number)
                database
                    .createNativeQuery(
                        "SELECT count(*) FROM access_request r WHERE r.user_id = ?1"
                            + " AND r.state IN ('unconfirmed', 'open') AND r.expires_at > now()")
                    .setParameter(1, user.value().toArray())
                    .getSingleResult())
            .longValue();
    return new PersonAccess(groups, rooms, waiting, groups.size() < MOST && rooms.size() < MOST);
  }

  private List<OwnGroup> groups(UserId user) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT m.group_id, "
                    + LABEL.formatted("m.group_id")
                    + ", m.role, "
                    + cut("?1", "m.group_id")
                    + " FROM group_member m WHERE m.user_id = ?1 ORDER BY m.group_id LIMIT "
                    + MOST,
                Tuple.class)
            .setParameter(1, user.value().toArray())
            .getResultList();
    return rows.stream()
        .map(row -> (Tuple) row)
        .map(row ->
            new OwnGroup(
                id(row, 0),
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, Boolean.class)))
        .toList();
  }

  private List<OwnRoom> rooms(UserId user) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT g.room, "
                    + LABEL.formatted("g.room")
                    + ", g.grantee_kind, g.grantee, g.rank, "
                    + cut("?1", "g.room")
                    + " OR "
                    + cut("?1", "g.grantee")
                    + " FROM room_grant g LEFT JOIN group_member m ON g.grantee_kind = 'group'"
                    + " AND m.group_id = g.grantee AND m.user_id = ?1"
                    + " WHERE (g.grantee_kind = 'user' AND g.grantee = ?1)"
                    + " OR (g.grantee_kind = 'group' AND g.grantee IN"
                    + " (SELECT o.group_id FROM group_member o WHERE o.user_id = ?1))"
                    + " ORDER BY g.room, g.rank DESC, g.grantee",
                Tuple.class)
            .setParameter(1, user.value().toArray())
            .getResultList();
    Map<String, Grants> byRoom = new LinkedHashMap<>();
    Map<String, String> labels = new LinkedHashMap<>();
    for (Object each : rows) {
      Tuple row = (Tuple) each;
      labels.put(id(row, 0), row.get(1, String.class));
      byRoom.computeIfAbsent(id(row, 0), _ -> new Grants()).add(row, 2);
    }
    return byRoom.entrySet().stream()
        .limit(MOST)
        .map(one ->
            new OwnRoom(
                one.getKey(),
                labels.getOrDefault(one.getKey(), ""),
                one.getValue().role(),
                one.getValue().via,
                one.getValue().cut()))
        .toList();
  }

  /** The grants by which one person reaches one room. */
  private static final class Grants {
    private final List<Via> via = new ArrayList<>();
    private int listed;
    private int inForce;

    /** Takes kind, id, rank and whether it is cut from {@code row}, from {@code column} on. */
    void add(Tuple row, int column) {
      int rank = row.get(column + 2, Number.class).intValue();
      via.add(new Via(row.get(column, String.class), id(row, column + 1), ROLES.get(rank)));
      listed = Math.max(listed, rank);
      if (!row.get(column + 3, Boolean.class)) {
        inForce = Math.max(inForce, rank);
      }
    }

    boolean cut() {
      return inForce == 0;
    }

    String role() {
      return ROLES.get(cut() ? listed : inForce);
    }
  }

  private static String id(Tuple row, int column) {
    return Bytes.of((byte[]) row.get(column)).toBase64Url();
  }
}
