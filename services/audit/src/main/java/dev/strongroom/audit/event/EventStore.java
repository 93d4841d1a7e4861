package dev.strongroom.audit.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.inbox.EventHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Set;

/** Keeps every event, in the transaction that remembers that it was applied. */
@ApplicationScoped
class EventStore implements EventHandler {
  private final ObjectMapper json;

  @Inject
  EventStore(ObjectMapper json) {
    this.json = json;
  }

  @Override
  public Set<Topic> topics() {
    return EnumSet.allOf(Topic.class);
  }

  @Override
  public void apply(CloudEvent event) {
    EventEntity row = new EventEntity();
    row.event_id = event.id();
    row.source = event.source();
    row.type = event.type();
    row.aggregate = event.subject();
    row.sequence = event.sequence();
    row.actor = actor(event);
    row.happened_at = event.time();
    row.data = event.data();
    row.persist();
  }

  private String actor(CloudEvent event) {
    try {
      return json.readTree(event.data()).path("actor").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an event whose data is not JSON", e);
    }
  }
}
