package dev.strongroom.access.request;

import dev.strongroom.kit.page.Page;
import dev.strongroom.protocol.Bytes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** All requests and proposals, the newest first, for administrators and auditors. */
@ApplicationScoped
class AdminRequestList {
  private final Managers managers;
  private final EntityManager database;

  @Inject
  AdminRequestList(Managers managers, EntityManager database) {
    this.managers = managers;
    this.database = database;
  }

  /**
   * @param waiting whether only those are wanted that can still be answered
   * @param chain of which alone they are wanted; empty for any
   * @param user about whom alone; empty for anybody
   * @param origin from which alone; empty for any
   */
  record Wanted(boolean waiting, Bytes chain, Bytes user, String origin) {}

  /** Those with a number below {@code before}. */
  @Transactional
  Page<AdminRequestView> page(Wanted wanted, long before, int limit) {
    Instant now = Instant.now();
    Page<RequestEntity> page =
        Page.of(rows(wanted, before, limit + 1), limit, row -> Long.toString(row.number));
    Set<Bytes> chains =
        page.items().stream().map(row -> Bytes.of(row.chain)).collect(Collectors.toSet());
    Map<Bytes, Long> counts = managers.counts(chains);
    Map<Bytes, String> labels = labels(chains);
    return new Page<>(
        page.items().stream()
            .map(row ->
                AdminRequestView.of(
                    row,
                    labels.getOrDefault(Bytes.of(row.chain), ""),
                    counts.getOrDefault(Bytes.of(row.chain), 0L),
                    now))
            .toList(),
        page.next());
  }

  /** Each filter that is given has an index; a query with one that is not would miss them all. */
  @SuppressWarnings("unchecked")
  private List<RequestEntity> rows(Wanted wanted, long before, int most) {
    Query query =
        database
            .createNativeQuery(
                "SELECT r.* FROM access_request r WHERE r.number < :before"
                    + (wanted.waiting()
                        ? " AND r.state IN ('unconfirmed', 'open') AND r.expires_at > now()"
                        : "")
                    + (wanted.chain().isEmpty() ? "" : " AND r.chain = :chain")
                    + (wanted.user().isEmpty() ? "" : " AND r.user_id = :user")
                    + (wanted.origin().isEmpty() ? "" : " AND r.origin = :origin")
                    + " ORDER BY r.number DESC LIMIT :most",
                RequestEntity.class)
            .setParameter("before", before)
            .setParameter("most", most);
    if (!wanted.chain().isEmpty()) {
      query.setParameter("chain", wanted.chain().toArray());
    }
    if (!wanted.user().isEmpty()) {
      query.setParameter("user", wanted.user().toArray());
    }
    if (!wanted.origin().isEmpty()) {
      query.setParameter("origin", wanted.origin());
    }
    return query.getResultList();
  }

  private Map<Bytes, String> labels(Set<Bytes> chains) {
    Map<Bytes, String> labels = new HashMap<>();
    if (chains.isEmpty()) {
      return labels;
    }
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT chain, label FROM chain_label WHERE chain IN (?1)", Tuple.class)
            .setParameter(1, chains.stream().map(Bytes::toArray).toList())
            .getResultList();
    for (Object each : rows) {
      Tuple row = (Tuple) each;
      labels.put(Bytes.of((byte[]) row.get(0)), row.get(1, String.class));
    }
    return labels;
  }
}
