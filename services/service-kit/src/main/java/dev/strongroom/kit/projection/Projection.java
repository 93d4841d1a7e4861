package dev.strongroom.kit.projection;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import java.util.Set;

/**
 * A table that follows from events, and from nothing else: no clock, no randomness, no other table.
 * A service's event handler writes the table by {@link #apply} as well, so a rebuild shows what the
 * handler would do today.
 */
public interface Projection {
  /** What an operator calls it. */
  String name();

  /** Where its events are. */
  Set<Topic> topics();

  Followed table();

  /** Writes what {@code event} says into {@code table}, which has the shape of {@link #table}. */
  void apply(CloudEvent event, String table);
}
