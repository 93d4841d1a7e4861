package dev.strongroom.storage.rewrap;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Works retirements off, one batch a transaction; after a crash, where it stopped. */
@ApplicationScoped
class RetirementWorker {
  private final Retirements retirements;

  @Inject
  RetirementWorker(Retirements retirements) {
    this.retirements = retirements;
  }

  @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void work() {
    while (retirements.dropSome()) {
      // Until nothing is left.
    }
  }
}
