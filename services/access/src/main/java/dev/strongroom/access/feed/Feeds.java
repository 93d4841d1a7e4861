package dev.strongroom.access.feed;

import dev.strongroom.access.request.DirectoryRequests;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which directory group is the source of requests to which group's managers. */
@ApplicationScoped
class Feeds {
  private static final String FEEDS =
      "SELECT f.chain, coalesce(l.label, ''), f.directory_group, f.set_by, f.set_at, f.broken,"
          + " (SELECT count(*) FROM directory_member d"
          + " WHERE d.directory_group = f.directory_group)"
          + " FROM feed f LEFT JOIN chain_label l ON l.chain = f.chain";

  /** So many people are looked at in one statement. */
  private static final int AT_ONCE = 1_000;

  private final DirectoryMembers members;
  private final DirectoryRequests requests;
  private final Outbox outbox;
  private final EntityManager database;

  @Inject
  Feeds(
      DirectoryMembers members, DirectoryRequests requests, Outbox outbox, EntityManager database) {
    this.members = members;
    this.requests = requests;
    this.outbox = outbox;
    this.database = database;
  }

  /**
   * A feed.
   *
   * @param label plain name of the group, if a manager published one; empty otherwise
   * @param members how many people are in the directory group, as far as it was told
   * @param broken whether the directory has that group no longer: nothing comes from it
   */
  @Schema(name = "Feed", description = "A directory group that is the source of requests")
  public record View(
      String group,
      String label,
      String directoryGroup,
      String setBy,
      Instant setAt,
      long members,
      boolean broken) {}

  /** Feeds of groups behind {@code after}, an id or empty. */
  @Transactional
  List<View> page(Bytes after, int most) {
    List<?> rows =
        database
            .createNativeQuery(FEEDS + " WHERE f.chain > ?1 ORDER BY f.chain LIMIT ?2", Tuple.class)
            .setParameter(1, after.toArray())
            .setParameter(2, most)
            .getResultList();
    return rows.stream().map(row -> view((Tuple) row)).toList();
  }

  @Transactional
  View one(ChainId group) {
    return find(group).orElseThrow(Problem::notFound);
  }

  private Optional<View> find(ChainId group) {
    List<?> rows =
        database
            .createNativeQuery(FEEDS + " WHERE f.chain = ?1", Tuple.class)
            .setParameter(1, group.value().toArray())
            .getResultList();
    return rows.stream().findFirst().map(row -> view((Tuple) row));
  }

  private static View view(Tuple row) {
    return new View(
        Bytes.of((byte[]) row.get(0)).toBase64Url(),
        row.get(1, String.class),
        row.get(2, String.class),
        Bytes.of((byte[]) row.get(3)).toBase64Url(),
        row.get(4, Instant.class),
        row.get(6, Number.class).longValue(),
        row.get(5, Boolean.class));
  }

  /**
   * Makes a directory group the source of a group's requests. How the two differ now is asked for
   * at once: whoever is missing, and whoever is there and not in the directory group, who is not
   * cut off by it. Of a directory group of which nobody is known nothing is asked for until it
   * changes.
   */
  @Transactional
  View set(UserId administrator, ChainId group, String directoryGroup) {
    members.lock(directoryGroup);
    requireGroup(group);
    boolean another =
        find(group).filter(feed -> !feed.directoryGroup().equals(directoryGroup)).isPresent();
    if (another) {
      requests.withdrawAll(group);
    }
    database
        .createNativeQuery(
            "INSERT INTO feed (chain, directory_group, set_by, set_at) VALUES (?1, ?2, ?3, ?4)"
                + " ON CONFLICT (chain) DO UPDATE SET directory_group = EXCLUDED.directory_group,"
                + " set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at, broken = false")
        .setParameter(1, group.value().toArray())
        .setParameter(2, directoryGroup)
        .setParameter(3, administrator.value().toArray())
        .setParameter(4, OffsetDateTime.now(ZoneOffset.UTC))
        .executeUpdate();
    outbox.append(
        new DomainEvent.FeedSet(group.toString(), administrator.toString(), directoryGroup));
    if (members.count(directoryGroup) > 0) {
      askFor(administrator, group, members.missing(directoryGroup, group), List.of());
      askFor(administrator, group, List.of(), members.surplus(directoryGroup, group));
    }
    return one(group);
  }

  private void askFor(
      UserId administrator, ChainId group, List<UserId> missing, List<UserId> surplus) {
    for (int from = 0; from < Math.max(missing.size(), surplus.size()); from += AT_ONCE) {
      requests.changed(group, administrator, part(missing, from), part(surplus, from), false);
    }
  }

  private static List<UserId> part(List<UserId> all, int from) {
    return all.subList(Math.min(from, all.size()), Math.min(from + AT_ONCE, all.size()));
  }

  /** Nothing comes from there any longer, and what had come and waits is taken back. */
  @Transactional
  void clear(UserId administrator, ChainId group) {
    requireGroup(group);
    int gone =
        database
            .createNativeQuery("DELETE FROM feed WHERE chain = ?1")
            .setParameter(1, group.value().toArray())
            .executeUpdate();
    if (gone > 0) {
      requests.withdrawAll(group);
      outbox.append(new DomainEvent.FeedSet(group.toString(), administrator.toString(), ""));
    }
  }

  private void requireGroup(ChainId group) {
    if (!requests.lock(group)) {
      throw Problem.notFound();
    }
  }

  /** A group that is fed, and by whom it was so made. */
  private record Fed(ChainId group, UserId setBy) {}

  /** The directory group changed. */
  @Transactional(Transactional.TxType.MANDATORY)
  void changed(String directoryGroup, List<UserId> joined, List<UserId> left) {
    members.lock(directoryGroup);
    members.join(directoryGroup, joined);
    members.leave(directoryGroup, left);
    for (Fed fed : fedBy(directoryGroup)) {
      requests.lock(fed.group());
      requests.changed(fed.group(), fed.setBy(), joined, left, true);
    }
  }

  /** The directory has the group no longer: nobody left it, so nobody is asked out. */
  @Transactional(Transactional.TxType.MANDATORY)
  void deleted(String directoryGroup) {
    members.lock(directoryGroup);
    members.forget(directoryGroup);
    for (Fed fed : fedBy(directoryGroup)) {
      requests.lock(fed.group());
      requests.withdrawAll(fed.group());
    }
    database
        .createNativeQuery("UPDATE feed SET broken = true WHERE directory_group = ?1")
        .setParameter(1, directoryGroup)
        .executeUpdate();
  }

  private List<Fed> fedBy(String directoryGroup) {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT chain, set_by FROM feed WHERE directory_group = ?1 AND NOT broken"
                    + " ORDER BY chain",
                Tuple.class)
            .setParameter(1, directoryGroup)
            .getResultList();
    return rows.stream()
        .map(row -> (Tuple) row)
        .map(row ->
            new Fed(
                new ChainId(Bytes.of((byte[]) row.get(0))),
                new UserId(Bytes.of((byte[]) row.get(1)))))
        .toList();
  }
}
