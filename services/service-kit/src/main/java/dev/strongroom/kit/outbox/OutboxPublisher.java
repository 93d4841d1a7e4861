package dev.strongroom.kit.outbox;

import dev.strongroom.kit.KitConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * One loop a shard, in every instance of the service; which instance publishes is decided by the
 * locks of each round. A loop looks when it is woken, and after the period in any case.
 */
@ApplicationScoped
class OutboxPublisher {
  private static final Logger LOG = Logger.getLogger(OutboxPublisher.class);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final OutboxRound round;
  private final KitConfig config;
  private final List<Semaphore> wakes;
  private final List<Thread> loops = new ArrayList<>();
  private final AtomicBoolean stopping = new AtomicBoolean();

  @Inject
  OutboxPublisher(OutboxRound round, KitConfig config) {
    this.round = round;
    this.config = config;
    this.wakes = Stream.generate(() -> new Semaphore(0)).limit(config.outboxShards()).toList();
  }

  void start(@Observes StartupEvent event) {
    for (int shard = 0; shard < wakes.size(); shard++) {
      int own = shard;
      loops.add(Thread.ofVirtual().name("outbox-" + shard).start(() -> publish(own)));
    }
  }

  private void publish(int shard) {
    while (!stopping.get()) {
      try {
        if (round.publish(shard) < OutboxRound.BATCH) {
          awaitWake(wakes.get(shard));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        logUnlessStopping(e);
        rest();
      }
    }
  }

  /** What was said while a round ran counts: it may be about rows that the round did not see. */
  private void awaitWake(Semaphore wake) throws InterruptedException {
    wake.tryAcquire(config.outboxPeriod().toMillis(), TimeUnit.MILLISECONDS);
    wake.drainPermits();
  }

  private void logUnlessStopping(RuntimeException e) {
    if (!stopping.get()) {
      LOG.warnf("events wait, for a round failed: %s", e.getMessage());
    }
  }

  private void rest() {
    try {
      // Woken or not: a database that is away is not asked without a pause.
      TimeUnit.MILLISECONDS.sleep(Math.min(1000, config.outboxPeriod().toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Something new may be in {@code slot}. */
  void wake(int slot) {
    wakes.get(Slots.shardOf(slot, wakes.size())).release();
  }

  /** Something may have been missed. */
  void wakeAll() {
    wakes.forEach(Semaphore::release);
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping.set(true);
    wakeAll();
    for (Thread loop : loops) {
      loop.join(STOP_LIMIT);
    }
  }
}
