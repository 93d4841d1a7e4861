package dev.strongroom.identity.signon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.kit.sibling.Sibling;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is in which group, in one answer of our provider in Keycloak; the admin API takes a request
 * for each group.
 */
@ApplicationScoped
class Memberships {
  private final Sibling sibling;
  private final ObjectMapper json;
  private final URI url;

  @Inject
  Memberships(Sibling sibling, ObjectMapper json, KeycloakConfig config) {
    this.sibling = sibling;
    this.json = json;
    this.url =
        URI.create(
            config.adminUrl().toString().replace("/admin/realms/", "/realms/")
                + "/strongroom-directory/memberships");
  }

  /** Subjects in each group that has any, by its id; empty where the provider is not there. */
  Optional<Map<String, Set<String>>> all() {
    Sibling.Answer answer = sibling.call("GET", url, Optional.empty(), Keycloak.LIMIT);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (!answer.succeeded()) {
      throw Keycloak.away();
    }
    try {
      Map<String, Set<String>> members = new LinkedHashMap<>();
      JsonNode groups = json.readTree(answer.body());
      if (!groups.isObject()) {
        throw Keycloak.away();
      }
      groups
          .properties()
          .forEach(group -> {
            Set<String> subjects = new HashSet<>();
            group.getValue().forEach(subject -> subjects.add(subject.asText()));
            members.put(group.getKey(), subjects);
          });
      return Optional.of(members);
    } catch (JsonProcessingException e) {
      throw Keycloak.away();
    }
  }
}
