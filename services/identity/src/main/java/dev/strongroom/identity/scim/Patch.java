package dev.strongroom.identity.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.exceptions.BadRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A PATCH in either dialect: Okta gives an object of attributes, Entra ID a path for each, its
 * operations in capitals and its booleans as text.
 */
final class Patch {
  /** As many operations as one request has. */
  private static final int MOST = 1_000;

  private Patch() {}

  /**
   * One attribute's change.
   *
   * @param name of the attribute, in lower case; sub-attributes after a dot
   * @param selected value of {@code value eq "…"} in the path; empty for none
   * @param otherwise whether the path selects by something else, as {@code emails[type eq "work"]}
   * @param value missing for a removal without one
   */
  record Operation(String op, String name, String selected, boolean otherwise, JsonNode value) {
    boolean removes() {
      return op.equals("remove");
    }
  }

  /**
   * @throws ScimException invalidSyntax or invalidPath
   */
  static List<Operation> parse(JsonNode request) {
    JsonNode given = request.path("Operations");
    if (!given.isArray() || given.isEmpty() || given.size() > MOST) {
      throw new ScimException(400, "invalidSyntax", "A PATCH has 1 to " + MOST + " Operations.");
    }
    List<Operation> all = new ArrayList<>();
    for (JsonNode one : given) {
      String op = one.path("op").asText().toLowerCase(Locale.ROOT);
      if (!List.of("add", "replace", "remove").contains(op)) {
        throw new ScimException(400, "invalidSyntax", "Operations are add, replace and remove.");
      }
      String path = one.path("path").asText();
      if (!path.isEmpty()) {
        all.add(withPath(op, path, one.path("value")));
      } else if (one.path("value").isObject()) {
        one.path("value")
            .properties()
            .forEach(field -> all.add(withPath(op, field.getKey(), field.getValue())));
      } else {
        throw new ScimException(400, "noTarget", "An operation without a path has an object.");
      }
    }
    return all;
  }

  private static Operation withPath(String op, String path, JsonNode value) {
    try {
      Path parsed = Path.fromString(path);
      List<String> names = new ArrayList<>();
      String selected = "";
      boolean otherwise = false;
      for (Path.Element element : parsed) {
        names.add(element.getAttribute().toLowerCase(Locale.ROOT));
        if (element.getValueFilter() != null) {
          Scim.Equal filter = Scim.Equal.parse(element.getValueFilter().toString());
          if (filter.attribute().equals("value")) {
            selected = filter.value();
          } else {
            otherwise = true;
          }
        }
      }
      return new Operation(op, String.join(".", names), selected, otherwise, value);
    } catch (BadRequestException e) {
      throw new ScimException(400, "invalidPath", "That is no path of an attribute.");
    }
  }

  /** A boolean, also as the text that Entra ID sends. */
  static Optional<Boolean> bool(JsonNode value) {
    if (value.isBoolean()) {
      return Optional.of(value.asBoolean());
    }
    return switch (value.asText().toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** Applies the operations to a user as SCIM shows him. */
  static ObjectNode user(ObjectNode before, List<Operation> operations) {
    ObjectNode user = before.deepCopy();
    for (Operation operation : operations) {
      JsonNode value =
          operation.removes() ? JsonNodeFactory.instance.nullNode() : operation.value();
      switch (operation.name()) {
        case "active" ->
            user.set(
                "active",
                BooleanNode.valueOf(
                    bool(value).orElseThrow(() -> ScimException.invalid("active is a boolean"))));
        case "username" -> user.set("userName", value);
        case "externalid" -> user.set("externalId", value);
        case "name" -> value.properties().forEach(f -> name(user).set(f.getKey(), f.getValue()));
        case "name.givenname" -> name(user).set("givenName", value);
        case "name.familyname" -> name(user).set("familyName", value);
        case "emails" -> user.set("emails", value);
        case "emails.value" ->
            user.putArray("emails").addObject().put("primary", true).set("value", value);
        default -> {
          // Attributes that are not kept here are taken and forgotten, as RFC 7644 lets a server.
        }
      }
    }
    return user;
  }

  private static ObjectNode name(ObjectNode user) {
    return user.path("name") instanceof ObjectNode name ? name : user.putObject("name");
  }
}
