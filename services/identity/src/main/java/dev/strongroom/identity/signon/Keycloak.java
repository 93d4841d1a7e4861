package dev.strongroom.identity.signon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Sibling;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Keycloak's users and groups, through its admin API. Whatever is not answered as expected is
 * {@code unavailable}: an empty answer is only ever one that Keycloak gave.
 */
@ApplicationScoped
public class Keycloak {
  /** An operator's mistake, which waiting does not mend. */
  static final String REFUSED =
      "The sign-on refuses this service: its client lacks a role (docs/sign-on.md).";

  /** Long enough for a page of a large realm on a busy machine. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  /** Short enough for whoever waits for an answer. */
  private static final Duration ONE = Duration.ofSeconds(5);

  private final Sibling sibling;
  private final ObjectMapper json;
  private final URI admin;

  @Inject
  Keycloak(Sibling sibling, KeycloakConfig config, ObjectMapper json) {
    this.sibling = sibling;
    this.json = json;
    this.admin = URI.create(config.adminUrl() + "/");
  }

  /** A user as the sign-on has him. */
  public record User(String subject, String username, String email, boolean enabled) {
    static User of(JsonNode user) {
      return new User(
          user.path("id").asText(),
          user.path("username").asText(),
          user.path("email").asText(),
          user.path("enabled").asBoolean());
    }
  }

  /** A group as the sign-on has it. */
  public record Group(String id, String path, String name) {
    static Group of(JsonNode group) {
      return new Group(
          group.path("id").asText(), group.path("path").asText(), group.path("name").asText());
    }
  }

  /** Everybody who may sign in and has exactly this user name or e-mail, but for case. */
  public List<User> named(String name) {
    Map<String, User> found = new LinkedHashMap<>();
    for (String field : List.of("username", "email")) {
      String query = "users?exact=true&max=10&" + field + "=" + encode(name);
      for (JsonNode user : get(query, ONE).orElseThrow(Keycloak::away)) {
        if (user.path("enabled").asBoolean() && user.path(field).asText().equalsIgnoreCase(name)) {
          found.put(user.path("id").asText(), User.of(user));
        }
      }
    }
    return List.copyOf(found.values());
  }

  /** Empty if Keycloak says that there is no such user. */
  Optional<User> user(String subject) {
    return get("users/" + encode(subject), ONE).map(User::of);
  }

  /** Empty if Keycloak says that there is no such group. */
  Optional<Group> group(String id) {
    return get("groups/" + encode(id), ONE).map(Group::of);
  }

  /** The groups that a user is in himself. */
  List<Group> groupsOf(String subject) {
    return all("users/" + encode(subject) + "/groups?briefRepresentation=true", 500).stream()
        .map(Group::of)
        .toList();
  }

  /** Subjects of those who are in a group themselves; empty also if it has gone. */
  public List<String> members(String group) {
    return all("groups/" + encode(group) + "/members?briefRepresentation=true", 1000).stream()
        .map(user -> user.path("id").asText())
        .toList();
  }

  /** All pages of a list, to the last. */
  List<JsonNode> all(String path, int page) {
    List<JsonNode> all = new ArrayList<>();
    for (int first = 0; ; first += page) {
      Optional<JsonNode> found = get(path + "&first=" + first + "&max=" + page, LIMIT);
      if (found.isEmpty()) {
        return List.of();
      }
      if (!found.get().isArray()) {
        throw away();
      }
      found.get().forEach(all::add);
      if (found.get().size() < page) {
        return all;
      }
    }
  }

  /** One answer; empty for 404. */
  Optional<JsonNode> get(String path, Duration limit) {
    Sibling.Answer answer = sibling.call("GET", admin.resolve(path), Optional.empty(), limit);
    return answer.status() == 404 ? Optional.empty() : Optional.of(read(answer));
  }

  /**
   * Changes something.
   *
   * @throws Problem {@code not-found} for what is not there
   */
  void change(String method, String path, Optional<?> body) {
    requireSuccess(sibling.call(method, admin.resolve(path), body, ONE));
  }

  /** One answer as Keycloak gives it; empty for 404. */
  public Optional<JsonNode> json(String path) {
    return get(path, ONE);
  }

  /**
   * Makes something.
   *
   * @return its id; empty if there is one already
   */
  public Optional<String> make(String path, JsonNode body) {
    Sibling.Answer answer = sibling.call("POST", admin.resolve(path), Optional.of(body), ONE);
    if (answer.status() == 409) {
      return Optional.empty();
    }
    requireSuccess(answer);
    return Optional.of(answer.location().substring(answer.location().lastIndexOf('/') + 1));
  }

  /**
   * Puts something.
   *
   * @return whether nothing else stood in its way
   */
  public boolean put(String path, JsonNode body) {
    Sibling.Answer answer = sibling.call("PUT", admin.resolve(path), Optional.of(body), ONE);
    if (answer.status() == 409) {
      return false;
    }
    requireSuccess(answer);
    return true;
  }

  /** Removes something; what is not there need not be. */
  public void remove(String path) {
    Sibling.Answer answer = sibling.call("DELETE", admin.resolve(path), Optional.empty(), ONE);
    if (answer.status() != 404) {
      requireSuccess(answer);
    }
  }

  private static void requireSuccess(Sibling.Answer answer) {
    if (answer.status() == 400) {
      throw new Problem(Reason.MALFORMED, "The sign-on does not take that.");
    }
    if (answer.status() == 404) {
      throw Problem.notFound();
    }
    if (!answer.succeeded()) {
      throw away();
    }
  }

  private JsonNode read(Sibling.Answer answer) {
    if (answer.status() == 403) {
      throw new Problem(Reason.UNAVAILABLE, REFUSED);
    }
    if (!answer.succeeded()) {
      throw away();
    }
    try {
      return json.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw away();
    }
  }

  static Problem away() {
    return Problem.unavailable("The sign-on");
  }

  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The ids in a list of Keycloak's. */
  static List<String> ids(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(one -> one.path("id").asText())
        .toList();
  }
}
