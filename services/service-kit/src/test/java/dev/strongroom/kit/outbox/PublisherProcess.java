package dev.strongroom.kit.outbox;

import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.crash.CrashPoint;
import dev.strongroom.kit.crash.Parts;
import jakarta.persistence.EntityManager;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** The product's publisher in a process of its own, which stays at a named point to be killed. */
public final class PublisherProcess {
  public static final String BEFORE_SEND = "before-send";
  public static final String AFTER_SEND = "after-send-before-mark";

  private PublisherProcess() {}

  public static void main(String[] arguments) {
    Parts parts = Parts.parse(arguments);
    CrashPoint crash = CrashPoint.parse(arguments[Parts.COUNT]);
    EntityManager database = parts.database().createEntityManager();
    KitConfig config = parts.config();
    OutboxRound round = new OutboxRound(database, config, new Stopping(parts, crash));
    while (!Thread.currentThread().isInterrupted()) {
      for (int shard = 0; shard < config.outboxShards(); shard++) {
        int own = shard;
        Parts.inTransaction(database, () -> round.publish(own));
        database.clear();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static final class Stopping extends KafkaProducer<String, String> {
    private final CrashPoint crash;

    Stopping(Parts parts, CrashPoint crash) {
      super(
          OutboxRound.producerSettings(parts.kafka()),
          new StringSerializer(),
          new StringSerializer());
      this.crash = crash;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<String, String> record) {
      crash.pass(BEFORE_SEND);
      return super.send(record);
    }

    @Override
    public void flush() {
      super.flush();
      crash.pass(AFTER_SEND);
    }
  }
}
