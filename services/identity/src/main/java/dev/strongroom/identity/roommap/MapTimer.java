package dev.strongroom.identity.roommap;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Logs a map from time to time, while anything changes. */
@ApplicationScoped
class MapTimer {
  private final RoomMaps maps;

  @Inject
  MapTimer(RoomMaps maps) {
    this.maps = maps;
  }

  @Scheduled(
      every = "${strongroom.log.map-period}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void work() {
    while (maps.logOne()) {
      // Until all heads are in one.
    }
  }
}
