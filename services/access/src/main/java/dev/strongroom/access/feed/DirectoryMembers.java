package dev.strongroom.access.feed;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.List;
import org.hibernate.Session;

/** Who is in which directory group, as far as it was told. */
@ApplicationScoped
class DirectoryMembers {
  private final EntityManager database;

  @Inject
  DirectoryMembers(EntityManager database) {
    this.database = database;
  }

  /**
   * One at a time for a directory group, until commit: so that no change falls between a feed's
   * beginning and what it begins from.
   */
  void lock(String directoryGroup) {
    database
        .createNativeQuery("SELECT pg_advisory_xact_lock(hashtextextended(?1, 0)) IS NULL")
        .setParameter(1, "directory-group " + directoryGroup)
        .getSingleResult();
  }

  void join(String directoryGroup, Collection<UserId> users) {
    change(
        "INSERT INTO directory_member (directory_group, user_id) SELECT ?, u FROM unnest(?) u"
            + " ON CONFLICT DO NOTHING",
        directoryGroup,
        users);
  }

  void leave(String directoryGroup, Collection<UserId> users) {
    change(
        "DELETE FROM directory_member WHERE directory_group = ? AND user_id = ANY (?)",
        directoryGroup,
        users);
  }

  void forget(String directoryGroup) {
    database
        .createNativeQuery("DELETE FROM directory_member WHERE directory_group = ?1")
        .setParameter(1, directoryGroup)
        .executeUpdate();
  }

  private void change(String sql, String directoryGroup, Collection<UserId> users) {
    database
        .unwrap(Session.class)
        .doWork(connection -> {
          Array ids =
              connection.createArrayOf(
                  "bytea",
                  users.stream().map(user -> user.value().toArray()).toArray(byte[][]::new));
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, directoryGroup);
            statement.setArray(2, ids);
            statement.executeUpdate();
          } finally {
            ids.free();
          }
        });
  }

  long count(String directoryGroup) {
    return ((Number)
            database
                .createNativeQuery(
                    "SELECT count(*) FROM directory_member WHERE directory_group = ?1")
                .setParameter(1, directoryGroup)
                .getSingleResult())
        .longValue();
  }

  /** Who is in the directory group, and not in {@code group}. */
  List<UserId> missing(String directoryGroup, ChainId group) {
    return users(
        "SELECT d.user_id FROM directory_member d WHERE d.directory_group = ?1 AND NOT EXISTS"
            + " (SELECT 1 FROM group_member m WHERE m.group_id = ?2 AND m.user_id = d.user_id)"
            + " ORDER BY d.user_id",
        directoryGroup,
        group);
  }

  /** Who is in {@code group}, and not in the directory group. */
  List<UserId> surplus(String directoryGroup, ChainId group) {
    return users(
        "SELECT m.user_id FROM group_member m WHERE m.group_id = ?2 AND NOT EXISTS"
            + " (SELECT 1 FROM directory_member d WHERE d.directory_group = ?1"
            + " AND d.user_id = m.user_id) ORDER BY m.user_id",
        directoryGroup,
        group);
  }

  private List<UserId> users(String sql, String directoryGroup, ChainId group) {
    List<?> rows =
        database
            .createNativeQuery(sql)
            .setParameter(1, directoryGroup)
            .setParameter(2, group.value().toArray())
            .getResultList();
    return rows.stream().map(user -> new UserId(Bytes.of((byte[]) user))).toList();
  }
}
