package dev.strongroom.identity.signon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.kit.sibling.Sibling;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
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

/**
 * All groups and who is in them: in one answer of our provider in Keycloak, or, where it is not
 * there, by a request of the admin API for each level and each group.
 */
@ApplicationScoped
class Groups {
  /** More make Keycloak no faster, and leave nothing for those who sign in. */
  private static final int AT_ONCE = 6;

  private static final int PAGE = 1000;

  private final Keycloak keycloak;
  private final Sibling sibling;
  private final ObjectMapper json;
  private final URI provider;

  @Inject
  Groups(Keycloak keycloak, Sibling sibling, ObjectMapper json, KeycloakConfig config) {
    this.keycloak = keycloak;
    this.sibling = sibling;
    this.json = json;
    this.provider =
        URI.create(
            config.adminUrl().toString().replace("/admin/realms/", "/realms/")
                + "/strongroom-directory/groups");
  }

  /**
   * @param groups by id
   * @param members subjects in each of them
   */
  record All(Map<String, Keycloak.Group> groups, Map<String, Set<String>> members) {
    private All() {
      this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private void add(JsonNode group) {
      groups.put(group.path("id").asText(), Keycloak.Group.of(group));
    }
  }

  /**
   * @throws dev.strongroom.kit.problem.Problem {@code unavailable}, if a part of it is not given
   */
  All read() throws InterruptedException {
    Optional<All> atOnce = atOnce();
    return atOnce.isPresent() ? atOnce.get() : oneByOne();
  }

  private Optional<All> atOnce() {
    Sibling.Answer answer = sibling.call("GET", provider, Optional.empty(), Keycloak.LIMIT);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (!answer.succeeded()) {
      throw Keycloak.away();
    }
    try {
      JsonNode groups = json.readTree(answer.body());
      if (!groups.isArray()) {
        throw Keycloak.away();
      }
      All all = new All();
      for (JsonNode group : groups) {
        all.add(group);
        Set<String> subjects = new HashSet<>();
        group.path("members").forEach(subject -> subjects.add(subject.asText()));
        all.members().put(group.path("id").asText(), subjects);
      }
      return Optional.of(all);
    } catch (JsonProcessingException e) {
      throw Keycloak.away();
    }
  }

  private All oneByOne() throws InterruptedException {
    All all = new All();
    Deque<JsonNode> open = new ArrayDeque<>(keycloak.all("groups?subGroupsCount=true", PAGE));
    while (!open.isEmpty()) {
      JsonNode group = open.poll();
      all.add(group);
      if (group.path("subGroupCount").asLong() > 0) {
        String id = Keycloak.encode(group.path("id").asText());
        open.addAll(keycloak.all("groups/" + id + "/children?subGroupsCount=true", PAGE));
      }
    }
    members(all);
    return all;
  }

  private void members(All all) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      Map<String, Future<List<String>>> answers = new LinkedHashMap<>();
      for (String group : all.groups().keySet()) {
        answers.put(group, threads.submit(() -> keycloak.members(group)));
      }
      try {
        for (Map.Entry<String, Future<List<String>>> answer : answers.entrySet()) {
          all.members().put(answer.getKey(), new HashSet<>(answer.getValue().get()));
        }
      } catch (ExecutionException e) {
        answers.values().forEach(one -> one.cancel(true));
        throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
      }
    }
  }
}
