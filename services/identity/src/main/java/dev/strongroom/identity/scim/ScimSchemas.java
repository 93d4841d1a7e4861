package dev.strongroom.identity.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** What this service says of itself: RFC 7643, sections 5 to 7. */
final class ScimSchemas {
  private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:";

  private ScimSchemas() {}

  static ObjectNode config() {
    ObjectNode config = Scim.object(CORE + "ServiceProviderConfig");
    config.putObject("patch").put("supported", true);
    config
        .putObject("bulk")
        .put("supported", false)
        .put("maxOperations", 0)
        .put("maxPayloadSize", 0);
    config.putObject("filter").put("supported", true).put("maxResults", Scim.MOST);
    config.putObject("changePassword").put("supported", false);
    config.putObject("sort").put("supported", false);
    config.putObject("etag").put("supported", false);
    config
        .putArray("authenticationSchemes")
        .addObject()
        .put("type", "oauthbearertoken")
        .put("name", "Bearer token")
        .put("description", "The token that the operator set.");
    return config;
  }

  static ObjectNode types() {
    List<ObjectNode> all =
        List.of(type("User", "/Users", Scim.USER), type("Group", "/Groups", Scim.GROUP));
    return Scim.list(all, all.size(), 1);
  }

  static Optional<ObjectNode> type(String name) {
    return switch (name) {
      case "User" -> Optional.of(type("User", "/Users", Scim.USER));
      case "Group" -> Optional.of(type("Group", "/Groups", Scim.GROUP));
      default -> Optional.empty();
    };
  }

  private static ObjectNode type(String name, String endpoint, String schema) {
    return Scim.object(CORE + "ResourceType")
        .put("id", name)
        .put("name", name)
        .put("endpoint", endpoint)
        .put("schema", schema);
  }

  static ObjectNode schemas() {
    List<ObjectNode> all = List.of(users(), groups());
    return Scim.list(all, all.size(), 1);
  }

  static Optional<ObjectNode> schema(String id) {
    return switch (id) {
      case Scim.USER -> Optional.of(users());
      case Scim.GROUP -> Optional.of(groups());
      default -> Optional.empty();
    };
  }

  private static ObjectNode users() {
    ObjectNode schema = schema(Scim.USER, "User");
    schema
        .putArray("attributes")
        .add(
            attribute("userName", "string", false)
                .put("required", true)
                .put("uniqueness", "server"))
        .add(attribute("externalId", "string", false))
        .add(complex("name", false, "givenName", "familyName"))
        .add(complex("emails", true, "value", "type"))
        .add(attribute("active", "boolean", false));
    return schema;
  }

  private static ObjectNode groups() {
    ObjectNode schema = schema(Scim.GROUP, "Group");
    schema
        .putArray("attributes")
        .add(attribute("displayName", "string", false).put("required", true))
        .add(attribute("externalId", "string", false))
        .add(complex("members", true, "value", "type"));
    return schema;
  }

  private static ObjectNode schema(String id, String name) {
    return Scim.object(CORE + "Schema").put("id", id).put("name", name);
  }

  private static ObjectNode complex(String name, boolean many, String... parts) {
    ObjectNode attribute = attribute(name, "complex", many);
    var subs = attribute.putArray("subAttributes");
    for (String part : parts) {
      subs.add(attribute(part, "string", false));
    }
    return attribute;
  }

  private static ObjectNode attribute(String name, String type, boolean many) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", name)
        .put("type", type)
        .put("multiValued", many)
        .put("required", false)
        .put("caseExact", false)
        .put("mutability", "readWrite")
        .put("returned", "default")
        .put("uniqueness", "none");
  }
}
