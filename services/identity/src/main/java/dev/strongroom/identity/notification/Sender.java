package dev.strongroom.identity.notification;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Sends what is due, each message in a transaction that ends when it was taken. */
@ApplicationScoped
class Sender {
  private static final Logger LOG = Logger.getLogger(Sender.class);

  /** Messages of one round; what is left has the next. */
  private static final int AT_ONCE = 200;

  private static final int LIMIT_SECONDS = 120;

  private final Queue queue;
  private final Mails mails;
  private final Webhooks webhooks;
  private final Counter sent;
  private final Counter failed;

  @Inject
  Sender(Queue queue, Mails mails, Webhooks webhooks, MeterRegistry metrics) {
    this.queue = queue;
    this.mails = mails;
    this.webhooks = webhooks;
    this.sent = metrics.counter("strongroom.notifications.sent");
    this.failed = metrics.counter("strongroom.notifications.failed");
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void send() {
    for (int i = 0; i < AT_ONCE; i++) {
      if (!QuarkusTransaction.requiringNew().timeout(LIMIT_SECONDS).call(this::one)) {
        return;
      }
    }
  }

  /** Whether one was due. */
  private boolean one() {
    Optional<Queue.Due> due = queue.next();
    due.ifPresent(this::one);
    return due.isPresent();
  }

  private void one(Queue.Due due) {
    try {
      switch (due.recipient()) {
        case Recipient.Webhook() -> webhooks.send(due.kind(), due.message());
        case Recipient.Person _, Recipient.Administrator _ ->
            mails.send(due.recipient(), due.kind(), due.message());
      }
      queue.sent(due);
      sent.increment();
    } catch (IOException | RuntimeException e) {
      failed.increment();
      if (queue.failed(due)) {
        LOG.warnf("a notification could not be sent yet: %s", e.getClass().getSimpleName());
      } else {
        LOG.errorf("ALARM: a notification was given up after %d attempts", Queue.MOST_ATTEMPTS);
      }
    }
  }
}
