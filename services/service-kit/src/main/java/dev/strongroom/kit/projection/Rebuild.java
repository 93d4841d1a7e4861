package dev.strongroom.kit.projection;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.inbox.InboxPause;
import dev.strongroom.kit.inbox.TopicReplay;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Replays a projection's topics from their beginning into a shadow table, and compares. All in one
 * transaction, while the inbox of every instance waits: so both tables stand at the same events,
 * the shadow is gone afterwards in any case, and a crash changes nothing. Readers are not held up.
 */
@ApplicationScoped
class Rebuild {
  private static final Logger LOG = Logger.getLogger(Rebuild.class);
  private static final Duration LIMIT = Duration.ofHours(2);

  private final EntityManager database;
  private final InboxPause inbox;
  private final TopicReplay topics;
  private final Tables tables;

  @Inject
  Rebuild(EntityManager database, InboxPause inbox, TopicReplay topics, Tables tables) {
    this.database = database;
    this.inbox = inbox;
    this.topics = topics;
    this.tables = tables;
  }

  /**
   * @param mend whether the table is made what the events say
   * @throws Problem {@code conflict}, if the topics do not hold every event that was applied
   */
  Comparison run(Projection projection, boolean mend) {
    Comparison found =
        QuarkusTransaction.requiringNew()
            .timeout((int) LIMIT.toSeconds())
            .call(() -> compare(projection, mend));
    if (!found.same()) {
      LOG.errorf(
          "ALARM: projection %s is not what its events say: %d missing, %d different, %d surplus%s",
          found.projection(),
          found.missing(),
          found.different(),
          found.surplus(),
          found.mended() ? "; mended" : "");
    }
    return found;
  }

  private Comparison compare(Projection projection, boolean mend) {
    inbox.holdUntilTheEnd();
    Followed table = projection.table();
    Progress progress = new Progress(applied(projection));
    tables.makeShadow(table);
    topics.forEach(
        projection.topics(),
        event ->
            progress.take(
                event,
                next -> {
                  projection.apply(next, table.shadow());
                  database.flush();
                }));
    progress.requireAll();
    String live = tables.digest(table, table.name());
    String replayed = tables.digest(table, table.shadow());
    Tables.Differences differences = tables.differences(table);
    boolean same = live.equals(replayed);
    boolean mended = mend && !same;
    if (mended) {
      tables.mend(table);
      if (!tables.digest(table, table.name()).equals(replayed)) {
        throw new IllegalStateException("mended, and still not what the events say");
      }
    }
    return new Comparison(
        projection.name(),
        progress.events,
        live,
        replayed,
        same,
        differences.missing(),
        differences.different(),
        differences.surplus(),
        mended);
  }

  /** How far the inbox has come with each aggregate. */
  private Map<Place, Long> applied(Projection projection) {
    List<String> sources = projection.topics().stream().map(Topic::source).toList();
    @SuppressWarnings("unchecked")
    List<Tuple> rows =
        database
            .createNativeQuery(
                "SELECT source, aggregateid, last_seq FROM inbox_aggregate WHERE source IN (?1)",
                Tuple.class)
            .setParameter(1, sources)
            .getResultList();
    Map<Place, Long> applied = new HashMap<>();
    for (Tuple row : rows) {
      applied.put(
          new Place(row.get(0, String.class), row.get(1, String.class)),
          row.get(2, Number.class).longValue());
    }
    return applied;
  }

  private record Place(String source, String aggregate) {}

  /**
   * Takes what the inbox has applied, once and in order, and notices what is not there. An event
   * that came before its predecessor, as after a publisher's crash, waits for it.
   */
  private static final class Progress {
    /** More than a publisher ever has under way; a beginning that is gone leaves more behind. */
    private static final int MOST_WAITING = 10_000;

    private final Map<Place, Long> applied;
    private final Map<Place, Long> seen = new HashMap<>();
    private final Map<Place, Map<Long, CloudEvent>> waiting = new HashMap<>();
    private int waitingEvents;
    private long events;

    Progress(Map<Place, Long> applied) {
      this.applied = applied;
    }

    void take(CloudEvent event, Consumer<CloudEvent> each) {
      Place place = new Place(event.source(), event.subject());
      long next = seen.getOrDefault(place, 0L) + 1;
      if (event.sequence() < next || event.sequence() > applied.getOrDefault(place, 0L)) {
        return;
      }
      Map<Long, CloudEvent> behind = waiting.computeIfAbsent(place, _ -> new HashMap<>());
      if (behind.putIfAbsent(event.sequence(), event) == null) {
        waitingEvents++;
      }
      for (CloudEvent one = behind.remove(next); one != null; one = behind.remove(++next)) {
        waitingEvents--;
        each.accept(one);
        seen.put(place, next);
        events++;
      }
      if (behind.isEmpty()) {
        waiting.remove(place);
      }
      if (waitingEvents > MOST_WAITING) {
        throw lost(place, next);
      }
    }

    void requireAll() {
      applied.forEach((place, last) -> {
        long reached = seen.getOrDefault(place, 0L);
        if (reached < last) {
          throw lost(place, reached + 1);
        }
      });
    }

    private static Problem lost(Place place, long sequence) {
      return new Problem(
          Reason.CONFLICT,
          "The broker no longer has event %d of %s from %s: nothing can be rebuilt, nothing was changed."
              .formatted(sequence, place.aggregate(), place.source()));
    }
  }
}
