package dev.strongroom.access.request;

import dev.strongroom.access.decision.Decisions;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/** Requests as they are shown: to administrators all, to others what they manage or have filed. */
@ApplicationScoped
class RequestList {
  private final EntityManager database;

  @Inject
  RequestList(EntityManager database) {
    this.database = database;
  }

  /**
   * @param all whether the caller sees them all
   * @param waiting whether only those are wanted that can still be answered
   * @param chain of which alone they are wanted; empty for any
   */
  record Wanted(boolean all, boolean waiting, Bytes chain) {}

  /** A page in the order of filing, behind {@code after}. */
  @Transactional
  @SuppressWarnings("unchecked")
  List<RequestEntity> page(UserId caller, Wanted wanted, long after, int most) {
    return database
        .createNativeQuery(
            "SELECT r.* FROM access_request r WHERE r.number > ?2 AND (?3 OR "
                + visible()
                + ") AND (NOT ?4 OR (r.state IN ('unconfirmed', 'open') AND r.expires_at > now()))"
                + " AND (length(?5) = 0 OR r.chain = ?5) ORDER BY r.number LIMIT ?6",
            RequestEntity.class)
        .setParameter(1, caller.value().toArray())
        .setParameter(2, after)
        .setParameter(3, wanted.all())
        .setParameter(4, wanted.waiting())
        .setParameter(5, wanted.chain().toArray())
        .setParameter(6, most)
        .getResultList();
  }

  /** The same answer for one that is not there and for one that is not the caller's to see. */
  @Transactional
  @SuppressWarnings("unchecked")
  RequestView one(UserId caller, boolean all, Bytes id) {
    List<RequestEntity> found =
        database
            .createNativeQuery(
                "SELECT r.* FROM access_request r WHERE r.id = ?2 AND (?3 OR " + visible() + ")",
                RequestEntity.class)
            .setParameter(1, caller.value().toArray())
            .setParameter(2, id.toArray())
            .setParameter(3, all)
            .getResultList();
    return found.stream()
        .findFirst()
        .map(row -> RequestView.of(row, Instant.now()))
        .orElseThrow(Problem::notFound);
  }

  private static String visible() {
    return "r.filed_by = ?1 OR r.chain IN (" + Decisions.MANAGED + ")";
  }
}
