package dev.strongroom.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.standing.Standings;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.UserId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Cut-offs out of events, whatever becomes of the events otherwise. */
@QuarkusTest
@QuarkusTestResource(KitStack.class)
class StandingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject Standings standings;
  @Inject Outbox outbox;
  @Inject EntityManager database;
  @Inject KitConfig config;

  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> broker;

  private static UserId somebody() {
    return new UserId(Bytes.random(new SecureRandom(), 32));
  }

  private void send(DomainEvent event, long sequence) throws Exception {
    CloudEvent envelope =
        new CloudEvent(
            UUID.randomUUID(),
            event.topic().source(),
            event.type(),
            event.aggregate(),
            Instant.now(),
            sequence,
            CloudEvent.data(event));
    Map<String, Object> settings = new HashMap<>(broker);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  config.topicPrefix() + "identity.v1", event.aggregate(), envelope.encode()))
          .get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void cutOff_behindAMissingEvent_countsEvenSo_andAnOlderOneLaterChangesNothing() throws Exception {
    UserId user = somebody();
    send(new DomainEvent.PersonDisabled(user.toString(), DomainEvent.SIGN_ON), 5);
    Waiting.until(PATIENCE, () -> !standings.isActive(user));
    send(new DomainEvent.PersonEnabled(user.toString(), DomainEvent.SIGN_ON), 4);
    UserId other = somebody();
    send(new DomainEvent.PersonDeleted(other.toString(), DomainEvent.SIGN_ON), 1);
    Waiting.until(PATIENCE, () -> !standings.isActive(other));
    assertThat(standings.isActive(user)).isFalse();
    send(new DomainEvent.PersonEnabled(user.toString(), DomainEvent.SIGN_ON), 6);
    Waiting.until(PATIENCE, () -> standings.isActive(user));
  }

  @Test
  void cutOff_ofNobody_holdsNothingUp() throws Exception {
    send(new DomainEvent.PersonDisabled("nobody", DomainEvent.SIGN_ON), 1);
    UserId user = somebody();
    send(new DomainEvent.PersonDisabled(user.toString(), DomainEvent.SIGN_ON), 1);
    Waiting.until(PATIENCE, () -> !standings.isActive(user));
  }

  @Test
  void cutOff_toldHere_countsWithTheTransactionThatTellsIt_orNotAtAll() {
    UserId user = somebody();
    DomainEvent event = new DomainEvent.PersonDisabled(user.toString(), DomainEvent.SIGN_ON);
    QuarkusTransaction.begin();
    outbox.append(event);
    QuarkusTransaction.rollback();
    assertThat(standings.isActive(user)).isTrue();
    QuarkusTransaction.requiringNew().run(() -> outbox.append(event));
    assertThat(standings.isActive(user)).isFalse();
  }

  @Test
  void events_manyAtOnce_haveSequencesWithoutGaps_afterThoseThatWereThere() {
    String one = somebody().toString();
    String two = somebody().toString();
    QuarkusTransaction.requiringNew().run(() -> outbox.append(new DomainEvent.UserSeen(one, one)));
    List<DomainEvent> many =
        IntStream.range(0, 10)
            .<DomainEvent>mapToObj(i -> new DomainEvent.UserSeen(i % 2 == 0 ? one : two, one))
            .toList();
    QuarkusTransaction.requiringNew().run(() -> outbox.appendAll(many));
    QuarkusTransaction.requiringNew().run(() -> outbox.append(new DomainEvent.UserSeen(two, one)));
    assertThat(sequences(one)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(sequences(two)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  private List<Long> sequences(String aggregate) {
    List<?> rows =
        database
            .createNativeQuery("SELECT seq FROM outbox WHERE aggregateid = ?1 ORDER BY seq")
            .setParameter(1, aggregate)
            .getResultList();
    return rows.stream().map(row -> ((Number) row).longValue()).toList();
  }
}
