package dev.strongroom.audit.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.inbox.EventHandler;
import dev.strongroom.kit.projection.Followed;
import dev.strongroom.kit.projection.Projection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps every event, in the transaction that remembers that it was applied; and keeps it the same
 * way again when the table is rebuilt beside itself.
 */
@ApplicationScoped
class EventStore implements EventHandler, Projection {
  /** All but the position, which is the order of arrival here. */
  private static final Followed EVENTS =
      new Followed(
          "audit_event",
          "event_id",
          List.of(
              "event_id",
              "source",
              "type",
              "aggregate",
              "sequence",
              "actor",
              "happened_at",
              "data"),
          "position");

  private final ObjectMapper json;
  private final EntityManager database;

  @Inject
  EventStore(ObjectMapper json, EntityManager database) {
    this.json = json;
    this.database = database;
  }

  @Override
  public Set<Topic> topics() {
    return EnumSet.allOf(Topic.class);
  }

  @Override
  public void apply(CloudEvent event) {
    apply(event, EVENTS.name());
  }

  @Override
  public String name() {
    return "events";
  }

  @Override
  public Followed table() {
    return EVENTS;
  }

  @Override
  public void apply(CloudEvent event, String table) {
    database
        .createNativeQuery(
            "INSERT INTO "
                + table
                + " (event_id, source, type, aggregate, sequence, actor, happened_at, data)"
                + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .setParameter(1, event.id())
        .setParameter(2, event.source())
        .setParameter(3, event.type())
        .setParameter(4, event.subject())
        .setParameter(5, event.sequence())
        .setParameter(6, actor(event))
        .setParameter(7, event.time().atOffset(ZoneOffset.UTC))
        .setParameter(8, event.data())
        .executeUpdate();
  }

  private String actor(CloudEvent event) {
    try {
      return json.readTree(event.data()).path("actor").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an event whose data is not JSON", e);
    }
  }
}
