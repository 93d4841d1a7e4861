package dev.strongroom.identity.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.identity.signon.Keycloak;
import dev.strongroom.identity.signon.Refresher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Users, as SCIM shows them and as Keycloak has them. */
@ApplicationScoped
class ScimUsers {
  private final Keycloak keycloak;
  private final Refresher refresher;
  private final ExternalIds external;

  @Inject
  ScimUsers(Keycloak keycloak, Refresher refresher, ExternalIds external) {
    this.keycloak = keycloak;
    this.refresher = refresher;
    this.external = external;
  }

  ObjectNode one(String id) {
    return shown(kept(id));
  }

  private JsonNode kept(String id) {
    JsonNode user = keycloak.json("users/" + Scim.id(id)).orElseThrow(ScimException::notFound);
    // A service's account is nobody's.
    if (user.hasNonNull("serviceAccountClientId")) {
      throw ScimException.notFound();
    }
    return user;
  }

  ObjectNode list(String filter, int startIndex, int count) {
    if (filter.isEmpty()) {
      long total = keycloak.json("users/count").map(JsonNode::asLong).orElse(0L);
      JsonNode page =
          keycloak
              .json("users?briefRepresentation=true&first=" + (startIndex - 1) + "&max=" + count)
              .orElseGet(JsonNodeFactory.instance::arrayNode);
      return Scim.list(all(page), total, startIndex);
    }
    Scim.Equal equal = Scim.Equal.parse(filter);
    List<ObjectNode> found =
        switch (equal.attribute()) {
          case "username" -> named("username", equal.value());
          case "emails.value", "emails" -> named("email", equal.value());
          case "externalid" -> external.find(equal.value()).flatMap(this::found).stream().toList();
          case "id" -> found(equal.value()).stream().toList();
          default -> throw new ScimException(400, "invalidFilter", "Not by that attribute.");
        };
    return Scim.list(found, found.size(), 1);
  }

  private Optional<ObjectNode> found(String id) {
    return keycloak
        .json("users/" + Scim.id(id))
        .filter(user -> !user.hasNonNull("serviceAccountClientId"))
        .map(this::shown);
  }

  private List<ObjectNode> named(String field, String value) {
    return all(
        keycloak
            .json("users?exact=true&max=10&" + field + "=" + Keycloak.encode(value))
            .orElseGet(JsonNodeFactory.instance::arrayNode));
  }

  private List<ObjectNode> all(JsonNode page) {
    return StreamSupport.stream(page.spliterator(), false).map(this::shown).toList();
  }

  ObjectNode create(JsonNode user) {
    ObjectNode wanted = wanted(user);
    if (!wanted.has("enabled")) {
      wanted.put("enabled", true);
    }
    String id = keycloak.make("users", wanted).orElseThrow(ScimUsers::taken);
    external.put(id, user.path("externalId").asText(""));
    refresher.user(id);
    return one(id);
  }

  private static ScimException taken() {
    return new ScimException(409, "uniqueness", "Another user has that name or e-mail.");
  }

  ObjectNode replace(String id, JsonNode user) {
    kept(id);
    if (!keycloak.put("users/" + Scim.id(id), wanted(user))) {
      throw taken();
    }
    external.put(id, user.path("externalId").asText(""));
    refresher.user(id);
    return one(id);
  }

  ObjectNode patch(String id, JsonNode request) {
    return replace(id, Patch.user(one(id), Patch.parse(request)));
  }

  void delete(String id) {
    kept(id);
    keycloak.remove("users/" + Scim.id(id));
    external.put(id, "");
    refresher.user(id);
  }

  private ObjectNode shown(JsonNode kept) {
    String id = kept.path("id").asText();
    ObjectNode user = Scim.object(Scim.USER);
    user.put("id", id);
    external.of(id).ifPresent(text -> user.put("externalId", text));
    user.put("userName", kept.path("username").asText());
    user.putObject("name")
        .put("givenName", kept.path("firstName").asText())
        .put("familyName", kept.path("lastName").asText());
    if (kept.hasNonNull("email")) {
      user.putArray("emails")
          .addObject()
          .put("value", kept.path("email").asText())
          .put("type", "work")
          .put("primary", true);
    }
    user.put("active", kept.path("enabled").asBoolean());
    user.putObject("meta").put("resourceType", "User").put("location", "/scim/v2/Users/" + id);
    return user;
  }

  /** As Keycloak takes it. */
  private static ObjectNode wanted(JsonNode user) {
    String name = user.path("userName").asText("");
    if (name.isBlank()) {
      throw ScimException.invalid("userName is missing.");
    }
    ObjectNode wanted = JsonNodeFactory.instance.objectNode();
    wanted
        .put("username", name)
        .put("email", email(user))
        .put("firstName", user.path("name").path("givenName").asText(""))
        .put("lastName", user.path("name").path("familyName").asText(""));
    if (user.has("active")) {
      wanted.put(
          "enabled",
          Patch.bool(user.path("active"))
              .orElseThrow(() -> ScimException.invalid("active is a boolean")));
    }
    return wanted;
  }

  /** The primary one, or the first; a user name that is an address serves as well. */
  private static String email(JsonNode user) {
    List<JsonNode> all = new ArrayList<>();
    user.path("emails").forEach(all::add);
    String name = user.path("userName").asText();
    return all.stream()
        .filter(one -> one.path("primary").asBoolean())
        .findFirst()
        .or(() -> all.stream().findFirst())
        .map(one -> one.path("value").asText())
        .orElse(name.contains("@") ? name : "");
  }
}
