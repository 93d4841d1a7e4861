package dev.strongroom.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the stack, the tests and the demo need of Keycloak's admin API: realms from the realm file,
 * and users.
 */
public final class KeycloakAdmin {
  static final String ADMIN = "stack-admin";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final String password;
  private String token = "";
  private Instant tokenEnd = Instant.MIN;

  public KeycloakAdmin(String url, String password) {
    this.url = url;
    this.password = password;
  }

  /** Makes the realm from the realm file, its placeholders filled, where it is missing. */
  public void ensureRealm(String realm, Map<String, String> placeholders) {
    if (send("GET", "/admin/realms/" + realm, null).statusCode() == 200) {
      return;
    }
    ObjectNode definition = (ObjectNode) parse(Placeholders.fill(realmFile(), placeholders));
    definition.put("realm", realm);
    require(send("POST", "/admin/realms", definition), 201);
  }

  private static String realmFile() {
    try (InputStream in = KeycloakAdmin.class.getResourceAsStream("/realm/strongroom.json")) {
      if (in == null) {
        throw new IllegalStateException("the realm file is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is a user of exactly this name. */
  boolean hasUser(String realm, String name) {
    HttpResponse<String> found =
        send("GET", "/admin/realms/" + realm + "/users?exact=true&username=" + encode(name), null);
    require(found, 200);
    return !parse(found.body()).isEmpty();
  }

  /** Makes a user with a password and realm roles; gives his subject. */
  public String createUser(
      String realm, String name, String email, String userPassword, List<String> roles) {
    ObjectNode user = JSON.createObjectNode();
    user.put("username", name)
        .put("email", email)
        .put("firstName", name)
        .put("lastName", "user")
        .put("enabled", true)
        .put("emailVerified", true);
    user.putArray("credentials")
        .addObject()
        .put("type", "password")
        .put("value", userPassword)
        .put("temporary", false);
    HttpResponse<String> made = send("POST", "/admin/realms/" + realm + "/users", user);
    require(made, 201);
    String location = made.headers().firstValue("Location").orElseThrow();
    String id = location.substring(location.lastIndexOf('/') + 1);
    for (String role : roles) {
      JsonNode found = parse(send("GET", "/admin/realms/" + realm + "/roles/" + role, null).body());
      require(
          send(
              "POST",
              "/admin/realms/" + realm + "/users/" + id + "/role-mappings/realm",
              JSON.createArrayNode().add(found)),
          204);
    }
    return id;
  }

  /** Adds users and groups as Keycloak's partial import takes them; what is there is left alone. */
  public void importInto(String realm, JsonNode representation) {
    require(send("POST", "/admin/realms/" + realm + "/partialImport", representation), 200);
  }

  /** Subject of the user of exactly this name. */
  public String subject(String realm, String name) {
    HttpResponse<String> found =
        send("GET", "/admin/realms/" + realm + "/users?exact=true&username=" + encode(name), null);
    require(found, 200);
    return parse(found.body()).path(0).path("id").asText();
  }

  /** Makes a client that gets tokens for itself, and none of the realm's scopes. */
  public void createServiceClient(String realm, String client, String clientSecret) {
    ObjectNode definition = JSON.createObjectNode();
    definition
        .put("clientId", client)
        .put("secret", clientSecret)
        .put("publicClient", false)
        .put("standardFlowEnabled", false)
        .put("directAccessGrantsEnabled", false)
        .put("serviceAccountsEnabled", true);
    definition.putArray("defaultClientScopes");
    definition.putArray("optionalClientScopes");
    require(send("POST", "/admin/realms/" + realm + "/clients", definition), 201);
  }

  /** Names of all realms. */
  public List<String> realms() {
    List<String> names = new ArrayList<>();
    parse(send("GET", "/admin/realms?briefRepresentation=true", null).body())
        .forEach(realm -> names.add(realm.get("realm").asText()));
    return names;
  }

  /** Removes a realm with its users; none is there afterwards, whether it was before or not. */
  public void deleteRealm(String realm) {
    HttpResponse<String> answer = send("DELETE", "/admin/realms/" + realm, null);
    if (answer.statusCode() != 404) {
      require(answer, 204);
    }
  }

  /** Lets the user of this id sign in no more. */
  public void disableUser(String realm, String id) {
    ObjectNode change = JSON.createObjectNode().put("enabled", false);
    require(send("PUT", "/admin/realms/" + realm + "/users/" + id, change), 204);
  }

  public void deleteUser(String realm, String name) {
    JsonNode found =
        parse(
            send(
                    "GET",
                    "/admin/realms/" + realm + "/users?exact=true&username=" + encode(name),
                    null)
                .body());
    for (JsonNode user : found) {
      require(
          send("DELETE", "/admin/realms/" + realm + "/users/" + user.get("id").asText(), null),
          204);
    }
  }

  /**
   * Anything that a realm's admin API does, for tests and the bench.
   *
   * @param path below {@code /admin/realms/<realm>/}
   * @param body JSON, or empty for none
   * @return what was answered; of something made, its id as text
   * @throws IllegalStateException if it is refused
   */
  public JsonNode call(String realm, String method, String path, String body) {
    HttpResponse<String> answer =
        send(method, "/admin/realms/" + realm + "/" + path, body.isEmpty() ? null : parse(body));
    if (answer.statusCode() / 100 != 2) {
      require(answer, 200);
    }
    String location = answer.headers().firstValue("Location").orElse("");
    if (!location.isEmpty()) {
      return JSON.getNodeFactory().textNode(location.substring(location.lastIndexOf('/') + 1));
    }
    return answer.body().isEmpty() ? JSON.missingNode() : parse(answer.body());
  }

  /** One token serves many calls; a fresh one before it ends. */
  private synchronized String token() {
    if (Instant.now().isBefore(tokenEnd)) {
      return token;
    }
    String form =
        "grant_type=password&client_id=admin-cli&username="
            + ADMIN
            + "&password="
            + encode(password);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/realms/master/protocol/openid-connect/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    HttpResponse<String> answer = exchange(request);
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          "Keycloak does not take the administrator: " + answer.statusCode());
    }
    JsonNode granted = parse(answer.body());
    token = granted.get("access_token").asText();
    tokenEnd = Instant.now().plusSeconds(granted.get("expires_in").asLong() / 2);
    return token;
  }

  private HttpResponse<String> send(String method, String path, @Nullable JsonNode body) {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.toString());
    return exchange(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .method(method, publisher)
            .build());
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("Keycloak does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void require(HttpResponse<String> response, int status) {
    if (response.statusCode() != status) {
      throw new IllegalStateException(
          "Keycloak answered " + response.statusCode() + ": " + response.body());
    }
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON from Keycloak", e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
