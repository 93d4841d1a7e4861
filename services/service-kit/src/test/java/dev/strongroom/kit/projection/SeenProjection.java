package dev.strongroom.kit.projection;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Set;

/** A row for each event of the identity service. */
@ApplicationScoped
public class SeenProjection implements Projection {
  private final EntityManager database;

  @Inject
  SeenProjection(EntityManager database) {
    this.database = database;
  }

  @Override
  public String name() {
    return "seen";
  }

  @Override
  public Set<Topic> topics() {
    return Set.of(Topic.IDENTITY);
  }

  @Override
  public Followed table() {
    return new Followed(
        "seen", "event_id", List.of("event_id", "aggregate", "sequence"), "position");
  }

  @Override
  public void apply(CloudEvent event, String table) {
    database
        .createNativeQuery(
            "INSERT INTO " + table + " (event_id, aggregate, sequence) VALUES (?1, ?2, ?3)")
        .setParameter(1, event.id())
        .setParameter(2, event.subject())
        .setParameter(3, event.sequence())
        .executeUpdate();
  }
}
