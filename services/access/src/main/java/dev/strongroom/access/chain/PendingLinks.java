package dev.strongroom.access.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.access.decision.ChainKind;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Rows of links that are kept, and not yet judged: at most one for each chain. */
@ApplicationScoped
class PendingLinks {
  private final EntityManager database;
  private final ObjectMapper json;

  @Inject
  PendingLinks(EntityManager database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /** Keeps a link; false if another one of its chain waits. */
  boolean keep(Handed link) {
    try {
      return database
              .createNativeQuery(
                  "INSERT INTO pending_link (hash, kind, chain, sequence, request, received_at)"
                      + " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING")
              .setParameter(1, link.hash().value().toArray())
              .setParameter(2, link.kind().text())
              .setParameter(3, link.chain().value().toArray())
              .setParameter(4, link.sequence())
              .setParameter(5, json.writeValueAsBytes(link.beside()))
              .setParameter(6, OffsetDateTime.now(ZoneOffset.UTC))
              .executeUpdate()
          == 1;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a request is always JSON", e);
    }
  }

  /** The link of a chain that waits. */
  @Transactional
  Optional<Handed> of(ChainId chain) {
    return first(
            database
                .createNativeQuery(
                    "SELECT kind, request FROM pending_link WHERE chain = ?1", Tuple.class)
                .setParameter(1, chain.value().toArray()))
        .map(row ->
            Handed.decode(ChainKind.of(row.get(0, String.class)), read((byte[]) row.get(1))));
  }

  private NewLink read(byte[] request) {
    try {
      return json.readValue(request, NewLink.class);
    } catch (IOException e) {
      throw new IllegalStateException("a pending link is as it was kept", e);
    }
  }

  /** Those of {@code chains} that have a link which waits. */
  List<ChainId> amongst(Collection<ChainId> chains) {
    if (chains.isEmpty()) {
      return List.of();
    }
    return chains(
        database
            .createNativeQuery("SELECT chain FROM pending_link WHERE chain IN (?1) ORDER BY chain")
            .setParameter(1, chains.stream().map(chain -> chain.value().toArray()).toList())
            .getResultList());
  }

  /** Chains with a link that has waited for longer than {@code age}: its own request is gone. */
  @Transactional
  List<ChainId> forgotten(Duration age, int most) {
    return chains(
        database
            .createNativeQuery(
                "SELECT chain FROM pending_link WHERE received_at < ?1 ORDER BY received_at"
                    + " LIMIT ?2")
            .setParameter(1, OffsetDateTime.now(ZoneOffset.UTC).minus(age))
            .setParameter(2, most)
            .getResultList());
  }

  private static List<ChainId> chains(List<?> rows) {
    return rows.stream().map(row -> new ChainId(Bytes.of((byte[]) row))).toList();
  }

  /** Takes a pending link for good; false if somebody else did meanwhile. */
  boolean take(Hash link) {
    return database
            .createNativeQuery("DELETE FROM pending_link WHERE hash = ?1")
            .setParameter(1, link.value().toArray())
            .executeUpdate()
        == 1;
  }

  @SuppressWarnings("unchecked")
  private static Optional<Tuple> first(Query query) {
    List<Tuple> rows = query.getResultList();
    return rows.stream().findFirst();
  }
}
