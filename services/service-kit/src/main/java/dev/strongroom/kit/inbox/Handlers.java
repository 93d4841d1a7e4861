package dev.strongroom.kit.inbox;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All handlers of a service as one: each gets the events of its topics, in one transaction. */
@ApplicationScoped
class Handlers {
  private final Instance<EventHandler> handlers;

  @Inject
  Handlers(Instance<EventHandler> handlers) {
    this.handlers = handlers;
  }

  /** None where the service does nothing with events. */
  Optional<EventHandler> all() {
    List<EventHandler> found = handlers.stream().toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(new All(found));
  }

  private record All(List<EventHandler> handlers) implements EventHandler {
    @Override
    public Set<Topic> topics() {
      Set<Topic> topics = EnumSet.noneOf(Topic.class);
      handlers.forEach(handler -> topics.addAll(handler.topics()));
      return topics;
    }

    @Override
    public void apply(CloudEvent event) {
      for (EventHandler handler : handlers) {
        if (handler.topics().stream().anyMatch(topic -> topic.source().equals(event.source()))) {
          handler.apply(event);
        }
      }
    }
  }
}
