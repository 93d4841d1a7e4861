package dev.strongroom.kit.http;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Origin;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.inbox.EventHandler;
import dev.strongroom.kit.projection.SeenProjection;
import dev.strongroom.kit.trace.Cause;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what is applied; refuses what a test calls poison. */
@ApplicationScoped
public class RecordingHandler implements EventHandler {
  private final List<String> applied = new CopyOnWriteArrayList<>();
  private final Map<String, Origin> causes = new ConcurrentHashMap<>();
  private final Set<String> poison = ConcurrentHashMap.newKeySet();

  private final SeenProjection seen;

  @Inject
  RecordingHandler(SeenProjection seen) {
    this.seen = seen;
  }

  @Override
  public Set<Topic> topics() {
    return Set.of(Topic.IDENTITY, Topic.STORAGE);
  }

  @Override
  public void apply(CloudEvent event) {
    String place = event.subject() + "#" + event.sequence();
    if (poison.contains(place)) {
      throw new IllegalStateException("poison");
    }
    if (seen.topics().stream().anyMatch(topic -> topic.source().equals(event.source()))) {
      seen.apply(event, seen.table().name());
    }
    causes.put(event.subject(), Cause.current());
    applied.add(place);
  }

  /** Under what cause an aggregate's newest event was applied. */
  public Origin causeOf(String aggregate) {
    return causes.getOrDefault(aggregate, Origin.UNKNOWN);
  }

  void poison(String place) {
    poison.add(place);
  }

  void mend(String place) {
    poison.remove(place);
  }

  /** What was applied of an aggregate, in order. */
  public List<String> appliedOf(String aggregate) {
    return applied.stream().filter(place -> place.startsWith(aggregate + "#")).toList();
  }
}
