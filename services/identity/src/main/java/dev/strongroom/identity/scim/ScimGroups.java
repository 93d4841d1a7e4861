package dev.strongroom.identity.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.identity.signon.Keycloak;
import dev.strongroom.identity.signon.Refresher;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Groups of the directory: what requests may come from; they give nobody access. */
@ApplicationScoped
class ScimGroups {
  private final Keycloak keycloak;
  private final Refresher refresher;
  private final ExternalIds external;

  @Inject
  ScimGroups(Keycloak keycloak, Refresher refresher, ExternalIds external) {
    this.keycloak = keycloak;
    this.refresher = refresher;
    this.external = external;
  }

  ObjectNode one(String id, boolean members) {
    return shown(kept(id), members);
  }

  private JsonNode kept(String id) {
    return keycloak.json("groups/" + Scim.id(id)).orElseThrow(ScimException::notFound);
  }

  ObjectNode list(String filter, int startIndex, int count, boolean members) {
    if (filter.isEmpty()) {
      long total =
          keycloak
              .json("groups/count?top=true")
              .map(found -> found.path("count").asLong())
              .orElse(0L);
      List<ObjectNode> page =
          shown(
              "groups?populateHierarchy=false&first=" + (startIndex - 1) + "&max=" + count,
              members);
      return Scim.list(page, total, startIndex);
    }
    Scim.Equal equal = Scim.Equal.parse(filter);
    List<ObjectNode> found =
        switch (equal.attribute()) {
          case "displayname" ->
              shown(
                  "groups?exact=true&populateHierarchy=false&search="
                      + Keycloak.encode(equal.value()),
                  members);
          case "externalid" -> found(external.find(equal.value()), members);
          case "id" -> found(Optional.of(equal.value()), members);
          default -> throw new ScimException(400, "invalidFilter", "Not by that attribute.");
        };
    return Scim.list(found, found.size(), 1);
  }

  private List<ObjectNode> shown(String path, boolean members) {
    JsonNode page = keycloak.json(path).orElseGet(JsonNodeFactory.instance::arrayNode);
    return StreamSupport.stream(page.spliterator(), false).map(g -> shown(g, members)).toList();
  }

  private List<ObjectNode> found(Optional<String> id, boolean members) {
    return id.flatMap(one -> keycloak.json("groups/" + Scim.id(one))).stream()
        .map(group -> shown(group, members))
        .toList();
  }

  ObjectNode create(JsonNode group) {
    String id =
        keycloak
            .make("groups", named(group.path("displayName").asText("")))
            .orElseThrow(ScimGroups::taken);
    external.put(id, group.path("externalId").asText(""));
    join(id, values(group.path("members")));
    refresher.group(id);
    return one(id, true);
  }

  private static ObjectNode named(String name) {
    if (name.isBlank()) {
      throw ScimException.invalid("displayName is missing.");
    }
    return JsonNodeFactory.instance.objectNode().put("name", name);
  }

  private static ScimException taken() {
    return new ScimException(409, "uniqueness", "Another group has that name.");
  }

  ObjectNode replace(String id, JsonNode group) {
    kept(id);
    rename(id, group.path("displayName").asText(""));
    external.put(id, group.path("externalId").asText(""));
    become(id, values(group.path("members")));
    refresher.group(id);
    return one(id, true);
  }

  void patch(String id, JsonNode request) {
    kept(id);
    for (Patch.Operation operation : Patch.parse(request)) {
      switch (operation.name()) {
        case "displayname" -> rename(id, operation.value().asText(""));
        case "externalid" -> external.put(id, operation.value().asText(""));
        case "members" -> members(id, operation);
        default -> {
          // Not kept here.
        }
      }
    }
    refresher.group(id);
  }

  /** All are meant only where nobody is named: never by a name that is not understood. */
  private void members(String id, Patch.Operation operation) {
    if (operation.otherwise()
        || operation.op().equals("replace") && operation.value().isMissingNode()) {
      throw new ScimException(400, "invalidPath", "Members are named by their value.");
    }
    Set<String> named =
        operation.selected().isEmpty() ? values(operation.value()) : Set.of(operation.selected());
    switch (operation.op()) {
      case "add" -> join(id, named);
      case "replace" -> become(id, named);
      default -> {
        boolean all = operation.selected().isEmpty() && operation.value().isMissingNode();
        leave(id, all ? new HashSet<>(keycloak.members(id)) : named);
      }
    }
  }

  private void become(String id, Set<String> wanted) {
    Set<String> before = new HashSet<>(keycloak.members(id));
    join(id, wanted.stream().filter(user -> !before.contains(user)).toList());
    leave(id, before.stream().filter(user -> !wanted.contains(user)).toList());
  }

  private void rename(String id, String name) {
    if (!keycloak.put("groups/" + Scim.id(id), named(name))) {
      throw taken();
    }
  }

  private void join(String id, Iterable<String> users) {
    for (String user : users) {
      if (!keycloak.put(membership(id, user), JsonNodeFactory.instance.objectNode())) {
        throw ScimException.invalid("A member that is no user.");
      }
      refresher.user(user);
    }
  }

  private void leave(String id, Iterable<String> users) {
    for (String user : users) {
      keycloak.remove(membership(id, user));
    }
  }

  private static String membership(String group, String user) {
    return "users/" + Scim.id(user) + "/groups/" + Scim.id(group);
  }

  void delete(String id) {
    kept(id);
    keycloak.remove("groups/" + Scim.id(id));
    external.put(id, "");
    refresher.group(id);
  }

  private ObjectNode shown(JsonNode kept, boolean members) {
    String id = kept.path("id").asText();
    ObjectNode group = Scim.object(Scim.GROUP);
    group.put("id", id);
    external.of(id).ifPresent(text -> group.put("externalId", text));
    group.put("displayName", kept.path("name").asText());
    if (members) {
      ArrayNode list = group.putArray("members");
      keycloak.members(id).forEach(user -> list.addObject().put("value", user).put("type", "User"));
    }
    group.putObject("meta").put("resourceType", "Group").put("location", "/scim/v2/Groups/" + id);
    return group;
  }

  private static Set<String> values(JsonNode members) {
    Set<String> values = new LinkedHashSet<>();
    members.forEach(member -> values.add(member.path("value").asText()));
    return values;
  }
}
