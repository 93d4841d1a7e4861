package dev.strongroom.access.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.access.request.Removals;
import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.inbox.EventHandler;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What identity tells of the sign-on, as far as it calls for requests. */
@ApplicationScoped
class SignOnEvents implements EventHandler {
  private final Removals removals;
  private final Feeds feeds;
  private final ObjectMapper json;

  @Inject
  SignOnEvents(Removals removals, Feeds feeds, ObjectMapper json) {
    this.removals = removals;
    this.feeds = feeds;
    this.json = json;
  }

  @Override
  public Set<Topic> topics() {
    return Set.of(Topic.IDENTITY);
  }

  @Override
  public void apply(CloudEvent event) {
    String kind = event.type().substring(event.type().lastIndexOf('.') + 1);
    switch (kind) {
      case "PersonDisabled", "PersonDeleted" -> removals.signedOff(UserId.parse(event.subject()));
      case "PersonEnabled" -> removals.signedOnAgain(UserId.parse(event.subject()));
      case "DirectoryGroupChanged" -> {
        JsonNode data = data(event);
        feeds.changed(event.subject(), users(data, "joined"), users(data, "left"));
      }
      case "DirectoryGroupDeleted" -> feeds.deleted(event.subject());
      default -> {
        // Nothing of a request is in it.
      }
    }
  }

  private JsonNode data(CloudEvent event) {
    try {
      return json.readTree(event.data());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an event whose data is not JSON", e);
    }
  }

  private static List<UserId> users(JsonNode data, String field) {
    List<UserId> users = new ArrayList<>();
    for (JsonNode user : data.path(field)) {
      users.add(UserId.parse(user.asText()));
    }
    return users;
  }
}
