package dev.strongroom.identity.signon;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Everything that Keycloak has, in one listing: whole, or not at all. */
@ApplicationScoped
class Listing {
  private static final int PAGE = 1000;

  private final Keycloak keycloak;
  private final Groups groups;

  @Inject
  Listing(Keycloak keycloak, Groups groups) {
    this.keycloak = keycloak;
    this.groups = groups;
  }

  /**
   * @param users by subject
   * @param groups by id
   * @param members subjects in each of {@code groups}
   */
  record Everything(
      Map<String, Keycloak.User> users,
      Map<String, Keycloak.Group> groups,
      Map<String, Set<String>> members) {}

  /**
   * @throws dev.strongroom.kit.problem.Problem {@code unavailable}, if one page of it is not given
   */
  Everything read() throws InterruptedException {
    Map<String, Keycloak.User> users = new LinkedHashMap<>();
    keycloak
        .all("users?briefRepresentation=true", PAGE)
        .forEach(user -> users.put(user.path("id").asText(), Keycloak.User.of(user)));
    Groups.All all = groups.read();
    return new Everything(users, all.groups(), all.members());
  }
}
