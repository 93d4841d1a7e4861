package dev.strongroom.kit.inbox;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.crash.CrashPoint;
import dev.strongroom.kit.crash.Parts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The product's consumer in a process of its own, which stays at a named point to be killed. */
public final class ConsumerProcess {
  public static final String BEFORE_COMMIT = "after-handler-before-commit";
  public static final String BEFORE_ACK = "after-commit-before-ack";

  private ConsumerProcess() {}

  public static void main(String[] arguments) {
    Parts parts = Parts.parse(arguments);
    EntityManager database = parts.database().createEntityManager();
    Transactions inbox = new Transactions(database, CrashPoint.parse(arguments[Parts.COUNT]));
    new InboxConsumer(inbox, Optional::empty, _ -> {}, parts.config(), parts.kafka())
        .consume(new Effect(database, inbox.handled));
  }

  /** Leaves a row for each application: a second one would be seen. */
  private record Effect(EntityManager database, AtomicBoolean handled) implements EventHandler {
    @Override
    public Set<Topic> topics() {
      return Set.of(Topic.IDENTITY);
    }

    @Override
    public void apply(CloudEvent event) {
      database
          .createNativeQuery("INSERT INTO effect (event, aggregate, seq) VALUES (?1, ?2, ?3)")
          .setParameter(1, event.id())
          .setParameter(2, event.subject())
          .setParameter(3, event.sequence())
          .executeUpdate();
      handled.set(true);
    }
  }

  /** The transactions that the container makes around each method in a service. */
  private static final class Transactions extends Inbox {
    private final EntityManager database;
    private final CrashPoint crash;
    private final AtomicBoolean handled = new AtomicBoolean();

    Transactions(EntityManager database, CrashPoint crash) {
      super(database, new SimpleMeterRegistry(), OpenTelemetry.noop().getTracer("crash"));
      this.database = database;
      this.crash = crash;
    }

    @Override
    public void apply(CloudEvent event, EventHandler handler) {
      transaction(() -> {
        super.apply(event, handler);
        return true;
      });
    }

    @Override
    public boolean replayNext(String source, String aggregate, EventHandler handler) {
      return transaction(() -> super.replayNext(source, aggregate, handler));
    }

    private boolean transaction(Supplier<Boolean> work) {
      handled.set(false);
      boolean result =
          Parts.inTransaction(
              database,
              () -> {
                boolean done = work.get();
                passIfHandled(BEFORE_COMMIT);
                return done;
              });
      passIfHandled(BEFORE_ACK);
      database.clear();
      return result;
    }

    private void passIfHandled(String point) {
      if (handled.get()) {
        crash.pass(point);
      }
    }
  }
}
