package dev.strongroom.identity.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.inbox.EventHandler;
import dev.strongroom.protocol.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/** Which events somebody is told of. */
@ApplicationScoped
class NotificationEvents implements EventHandler {
  /** Nobody is told of what is older, as when a service reads its topics from their beginning. */
  private static final Duration NEWS = Duration.ofDays(3);

  private final Queue queue;
  private final NotificationConfig config;
  private final ObjectMapper json;

  @Inject
  NotificationEvents(Queue queue, NotificationConfig config, ObjectMapper json) {
    this.queue = queue;
    this.config = config;
    this.json = json;
  }

  @Override
  public Set<Topic> topics() {
    return EnumSet.of(Topic.IDENTITY, Topic.ACCESS);
  }

  @Override
  public void apply(CloudEvent event) {
    if (event.time().isBefore(Instant.now().minus(NEWS))) {
      return;
    }
    switch (event.type().substring(event.type().lastIndexOf('.') + 1)) {
      case "ManagersAwaited", "RequestNudged" -> {
        for (JsonNode manager : data(event).path("managers")) {
          tell(UserId.parse(manager.asText()), Kind.REQUESTS);
        }
        call(Kind.REQUESTS);
      }
      case "DeviceRequested", "DeviceAdded", "IdentityPublished" -> {
        tell(UserId.parse(event.subject()), Kind.KEYS);
        call(Kind.KEYS);
      }
      case "RecoverySlotFetched" -> {
        tell(UserId.parse(event.subject()), Kind.RECOVERY);
        tellAdministrators();
        call(Kind.RECOVERY);
      }
      case "RequestFiled" -> {
        if (data(event).path("state").asText().equals("unconfirmed")) {
          tellAdministrators();
          call(Kind.ATTENTION);
        }
      }
      default -> {
        // Nobody has to do anything about it.
      }
    }
  }

  private void tell(UserId user, Kind kind) {
    if (config.mail().isPresent()) {
      queue.add(new Recipient.Person(user), kind);
    }
  }

  private void tellAdministrators() {
    if (config.mail().isPresent()) {
      Recipient.administrators(config).forEach(one -> queue.add(one, Kind.ATTENTION));
    }
  }

  private void call(Kind kind) {
    if (config.webhook().isPresent()) {
      queue.add(new Recipient.Webhook(), kind);
    }
  }

  private JsonNode data(CloudEvent event) {
    try {
      return json.readTree(event.data());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("an event whose data is not JSON", e);
    }
  }
}
