package dev.strongroom.identity.roommap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.inbox.EventHandler;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.directory.RoomMap;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;

/** Hears from storage which commit is a room's newest. */
@ApplicationScoped
class HeadReports implements EventHandler {
  private static final String COMMITTED = ".Committed";

  private final MapStore store;
  private final ObjectMapper json;

  @Inject
  HeadReports(MapStore store, ObjectMapper json) {
    this.store = store;
    this.json = json;
  }

  @Override
  public Set<Topic> topics() {
    return Set.of(Topic.STORAGE);
  }

  @Override
  public void apply(CloudEvent event) {
    if (event.type().endsWith(COMMITTED)) {
      JsonNode data = data(event);
      store.report(
          ChainId.parse(event.subject()),
          new RoomMap.Head(data.path("sequence").asLong(), Hash.parse(data.path("hash").asText())));
    }
  }

  private JsonNode data(CloudEvent event) {
    try {
      return json.readTree(event.data());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not an event's data", e);
    }
  }
}
