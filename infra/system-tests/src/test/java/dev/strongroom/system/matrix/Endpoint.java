package dev.strongroom.system.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.local.Layout;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An operation of a service's OpenAPI document.
 *
 * @param document that it stands in, for the schemas of its body
 */
record Endpoint(String method, String path, JsonNode operation, JsonNode document) {
  static final List<String> SERVICES = List.of("identity", "access", "storage", "audit");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

  /** What is asked for by its name in the table. */
  String name() {
    return method + " " + path;
  }

  /** All of the services, questions before changes, and these before deletions. */
  static List<Endpoint> all() throws IOException {
    List<Endpoint> found = new ArrayList<>();
    for (String service : SERVICES) {
      Path file =
          Layout.projectRoot().resolve("services/" + service + "/target/openapi/openapi.json");
      JsonNode document = JSON.readTree(file.toFile());
      document
          .path("paths")
          .properties()
          .forEach(path ->
              METHODS.stream()
                  .filter(method -> path.getValue().has(method))
                  .map(method ->
                      new Endpoint(
                          method.toUpperCase(Locale.ROOT),
                          path.getKey(),
                          path.getValue().path(method),
                          document))
                  .forEach(found::add));
    }
    found.sort(
        Comparator.comparingInt(
            endpoint -> METHODS.indexOf(endpoint.method().toLowerCase(Locale.ROOT))));
    return List.copyOf(found);
  }

  /** Whether its body is a signed statement. */
  boolean takesStatement() {
    return body(Map.of("envelope", "")).filter(body -> body.contains("\"envelope\"")).isPresent();
  }

  /** Whether its path names something by its id. */
  boolean namesAnObject() {
    return path.contains("{");
  }

  /**
   * Its address, with what it requires of a query, and what of it is known.
   *
   * @param values of parameters, by name; kinds are told from the path
   */
  String address(Map<String, String> values) {
    String filled = path;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue());
    }
    if (filled.contains("{")) {
      throw new IllegalStateException("no value for a parameter of " + path);
    }
    StringBuilder query = new StringBuilder();
    for (JsonNode parameter : operation.path("parameters")) {
      String name = parameter.path("name").asText();
      if (parameter.path("in").asText().equals("query")
          && (parameter.path("required").asBoolean() || values.containsKey("query." + name))) {
        query
            .append(query.isEmpty() ? '?' : '&')
            .append(name)
            .append('=')
            .append(
                URLEncoder.encode(
                    text("query." + name, parameter.path("schema"), values),
                    StandardCharsets.UTF_8));
      }
    }
    return filled + query;
  }

  /** A body of the right shape, if it takes one as JSON. */
  Optional<String> body(Map<String, String> values) {
    JsonNode schema =
        operation.path("requestBody").path("content").path("application/json").path("schema");
    return schema.isMissingNode()
        ? Optional.empty()
        : Optional.of(value("", schema, values).toString());
  }

  private JsonNode value(String name, JsonNode given, Map<String, String> values) {
    JsonNode schema = resolved(given);
    String type =
        schema.path("type").isArray()
            ? schema.path("type").path(0).asText()
            : schema.path("type").asText();
    return switch (type) {
      case "object" -> object(schema, values);
      case "array" -> {
        ArrayNode array = JSON.createArrayNode();
        for (int item = 0; item < Math.max(1, schema.path("minItems").asInt()); item++) {
          array.add(value(name, schema.path("items"), values));
        }
        yield array;
      }
      case "integer", "number" ->
          JSON.getNodeFactory().numberNode(schema.path("minimum").asLong(1));
      case "boolean" -> JSON.getNodeFactory().booleanNode(false);
      default -> JSON.getNodeFactory().textNode(text(name, schema, values));
    };
  }

  private ObjectNode object(JsonNode schema, Map<String, String> values) {
    ObjectNode object = JSON.createObjectNode();
    schema
        .path("properties")
        .properties()
        .forEach(property ->
            object.set(property.getKey(), value(property.getKey(), property.getValue(), values)));
    return object;
  }

  private JsonNode resolved(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    if (reference.isEmpty()) {
      JsonNode choice = schema.path("anyOf").path(0);
      return choice.isMissingNode() ? schema : resolved(choice);
    }
    return document.at(reference.substring(1));
  }

  /** Plain names before what a schema says, which knows no ids; those of groups before others. */
  private String text(String name, JsonNode schema, Map<String, String> values) {
    String known = path.contains("/groups") ? values.get("groups." + name) : null;
    if (known == null) {
      known = values.get("body." + name);
    }
    if (known == null) {
      known = values.get(name);
    }
    if (known != null) {
      return known;
    }
    String pattern = schema.path("pattern").asText();
    if (pattern.matches("[a-z|-]+")) {
      return pattern.substring(0, (pattern + "|").indexOf('|'));
    }
    if (schema.path("enum").isArray()) {
      return schema.path("enum").path(0).asText();
    }
    return "AAAA".substring(0, Math.min(4, schema.path("maxLength").asInt(4)));
  }
}
