package dev.strongroom.events.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Origin;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventContractTest {
  private static final String ROOM = "a-room";
  private static final String GOOD = encoded(new DomainEvent.UploadStarted(ROOM, "a", "b", 17));

  private static String encoded(DomainEvent event) {
    return new CloudEvent(
            new UUID(1, 2),
            event.topic().source(),
            event.type(),
            event.aggregate(),
            Instant.EPOCH,
            1,
            CloudEvent.data(event),
            new Origin("00-" + "1f".repeat(16) + "-" + "2e".repeat(8) + "-01", "abcdefgh-1"))
        .encode();
  }

  @Test
  void event_thatKeepsTheContract_isGivenBack() {
    assertThat(EventContract.requireValid(ROOM, GOOD).at("/data/bytes").asLong()).isEqualTo(17);
  }

  @Test
  void event_underAnotherKey_isRefused() {
    assertThatThrownBy(() -> EventContract.requireValid("another", GOOD))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the key is the subject");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"bytes\":17|\"bytes\":-1",
        "\"bytes\":17|\"bytes\":17,\"name\":\"payroll\"",
        "\"aggregate\":\"a-room\"|\"aggregate\":\"b-room\"",
        "\"source\":\"/storage\"|\"source\":\"/access\"",
        "v1.UploadStarted|v1.UploadForgotten",
        "\"correlationid\":\"abcdefgh-1\"|\"correlationid\":\"a b\"",
        "\"traceparent\":\"00-1f|\"traceparent\":\"01-1f",
        "\"specversion\"|\"person\":\"somebody\",\"specversion\""
      })
  void event_oneThingBent_isRefused(String change) {
    String[] fromTo = change.split("\\|", 2);
    String bad = GOOD.replace(fromTo[0], fromTo[1]);

    assertThat(bad).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> EventContract.requireValid(ROOM, bad))
        .isInstanceOf(AssertionError.class);
  }
}
