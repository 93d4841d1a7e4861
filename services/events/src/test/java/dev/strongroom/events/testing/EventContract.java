package dev.strongroom.events.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.strongroom.events.CloudEvent;
import dev.strongroom.events.DomainEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds an event, as it was taken off the broker, against what is promised of events: the schemas
 * of the envelope and of its payload, and that the two agree. A module that uses it needs the
 * networknt validator in its tests.
 */
public final class EventContract {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final Map<String, JsonSchema> LOADED = new ConcurrentHashMap<>();

  private EventContract() {}

  /**
   * The event, if it keeps the contract.
   *
   * @param key of the record
   * @param value of the record
   * @throws AssertionError naming what it breaks
   */
  public static JsonNode requireValid(String key, String value) {
    JsonNode event = requireValid(value);
    require(key.equals(event.get("subject").asText()), "the key is the subject", value);
    return event;
  }

  /** The same of an event that has no key. */
  public static JsonNode requireValid(String value) {
    try {
      JsonNode event = JSON.readTree(value);
      fits("CloudEvent", event, value);
      String[] type = event.get("type").asText().split("\\.", -1);
      JsonNode data = event.get("data");
      fits(type[type.length - 1], data, value);
      require(("/" + type[2]).equals(event.get("source").asText()), "the type's source", value);
      require(data.get("aggregate").equals(event.get("subject")), "the subject's data", value);
      require(
          JSON.readTree(CloudEvent.decode(value).encode()).equals(event),
          "nothing but what is decoded",
          value);
      return event;
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + value, e);
    }
  }

  private static void fits(String schema, JsonNode document, String value) {
    Set<ValidationMessage> broken =
        LOADED.computeIfAbsent(schema, EventContract::load).validate(document);
    if (!broken.isEmpty()) {
      throw new AssertionError(schema + ": " + broken + " in " + value);
    }
  }

  private static JsonSchema load(String name) {
    try (InputStream in = DomainEvent.class.getResourceAsStream(name + ".schema.json")) {
      if (in == null) {
        throw new AssertionError("no schema describes " + name);
      }
      return SCHEMAS.getSchema(JSON.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void require(boolean holds, String what, String value) {
    if (!holds) {
      throw new AssertionError("not so: " + what + ", in " + value);
    }
  }
}
