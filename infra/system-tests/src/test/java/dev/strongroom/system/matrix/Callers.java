package dev.strongroom.system.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.demo.Player;
import dev.strongroom.local.Stack;
import dev.strongroom.system.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** One caller of each kind, signed in as he would be. */
final class Callers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private final String stranger;

  private final Platform platform;
  private final Map<Kind, Player> people = new EnumMap<>(Kind.class);

  /**
   * @param names what their names begin with
   */
  Callers(Platform platform, String names) throws IOException {
    this.platform = platform;
    this.stranger = names + "-stranger";
    people.put(Kind.EMPLOYEE, platform.enrolled(names + "-employee"));
    people.put(Kind.OTHER_MANAGER, platform.enrolled(names + "-other-manager"));
    people.put(Kind.MANAGER, platform.enrolled(names + "-manager"));
    people.put(Kind.AUDITOR, signedIn(names + "-auditor", "auditor"));
    people.put(Kind.ORG_ADMIN, signedIn(names + "-org-admin", "org-admin"));
    platform
        .stack()
        .keycloakAdmin()
        .createServiceClient(Stack.REALM, stranger, platform.stack().settings().secret(stranger));
  }

  private Player signedIn(String name, String role) throws IOException {
    Player player = platform.player(name, role);
    player.does("login", platform.url());
    return player;
  }

  Player person(Kind kind) {
    return Optional.ofNullable(people.get(kind)).orElseThrow();
  }

  /** His access token; none for who has none. */
  Optional<String> token(Kind kind) throws IOException, InterruptedException {
    return switch (kind) {
      case NONE -> Optional.empty();
      case WRONG_AUDIENCE -> Optional.of(clientToken(stranger, stranger));
      case SERVICE -> Optional.of(service("storage"));
      default ->
          Optional.of(
              JSON.readTree(
                      Files.readAllBytes(person(kind).config().folder().resolve("tokens.json")))
                  .path("access")
                  .asText());
    };
  }

  /** The access token of a service. */
  String service(String service) throws IOException, InterruptedException {
    return clientToken("strongroom-" + service, service);
  }

  private String clientToken(String client, String secret)
      throws IOException, InterruptedException {
    String form =
        "grant_type=client_credentials&client_id="
            + client
            + "&client_secret="
            + URLEncoder.encode(platform.stack().settings().secret(secret), StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        platform.url()
                            + "/auth/realms/"
                            + Stack.REALM
                            + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode granted = JSON.readTree(answer.body());
    if (answer.statusCode() != 200) {
      throw new IOException("no token for " + client + ": " + granted.path("error").asText());
    }
    return granted.path("access_token").asText();
  }

  /** What the edge answers to one request in a caller's name. */
  HttpResponse<String> ask(Kind kind, String method, String address, Optional<String> body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(platform.url() + address))
            .method(
                method,
                body.<HttpRequest.BodyPublisher>map(HttpRequest.BodyPublishers::ofString)
                    .orElseGet(HttpRequest.BodyPublishers::noBody));
    body.ifPresent(_ -> request.header("Content-Type", "application/json"));
    token(kind).ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The answer to what must succeed. */
  JsonNode made(Kind kind, String method, String address, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = ask(kind, method, address, Optional.of(body));
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(method + " " + address + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
