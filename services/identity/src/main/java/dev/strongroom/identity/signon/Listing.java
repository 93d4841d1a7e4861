package dev.strongroom.identity.signon;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Everything that Keycloak has, in one listing: whole, or not at all. */
@ApplicationScoped
class Listing {
  /** More make Keycloak no faster, and leave nothing for those who sign in. */
  private static final int AT_ONCE = 6;

  private static final int PAGE = 1000;

  private final Keycloak keycloak;
  private final Memberships memberships;

  @Inject
  Listing(Keycloak keycloak, Memberships memberships) {
    this.keycloak = keycloak;
    this.memberships = memberships;
  }

  /**
   * @param users by subject
   * @param groups by id
   * @param members subjects in each group, for every one of {@code groups}
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
    Map<String, Keycloak.Group> groups = new LinkedHashMap<>();
    // A search for nothing: groups of every level in one list, with their paths.
    keycloak
        .all("groups?search=&populateHierarchy=false&subGroupsCount=false", PAGE)
        .forEach(group -> groups.put(group.path("id").asText(), Keycloak.Group.of(group)));
    Optional<Map<String, Set<String>>> members = memberships.all();
    return new Everything(
        users,
        groups,
        members.isPresent() ? only(groups, members.get()) : oneByOne(groups.keySet()));
  }

  private static Map<String, Set<String>> only(
      Map<String, Keycloak.Group> groups, Map<String, Set<String>> members) {
    Map<String, Set<String>> known = new LinkedHashMap<>();
    groups.keySet().forEach(group -> known.put(group, members.getOrDefault(group, Set.of())));
    return known;
  }

  /** Where our provider is not in Keycloak: a request for each group. */
  private Map<String, Set<String>> oneByOne(Set<String> groups) throws InterruptedException {
    Map<String, Set<String>> members = new LinkedHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      Map<String, Future<List<String>>> answers = new LinkedHashMap<>();
      for (String group : groups) {
        answers.put(group, threads.submit(() -> keycloak.members(group)));
      }
      try {
        for (Map.Entry<String, Future<List<String>>> answer : answers.entrySet()) {
          members.put(answer.getKey(), new HashSet<>(answer.getValue().get()));
        }
      } catch (ExecutionException e) {
        answers.values().forEach(one -> one.cancel(true));
        throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
      }
    }
    return members;
  }
}
