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
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.hibernate.Session;

/** What stands beside the links, sealed: boxes and wraps of epochs. */
@ApplicationScoped
class KeyStore {
  /** A sealed epoch secret: suite, encapsulation, 32 bytes, tag. */
  private static final int WRAP_BYTES = Hpke.sealedBytes(32);

  /** Wraps that travel to the database together. */
  private static final int AT_ONCE = 1_000;

  /** Wraps of one epoch for one reader that are served: each member may hand one in. */
  private static final int MOST_FOR_ONE = 16;

  private final EntityManager database;

  @Inject
  KeyStore(EntityManager database) {
    this.database = database;
  }

  private static Optional<Bytes> history(NewLink link) {
    return link.history().isEmpty()
        ? Optional.empty()
        : Optional.of(Bytes.fromBase64Url(link.history()));
  }

  /**
   * Requires the boxes to be those that the link names. In an epoch that goes on its history is
   * there already.
   *
   * @param goesOn whether the epoch does
   */
  static void requireBoxes(EpochInfo epoch, boolean goesOn, NewLink link) {
    boolean named =
        Sha256.of(Bytes.fromBase64Url(link.box())).equals(epoch.box())
            && (goesOn && link.history().isEmpty()
                || history(link).map(Sha256::of).equals(epoch.history()));
    if (!named) {
      throw new MalformedException(ErrorCode.GROUP_CHAIN, "the boxes are not those of the link");
    }
  }

  void keepBoxes(ChainId chain, EpochInfo epoch, NewLink link) {
    database
        .createNativeQuery(
            "INSERT INTO epoch_box (chain, epoch, box, history) VALUES (?1, ?2, ?3, ?4)"
                + " ON CONFLICT (chain, epoch) DO UPDATE SET box = EXCLUDED.box")
        .setParameter(1, chain.value().toArray())
        .setParameter(2, epoch.number())
        .setParameter(3, Bytes.fromBase64Url(link.box()).toArray())
        .setParameter(4, history(link).map(Bytes::toArray).orElse(null))
        .executeUpdate();
  }

  /**
   * Requires a wrap for each of {@code readers} and for nobody else: none of them is to be left
   * outside, and nobody who reads nothing is to hold a key.
   *
   * @param nobody whether a reader stands for nobody, so that there is no key to wrap to; asked
   *     only of those who have no wrap
   */
  static void requireWraps(List<NewLink.Wrap> wraps, Set<Bytes> readers, Predicate<Bytes> nobody) {
    Set<Bytes> wrapped = new HashSet<>();
    for (NewLink.Wrap wrap : wraps) {
      requireShape(wrap);
      wrapped.add(Bytes.fromBase64Url(wrap.recipient()));
    }
    boolean leftOut =
        readers.stream().filter(reader -> !wrapped.contains(reader)).anyMatch(nobody.negate());
    if (leftOut || !readers.containsAll(wrapped)) {
      throw new Problem(
          Reason.STATEMENT_REFUSED,
          "There is a wrap for everybody who comes to read, and no other.");
    }
  }

  static void requireShape(NewLink.Wrap wrap) {
    if (Bytes.fromBase64Url(wrap.wrap()).length() != WRAP_BYTES
        || Bytes.fromBase64Url(wrap.recipient()).length() != Hash.LENGTH_BYTES) {
      throw new MalformedException(ErrorCode.LIMIT, "not a wrap of an epoch secret");
    }
  }

  /**
   * Keeps wraps that were checked; what {@code author} handed in already stays as it is.
   *
   * @return how many were new
   */
  int keepWraps(ChainId chain, long epoch, UserId author, List<NewLink.Wrap> wraps) {
    return database
        .unwrap(Session.class)
        .doReturningWork(sql -> insert(sql, chain, epoch, author, wraps));
  }

  private static int insert(
      Connection sql, ChainId chain, long epoch, UserId author, List<NewLink.Wrap> wraps)
      throws SQLException {
    try (PreparedStatement row =
        sql.prepareStatement(
            "INSERT INTO epoch_wrap (chain, epoch, recipient_kind, recipient, reference, author,"
                + " wrap) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
      int waiting = 0;
      int kept = 0;
      for (NewLink.Wrap wrap : wraps) {
        row.setBytes(1, chain.value().toArray());
        row.setLong(2, epoch);
        row.setString(3, wrap.kind());
        row.setBytes(4, Bytes.fromBase64Url(wrap.recipient()).toArray());
        row.setString(5, wrap.reference());
        row.setBytes(6, author.value().toArray());
        row.setBytes(7, Bytes.fromBase64Url(wrap.wrap()).toArray());
        row.addBatch();
        if (++waiting % AT_ONCE == 0) {
          kept += Arrays.stream(row.executeBatch()).sum();
        }
      }
      return kept + Arrays.stream(row.executeBatch()).sum();
    }
  }

  /** The boxes of an epoch. */
  @SuppressWarnings("unchecked")
  List<ChainView.Box> boxes(ChainId chain, long epoch) {
    List<Tuple> rows =
        database
            .createNativeQuery(
                "SELECT epoch, box, history FROM epoch_box WHERE chain = ?1 AND epoch = ?2",
                Tuple.class)
            .setParameter(1, chain.value().toArray())
            .setParameter(2, epoch)
            .getResultList();
    return rows.stream()
        .map(row ->
            new ChainView.Box(
                ((Number) row.get(0)).longValue(),
                text(row.get(1)),
                row.get(2) == null ? "" : text(row.get(2))))
        .toList();
  }

  /**
   * The wraps of {@code epoch} that {@code user} can open: his own, and for a room those of the
   * groups that he reaches.
   *
   * @param groups whose members' wraps are his as well
   */
  @SuppressWarnings("unchecked")
  List<ChainView.Wrap> wraps(ChainId chain, long epoch, UserId user, List<ChainId> groups) {
    List<byte[]> recipients =
        new ArrayList<>(groups.stream().map(group -> group.value().toArray()).toList());
    recipients.add(user.value().toArray());
    List<Tuple> rows =
        database
            .createNativeQuery(
                "SELECT epoch, recipient_kind, recipient, reference, wrap FROM (SELECT w.*,"
                    + " row_number() OVER (PARTITION BY recipient_kind, recipient, reference"
                    + " ORDER BY author <> recipient, kept_at) AS place FROM epoch_wrap w WHERE chain = ?1 AND epoch = ?2"
                    + " AND recipient IN (?3)) AS few WHERE place <= ?4",
                Tuple.class)
            .setParameter(1, chain.value().toArray())
            .setParameter(2, epoch)
            .setParameter(3, recipients)
            .setParameter(4, MOST_FOR_ONE)
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
