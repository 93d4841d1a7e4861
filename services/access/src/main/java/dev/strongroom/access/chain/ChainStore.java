package dev.strongroom.access.chain;

import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.Order;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Rows of chains: their links, and those that were void. */
@ApplicationScoped
class ChainStore {
  private final EntityManager database;

  @Inject
  ChainStore(EntityManager database) {
    this.database = database;
  }

  /** A link at its place in its chain and in the directory log. */
  record Link(long sequence, Bytes envelope, long index) {}

  /** The chain's row as it is, locked until commit. */
  Optional<ChainEntity> lock(ChainId chain) {
    Optional<ChainEntity> row = ChainEntity.locked(chain);
    row.ifPresent(database::refresh);
    return row;
  }

  /** Locks the chain, if {@code sequence} continues its head; a caller's problem otherwise. */
  void lockForNext(ChainId chain, ChainKind kind, long sequence) {
    ChainEntity row =
        lock(chain).filter(found -> found.kind.equals(kind.text())).orElseThrow(Problem::notFound);
    if (sequence != row.sequence + 1) {
      throw stale();
    }
  }

  static Problem stale() {
    return new Problem(
        Reason.STALE_HEAD, "Somebody else changed this first: fetch what is new and try again.");
  }

  void append(ChainEntity row, Handed link, Directory.Logged place) {
    row.sequence = link.sequence();
    row.head = link.hash().value().toArray();
    row.acl_revision++;
    row.persistAndFlush();
    database
        .createNativeQuery(
            "INSERT INTO link (chain, sequence, hash, envelope, accepted_at, log_index, checkpoint,"
                + " inclusion) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .setParameter(1, row.id)
        .setParameter(2, link.sequence())
        .setParameter(3, row.head)
        .setParameter(4, link.envelope().encode().toArray())
        .setParameter(5, OffsetDateTime.now(ZoneOffset.UTC))
        .setParameter(6, place.index())
        .setParameter(7, place.checkpoint())
        .setParameter(8, String.join(" ", place.inclusion()))
        .executeUpdate();
  }

  void keepVoid(Handed link, long index, Problem why) {
    database
        .createNativeQuery(
            "INSERT INTO void_link (hash, chain, sequence, envelope, log_index, reason, detail,"
                + " judged_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .setParameter(1, link.hash().value().toArray())
        .setParameter(2, link.chain().value().toArray())
        .setParameter(3, link.sequence())
        .setParameter(4, link.envelope().encode().toArray())
        .setParameter(5, index)
        .setParameter(6, why.reason().name())
        .setParameter(7, String.valueOf(why.getMessage()))
        .setParameter(8, OffsetDateTime.now(ZoneOffset.UTC))
        .executeUpdate();
  }

  /**
   * What became of a link: its place with the proof, or the problem that made it void; empty for
   * one that nobody handed in, or that waits.
   */
  Optional<Directory.Logged> outcome(Hash link) {
    Optional<Tuple> accepted =
        first(
            database
                .createNativeQuery(
                    "SELECT log_index, checkpoint, inclusion FROM link WHERE hash = ?1",
                    Tuple.class)
                .setParameter(1, link.value().toArray()));
    if (accepted.isPresent()) {
      return accepted.map(row ->
          new Directory.Logged(
              ((Number) row.get(0)).longValue(),
              row.get(1, String.class),
              hashes(row.get(2, String.class))));
    }
    first(
            database
                .createNativeQuery(
                    "SELECT reason, detail FROM void_link WHERE hash = ?1", Tuple.class)
                .setParameter(1, link.value().toArray()))
        .ifPresent(row -> {
          throw new Problem(Reason.valueOf(row.get(0, String.class)), row.get(1, String.class));
        });
    return Optional.empty();
  }

  private static List<String> hashes(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(" ", -1));
  }

  /** Links behind {@code after}, in order. */
  List<Link> links(ChainId chain, long after, int most) {
    return rows(
        database
            .createNativeQuery(
                "SELECT sequence, envelope, log_index FROM link WHERE chain = ?1 AND sequence > ?2"
                    + " ORDER BY sequence LIMIT ?3",
                Tuple.class)
            .setParameter(1, chain.value().toArray())
            .setParameter(2, after)
            .setParameter(3, most));
  }

  /** Void links for places behind {@code after}, up to {@code upTo}, in the log's order. */
  List<Link> voids(ChainId chain, long after, long upTo) {
    return rows(
        database
            .createNativeQuery(
                "SELECT sequence, envelope, log_index FROM void_link WHERE chain = ?1"
                    + " AND sequence > ?2 AND sequence <= ?3 ORDER BY log_index",
                Tuple.class)
            .setParameter(1, chain.value().toArray())
            .setParameter(2, after)
            .setParameter(3, upTo));
  }

  @SuppressWarnings("unchecked")
  private static List<Link> rows(Query query) {
    List<Tuple> rows = query.getResultList();
    return rows.stream()
        .map(row ->
            new Link(
                ((Number) row.get(0)).longValue(),
                Bytes.of((byte[]) row.get(1)),
                ((Number) row.get(2)).longValue()))
        .toList();
  }

  /** Place of the newest link that the log has before {@code index}. */
  Optional<Long> placeBefore(ChainId chain, long index) {
    // What has no place in the log yet is looked at as of now, with all that is accepted.
    long below = index == Order.NOW ? Long.MAX_VALUE : index;
    return first(
            database
                .createNativeQuery(
                    "SELECT sequence FROM link WHERE chain = ?1 AND log_index < ?2"
                        + " ORDER BY sequence DESC LIMIT 1",
                    Tuple.class)
                .setParameter(1, chain.value().toArray())
                .setParameter(2, below))
        .map(row -> ((Number) row.get(0)).longValue());
  }

  @SuppressWarnings("unchecked")
  private static Optional<Tuple> first(Query query) {
    List<Tuple> rows = query.getResultList();
    return rows.stream().findFirst();
  }
}
