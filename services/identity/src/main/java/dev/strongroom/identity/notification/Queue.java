package dev.strongroom.identity.notification;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is due to be sent, when, and what was. */
@ApplicationScoped
class Queue {
  /** After so many attempts, some days, nobody will take it. */
  static final int MOST_ATTEMPTS = 60;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final NotificationConfig config;
  private final EntityManager database;

  @Inject
  Queue(NotificationConfig config, EntityManager database) {
    this.config = config;
    this.database = database;
  }

  /** A message that is due. */
  record Due(Recipient recipient, Kind kind, UUID message, int attempts) {}

  /**
   * Has a recipient told. One message collects what comes before it is sent, and the next of its
   * kind is not sent before the time for collecting has gone by since.
   */
  void add(Recipient recipient, Kind kind) {
    database
        .createNativeQuery(
            "INSERT INTO notification AS n (recipient, kind, waiting, message, due_at)"
                + " VALUES (?1, ?2, 1, ?3, ?4) ON CONFLICT (recipient, kind) DO UPDATE SET"
                + " waiting = n.waiting + 1,"
                + " message = CASE WHEN n.due_at IS NULL THEN EXCLUDED.message ELSE n.message END,"
                + " due_at = coalesce(n.due_at,"
                + " greatest(EXCLUDED.due_at, n.sent_at + make_interval(secs => ?5)))")
        .setParameter(1, recipient.text())
        .setParameter(2, kind.text())
        .setParameter(3, UUID.randomUUID())
        .setParameter(4, at(Instant.now().plus(config.delay())))
        .setParameter(5, (double) config.collect().toSeconds())
        .executeUpdate();
  }

  /** One that is due and that nobody else sends, locked until commit. */
  Optional<Due> next() {
    List<?> rows =
        database
            .createNativeQuery(
                "SELECT recipient, kind, message, attempts FROM notification WHERE due_at <= ?1"
                    + " ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
                Tuple.class)
            .setParameter(1, at(Instant.now()))
            .getResultList();
    return rows.stream()
        .findFirst()
        .map(row -> (Tuple) row)
        .map(row ->
            new Due(
                Recipient.parse(row.get(0, String.class)),
                Kind.of(row.get(1, String.class)),
                row.get(2, UUID.class),
                row.get(3, Number.class).intValue()));
  }

  /** It was handed over, or nobody is there to have it. */
  void sent(Due due) {
    database
        .createNativeQuery(
            "UPDATE notification SET waiting = 0, due_at = NULL, attempts = 0, sent_at = ?3"
                + " WHERE recipient = ?1 AND kind = ?2")
        .setParameter(1, due.recipient().text())
        .setParameter(2, due.kind().text())
        .setParameter(3, at(Instant.now()))
        .executeUpdate();
  }

  /**
   * It was not taken: again, after a pause that doubles.
   *
   * @return whether there is another attempt
   */
  boolean failed(Due due) {
    if (due.attempts() + 1 >= MOST_ATTEMPTS) {
      sent(due);
      return false;
    }
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(due.attempts(), 20));
    Instant again = Instant.now().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    database
        .createNativeQuery(
            "UPDATE notification SET attempts = attempts + 1, due_at = ?3"
                + " WHERE recipient = ?1 AND kind = ?2")
        .setParameter(1, due.recipient().text())
        .setParameter(2, due.kind().text())
        .setParameter(3, at(again))
        .executeUpdate();
    return true;
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
