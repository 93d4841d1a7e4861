package dev.strongroom.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.strongroom.events.testing.EventContract;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records, JSON Schemas and the AsyncAPI document say the same. */
class EventSchemaContractTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  static Stream<Class<?>> kinds() {
    return Arrays.stream(DomainEvent.class.getPermittedSubclasses());
  }

  static List<DomainEvent> samples() {
    return Samples.all();
  }

  @Test
  void samples_everyKind_hasOne() {
    assertThat(Samples.all().stream().<Class<?>>map(Object::getClass))
        .containsExactlyInAnyOrderElementsOf(kinds().toList());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void schema_everyRecord_namesItsComponentsAndNoOthers(Class<?> kind) throws IOException {
    JsonNode schema = document(kind.getSimpleName() + ".schema.json");
    String[] components =
        Arrays.stream(kind.getRecordComponents())
            .map(RecordComponent::getName)
            .toArray(String[]::new);
    List<String> required = new ArrayList<>();
    schema.get("required").forEach(name -> required.add(name.asText()));

    assertThat(schema.get("properties").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(components);
    assertThat(required).containsExactlyInAnyOrder(components);
    assertThat(schema.get("additionalProperties").asBoolean(true)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void event_encoded_fitsEnvelopeAndPayloadSchema(DomainEvent event) throws IOException {
    assertThat(EventContract.requireValid(event.aggregate(), envelope(event).encode()))
        .isEqualTo(JSON.readTree(envelope(event).encode()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void payload_withAField_thatIsNotDescribed_isRefused(DomainEvent event) throws IOException {
    ObjectNode data = (ObjectNode) JSON.readTree(CloudEvent.data(event));
    data.put("name", "payroll");

    assertThat(schema(event.getClass().getSimpleName()).validate(data)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void asyncApi_everyKind_isAMessageOfItsTopic(DomainEvent event) throws IOException {
    JsonNode document = document("asyncapi.json");
    String name = event.getClass().getSimpleName();
    JsonNode channel = channelOf(document, event.topic());

    assertThat(channel.path("messages").has(name)).isTrue();
    assertThat(document.at("/components/messages/" + name + "/name").asText())
        .isEqualTo(event.type());
  }

  @Test
  void asyncApi_messages_areTheKindsAndNoOthers() throws IOException {
    assertThat(document("asyncapi.json").at("/components/messages").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(kinds().map(Class::getSimpleName).toList());
  }

  private static JsonNode channelOf(JsonNode document, Topic topic) {
    for (JsonNode channel : document.get("channels")) {
      if (channel.get("address").asText().equals("strongroom." + topic.suffix())) {
        return channel;
      }
    }
    throw new AssertionError("no channel for " + topic);
  }

  private static CloudEvent envelope(DomainEvent event) {
    return new CloudEvent(
        new UUID(1, 2),
        event.topic().source(),
        event.type(),
        event.aggregate(),
        Instant.EPOCH,
        1,
        CloudEvent.data(event));
  }

  private static JsonSchema schema(String name) throws IOException {
    return SCHEMAS.getSchema(document(name + ".schema.json"));
  }

  private static JsonNode document(String name) throws IOException {
    try (InputStream in = EventSchemaContractTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return JSON.readTree(in);
    }
  }
}
