package dev.strongroom.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The CloudEvents 1.0 envelope in JSON.
 *
 * @param sequence of the aggregate, from 1, without gaps
 * @param data the payload as JSON
 * @param origin of the request that was the cause
 */
public record CloudEvent(
    UUID id,
    String source,
    String type,
    String subject,
    Instant time,
    long sequence,
    String data,
    Origin origin) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final Pattern SUBJECT = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern TYPE = Pattern.compile("dev\\.strongroom\\.[A-Za-z0-9.]{1,64}");
  private static final Pattern SOURCE = Pattern.compile("/[a-z]{1,32}");

  public CloudEvent {
    if (!SUBJECT.matcher(subject).matches()
        || !TYPE.matcher(type).matches()
        || !SOURCE.matcher(source).matches()
        || sequence < 1) {
      throw new IllegalArgumentException("not one of our events");
    }
  }

  /** An event of no known cause. */
  public CloudEvent(
      UUID id,
      String source,
      String type,
      String subject,
      Instant time,
      long sequence,
      String data) {
    this(id, source, type, subject, time, sequence, data, Origin.UNKNOWN);
  }

  /** The payload of an event, as JSON. */
  public static String data(DomainEvent event) {
    try {
      return JSON.writeValueAsString(JSON.valueToTree(event));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event is always JSON", e);
    }
  }

  public String encode() {
    try {
      ObjectNode out = JSON.createObjectNode();
      out.put("specversion", "1.0")
          .put("id", id.toString())
          .put("source", source)
          .put("type", type)
          .put("subject", subject)
          .put("time", time.toString())
          .put("sequence", Long.toString(sequence))
          .put("datacontenttype", "application/json");
      putIfKnown(out, "traceparent", origin.traceparent());
      putIfKnown(out, "correlationid", origin.correlationId());
      out.set("data", JSON.readTree(data));
      return JSON.writeValueAsString(out);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event is always JSON", e);
    }
  }

  private static void putIfKnown(ObjectNode out, String attribute, String value) {
    if (!value.isEmpty()) {
      out.put(attribute, value);
    }
  }

  /**
   * @throws IllegalArgumentException if it is not one of ours
   */
  public static CloudEvent decode(String json) {
    try {
      JsonNode in = JSON.readTree(json);
      if (!"1.0".equals(in.path("specversion").asText()) || !in.path("data").isObject()) {
        throw new IllegalArgumentException("not a CloudEvent");
      }
      return new CloudEvent(
          UUID.fromString(in.path("id").asText()),
          in.path("source").asText(),
          in.path("type").asText(),
          in.path("subject").asText(),
          Instant.parse(in.path("time").asText()),
          Long.parseLong(in.path("sequence").asText()),
          JSON.writeValueAsString(in.get("data")),
          new Origin(in.path("traceparent").asText(), in.path("correlationid").asText()));
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IllegalArgumentException("not a CloudEvent", e);
    }
  }
}
