package dev.strongroom.kit.inbox;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import java.util.Set;

/**
 * What a service does with events. Of several beans each gets the events of its topics; that one
 * fails parks the aggregate for all.
 */
public interface EventHandler {
  Set<Topic> topics();

  /**
   * Applies one event. Called in a transaction, once for each event, in the order of its aggregate.
   */
  void apply(CloudEvent event);
}
