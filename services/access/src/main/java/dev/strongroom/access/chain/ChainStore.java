package dev.strongroom.access.chain;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.crypto.Hpke;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.statement.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rows of chains: links, boxes and wraps. */
@ApplicationScoped
class ChainStore {
  /** A sealed epoch secret: suite, encapsulation, 32 bytes, tag. */
  private static final int WRAP_BYTES = Hpke.sealedBytes(32);

  private final EntityManager database;

  @Inject
  ChainStore(EntityManager database) {
    this.database = database;
  }

  /** Whether this link is here already: a resent request changes nothing. */
  boolean has(Hash link) {
    return LinkEntity.findByIdOptional(link.value().toArray()).isPresent();
  }

  /** The chain's row, locked, if the link continues its head; a caller's problem otherwise. */
  ChainEntity lockForNext(ChainId chain, long sequence) {
    ChainEntity row = ChainEntity.locked(chain).orElseThrow(Problem::notFound);
    database.refresh(row);
    if (sequence != row.sequence + 1) {
      throw new Problem(
          Reason.STALE_HEAD, "Somebody else changed this first: fetch what is new and try again.");
    }
    return row;
  }

  void append(ChainEntity row, long sequence, Envelope link) {
    LinkEntity entity = new LinkEntity();
    entity.chain = row.id;
    entity.sequence = sequence;
    entity.hash = link.hash().value().toArray();
    entity.envelope = link.encode().toArray();
    entity.accepted_at = Instant.now();
    row.sequence = sequence;
    row.head = entity.hash;
    row.acl_revision++;
    row.persist();
    entity.persistAndFlush();
  }

  /** Keeps the boxes of a new epoch, if they are those that the link names. */
  void keepBoxes(ChainId chain, EpochInfo epoch, NewLink link) {
    Bytes box = Bytes.fromBase64Url(link.box());
    Optional<Bytes> history =
        link.history().isEmpty()
            ? Optional.empty()
            : Optional.of(Bytes.fromBase64Url(link.history()));
    boolean named =
        Sha256.of(box).equals(epoch.box()) && history.map(Sha256::of).equals(epoch.history());
    if (!named) {
      throw new MalformedException(ErrorCode.GROUP_CHAIN, "the boxes are not those of the link");
    }
    database
        .createNativeQuery(
            "INSERT INTO epoch_box (chain, epoch, box, history) VALUES (?1, ?2, ?3, ?4)")
        .setParameter(1, chain.value().toArray())
        .setParameter(2, epoch.number())
        .setParameter(3, box.toArray())
        .setParameter(4, history.map(Bytes::toArray).orElse(null))
        .executeUpdate();
  }

  /**
   * Keeps wraps, and requires one for each of {@code readers} and for nobody else: none of them is
   * to be left outside, and nobody who reads nothing is to hold a key.
   */
  void keepWraps(ChainId chain, long epoch, List<NewLink.Wrap> wraps, Set<Bytes> readers) {
    Set<Bytes> wrapped = new HashSet<>();
    for (NewLink.Wrap wrap : wraps) {
      Bytes recipient = Bytes.fromBase64Url(wrap.recipient());
      Bytes sealed = Bytes.fromBase64Url(wrap.wrap());
      if (sealed.length() != WRAP_BYTES || recipient.length() != Hash.LENGTH_BYTES) {
        throw new MalformedException(ErrorCode.LIMIT, "not a wrap of an epoch secret");
      }
      wrapped.add(recipient);
      database
          .createNativeQuery(
              "INSERT INTO epoch_wrap (chain, epoch, recipient_kind, recipient, reference, wrap)"
                  + " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                  + " ON CONFLICT (chain, epoch, recipient_kind, recipient, reference) DO NOTHING")
          .setParameter(1, chain.value().toArray())
          .setParameter(2, epoch)
          .setParameter(3, wrap.kind())
          .setParameter(4, recipient.toArray())
          .setParameter(5, wrap.reference())
          .setParameter(6, sealed.toArray())
          .executeUpdate();
    }
    if (!wrapped.equals(readers)) {
      throw new Problem(
          Reason.STATEMENT_REFUSED,
          "There is a wrap for everybody who comes to read, and no other.");
    }
  }

  /** The boxes of all epochs, oldest first. */
  @SuppressWarnings("unchecked")
  List<ChainView.Box> boxes(ChainId chain) {
    List<Tuple> rows =
        database
            .createNativeQuery(
                "SELECT epoch, box, history FROM epoch_box WHERE chain = ?1 ORDER BY epoch",
                Tuple.class)
            .setParameter(1, chain.value().toArray())
            .getResultList();
    return rows.stream()
        .map(row ->
            new ChainView.Box(
                ((Number) row.get(0)).longValue(),
                text(row.get(1)),
                row.get(2) == null ? "" : text(row.get(2))))
        .toList();
  }

  /** The wraps that {@code user} can open: his own, and for a room those of his groups. */
  @SuppressWarnings("unchecked")
  List<ChainView.Wrap> wraps(ChainId chain, UserId user) {
    List<Tuple> rows =
        database
            .createNativeQuery(
                "SELECT w.epoch, w.recipient_kind, w.recipient, w.reference, w.wrap"
                    + " FROM epoch_wrap w WHERE w.chain = ?1 AND (w.recipient = ?2"
                    + " OR (w.recipient_kind = 'group' AND EXISTS (SELECT 1 FROM group_member m"
                    + " WHERE m.group_id = w.recipient AND m.user_id = ?2)))"
                    + " ORDER BY w.epoch",
                Tuple.class)
            .setParameter(1, chain.value().toArray())
            .setParameter(2, user.value().toArray())
            .getResultList();
    return rows.stream()
        .map(row ->
            new ChainView.Wrap(
                ((Number) row.get(0)).longValue(),
                row.get(1, String.class),
                text(row.get(2)),
                row.get(3, String.class),
                text(row.get(4))))
        .toList();
  }

  private static String text(Object bytes) {
    return Bytes.of((byte[]) bytes).toBase64Url();
  }
}
