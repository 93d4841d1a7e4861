package dev.strongroom.identity.person;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.kit.config.HttpUrl;
import dev.strongroom.kit.sibling.Sibling;
import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sign-on's own users, for somebody who is looked up before he has signed in once. Fails closed
 * when the sign-on is away.
 */
@ApplicationScoped
class KeycloakUsers {
  /** Where this service, and no other, may look users up. */
  @ConfigMapping(prefix = "strongroom.keycloak")
  interface Config {
    /** The realm's admin API: {@code …/admin/realms/<realm>}. */
    @HttpUrl(https = true)
    URI adminUrl();
  }

  private final Sibling sibling;
  private final URI admin;

  @Inject
  KeycloakUsers(Sibling sibling, Config config) {
    this.sibling = sibling;
    this.admin = URI.create(config.adminUrl() + "/");
  }

  /** A user as the sign-on has him. */
  record User(String subject, String username, String email) {}

  /** Everybody who may sign in and has exactly this user name or e-mail, but for case. */
  List<User> named(String name) {
    Map<String, User> found = new LinkedHashMap<>();
    for (String field : List.of("username", "email")) {
      String query =
          "users?exact=true&max=10&"
              + field
              + "="
              + URLEncoder.encode(name, StandardCharsets.UTF_8);
      sibling
          .get(admin, query, JsonNode.class)
          .ifPresent(page ->
              page.forEach(user -> {
                if (user.path("enabled").asBoolean()
                    && user.path(field).asText().equalsIgnoreCase(name)) {
                  User one = user(user);
                  found.put(one.subject(), one);
                }
              }));
    }
    return List.copyOf(found.values());
  }

  private static User user(JsonNode user) {
    return new User(
        user.path("id").asText(), user.path("username").asText(), user.path("email").asText());
  }
}
