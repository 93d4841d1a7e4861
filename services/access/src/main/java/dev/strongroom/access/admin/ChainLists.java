package dev.strongroom.access.admin;

import static dev.strongroom.access.decision.Cuts.cut;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Groups, rooms and who is in them, from the rows that decide. */
@ApplicationScoped
class ChainLists {
  private static final String SUMMARY =
      "SELECT c.id, c.sequence, c.head, c.epoch,"
          + " CASE c.kind WHEN 'group' THEN (SELECT count(*) FROM group_member m"
          + " WHERE m.group_id = c.id) ELSE (SELECT count(*) FROM room_grant g"
          + " WHERE g.room = c.id) END,"
          + " CASE c.kind WHEN 'group' THEN (SELECT count(*) FROM group_member m"
          + " WHERE m.group_id = c.id AND m.role = 'manager') ELSE (SELECT count(*)"
          + " FROM room_grant g WHERE g.room = c.id AND g.role = 'manager') END,"
          + " (SELECT count(*) FROM access_request r WHERE r.chain = c.id"
          + " AND r.state IN ('unconfirmed', 'open') AND r.expires_at > now()),"
          + " coalesce((SELECT l.label FROM chain_label l WHERE l.chain = c.id), '')"
          + " FROM chain c WHERE c.kind = ?1";

  /** What is typed is text to be found, never a pattern. */
  private static final String FOUND =
      " AND (?4 = '' OR starts_with(lower(translate(encode(c.id, 'base64'), '+/', '-_')), lower(?4))"
          + " OR EXISTS (SELECT 1 FROM chain_label l WHERE l.chain = c.id"
          + " AND position(lower(?4) IN lower(l.label)) > 0))";

  private final EntityManager database;

  @Inject
  ChainLists(EntityManager database) {
    this.database = database;
  }

  /**
   * A group or room in a list.
   *
   * @param head hash of the newest link
   * @param members of a group; grants of a room
   * @param managers how many of these manage
   * @param requests that wait for an answer
   * @param label a plain name, if a manager published one; empty otherwise
   */
  @Schema(description = "A group or room as an administrator sees it")
  public record Summary(
      String id,
      long sequence,
      String head,
      long epoch,
      long members,
      long managers,
      long requests,
      String label) {}

  /**
   * Somebody in a list.
   *
   * @param kind {@code user}, or in a room {@code group}
   * @param cut whether a request for his removal cuts him off now
   */
  @Schema(description = "A member, or a grantee")
  public record Member(String kind, String id, String role, boolean cut) {}

  /**
   * Behind {@code after}, an id or empty.
   *
   * @param query part of a label, or how an id begins; empty for all
   */
  @Transactional
  List<Summary> page(ChainKind kind, String query, Bytes after, int most) {
    return summaries(
        database
            .createNativeQuery(
                SUMMARY + FOUND + " AND c.id > ?2 ORDER BY c.id LIMIT ?3", Tuple.class)
            .setParameter(1, kind.text())
            .setParameter(2, after.toArray())
            .setParameter(3, most)
            .setParameter(4, query)
            .getResultList());
  }

  @Transactional
  Summary one(ChainKind kind, ChainId chain) {
    return summaries(
            database
                .createNativeQuery(SUMMARY + " AND c.id = ?2", Tuple.class)
                .setParameter(1, kind.text())
                .setParameter(2, chain.value().toArray())
                .getResultList())
        .stream()
        .findFirst()
        .orElseThrow(Problem::notFound);
  }

  private static List<Summary> summaries(List<?> rows) {
    return rows.stream()
        .map(row -> (Tuple) row)
        .map(row ->
            new Summary(
                text(row.get(0)),
                number(row.get(1)),
                text(row.get(2)),
                number(row.get(3)),
                number(row.get(4)),
                number(row.get(5)),
                number(row.get(6)),
                row.get(7, String.class)))
        .toList();
  }

  /** Who is in a list, behind {@code after}, an id or empty. */
  @Transactional
  List<Member> members(ChainKind kind, ChainId chain, Bytes after, int most) {
    String sql =
        switch (kind) {
          case GROUP ->
              "SELECT 'user', m.user_id, m.role, "
                  + cut("m.user_id", "?1")
                  + " FROM group_member m WHERE m.group_id = ?1 AND m.user_id > ?2"
                  + " ORDER BY m.user_id LIMIT ?3";
          case ROOM ->
              "SELECT g.grantee_kind, g.grantee, g.role, "
                  + cut("g.grantee", "?1")
                  + " FROM room_grant g WHERE g.room = ?1 AND g.grantee > ?2"
                  + " ORDER BY g.grantee LIMIT ?3";
        };
    List<?> rows =
        database
            .createNativeQuery(sql, Tuple.class)
            .setParameter(1, chain.value().toArray())
            .setParameter(2, after.toArray())
            .setParameter(3, most)
            .getResultList();
    return rows.stream()
        .map(row -> (Tuple) row)
        .map(row ->
            new Member(
                row.get(0, String.class),
                text(row.get(1)),
                row.get(2, String.class),
                row.get(3, Boolean.class)))
        .toList();
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static String text(Object bytes) {
    return Bytes.of((byte[]) bytes).toBase64Url();
  }
}
