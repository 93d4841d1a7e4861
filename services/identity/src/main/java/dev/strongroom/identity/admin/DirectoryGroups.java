package dev.strongroom.identity.admin;

import dev.strongroom.identity.account.Rows;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The groups of the sign-on's directory, as they are mirrored. */
@ApplicationScoped
class DirectoryGroups {
  private final EntityManager database;

  @Inject
  DirectoryGroups(EntityManager database) {
    this.database = database;
  }

  @Schema(description = "A group of the sign-on's directory")
  public record Group(String id, String path, String name, long members) {}

  @Schema(description = "A group of the sign-on's directory that somebody is in")
  public record Membership(String id, String path, String name) {}

  @Schema(description = "Somebody in a group of the sign-on's directory")
  public record GroupMember(String user, String username) {}

  /** Whose path has {@code query} in it, behind a place, in the order of paths. */
  @Transactional
  List<Group> find(String query, String path, String id, int most) {
    return Rows.of(
        database
            .createNativeQuery(
                "SELECT g.id, g.path, g.name, (SELECT count(*) FROM directory_member m"
                    + " WHERE m.group_id = g.id) FROM directory_group g"
                    + " WHERE (?1 = '' OR strpos(lower(g.path), ?1) > 0)"
                    + " AND (lower(g.path) COLLATE \"C\", g.id) > (lower(?2) COLLATE \"C\", ?3)"
                    + " ORDER BY lower(g.path) COLLATE \"C\", g.id LIMIT ?4",
                Tuple.class)
            .setParameter(1, query)
            .setParameter(2, path)
            .setParameter(3, id)
            .setParameter(4, most),
        DirectoryGroups::group);
  }

  private static Group group(Tuple row) {
    return new Group(
        row.get(0, String.class),
        row.get(1, String.class),
        row.get(2, String.class),
        ((Number) row.get(3)).longValue());
  }

  /** The groups that somebody is in. */
  @Transactional
  List<Membership> of(UserId user) {
    return Rows.of(
        database
            .createNativeQuery(
                "SELECT g.id, g.path, g.name FROM directory_member m JOIN directory_group g"
                    + " ON g.id = m.group_id WHERE m.user_id = ?1"
                    + " ORDER BY lower(g.path) COLLATE \"C\", g.id",
                Tuple.class)
            .setParameter(1, user.value().toArray()),
        DirectoryGroups::membership);
  }

  private static Membership membership(Tuple row) {
    return new Membership(
        row.get(0, String.class), row.get(1, String.class), row.get(2, String.class));
  }

  /** Who is in a group, behind a place, in the order of user names. */
  @Transactional
  List<GroupMember> members(String group, String username, byte[] user, int most) {
    if (database
        .createNativeQuery("SELECT 1 FROM directory_group WHERE id = ?1")
        .setParameter(1, group)
        .getResultList()
        .isEmpty()) {
      throw Problem.notFound();
    }
    return Rows.of(
        database
            .createNativeQuery(
                "SELECT p.user_id, p.username FROM directory_member m JOIN person p"
                    + " ON p.user_id = m.user_id WHERE m.group_id = ?1"
                    + " AND (lower(p.username) COLLATE \"C\", p.user_id) > (lower(?2) COLLATE \"C\", ?3)"
                    + " ORDER BY lower(p.username) COLLATE \"C\", p.user_id LIMIT ?4",
                Tuple.class)
            .setParameter(1, group)
            .setParameter(2, username)
            .setParameter(3, user)
            .setParameter(4, most),
        DirectoryGroups::member);
  }

  private static GroupMember member(Tuple row) {
    return new GroupMember(
        Bytes.of(row.get(0, byte[].class)).toBase64Url(), row.get(1, String.class));
  }
}
