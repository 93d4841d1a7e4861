package dev.strongroom.kit.sibling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.kit.KitConfig;
import dev.strongroom.kit.standing.Standings;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.identity.IdentityKeys;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.statement.Signed;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SecureRandom random = new SecureRandom();
  private final OrganisationId organisation = new OrganisationId(Bytes.random(random, 32));
  private final Map<String, Signed<Identity>> people = new HashMap<>();
  private final List<Integer> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private Directory directory;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/internal/v1/organisation",
        exchange ->
            answer(
                exchange,
                Map.of(
                    "organisation",
                    organisation.toString(),
                    "alias",
                    "main",
                    "issuer",
                    "http://sign-on.invalid",
                    "logKeys",
                    List.of())));
    server.createContext("/internal/v1/users/batch", this::batch);
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    KitConfig config =
        (KitConfig)
            Proxy.newProxyInstance(
                KitConfig.class.getClassLoader(),
                new Class<?>[] {KitConfig.class},
                (_, method, _) -> {
                  if (method.getName().equals("identityUrl")) {
                    return url;
                  }
                  throw new UnsupportedOperationException(method.getName());
                });
    directory =
        new Directory(new Sibling(new FixedToken(), JSON), config, new Standings(noDatabase()));
  }

  private static EntityManager noDatabase() {
    return (EntityManager)
        Proxy.newProxyInstance(
            EntityManager.class.getClassLoader(),
            new Class<?>[] {EntityManager.class},
            (_, method, _) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void batch(HttpExchange exchange) throws IOException {
    JsonNode users = JSON.readTree(exchange.getRequestBody()).path("users");
    asked.add(users.size());
    List<Object> known = new ArrayList<>();
    for (JsonNode user : users) {
      Signed<Identity> identity = people.get(user.asText());
      if (identity != null) {
        known.add(
            Map.of(
                "user",
                user.asText(),
                "identities",
                List.of(identity.envelope().encode().toBase64Url()),
                "indexes",
                List.of(7)));
      }
    }
    answer(exchange, known);
  }

  private static void answer(HttpExchange exchange, Object body) throws IOException {
    byte[] json = JSON.writeValueAsBytes(body);
    exchange.sendResponseHeaders(200, json.length);
    exchange.getResponseBody().write(json);
    exchange.close();
  }

  private UserId person(String subject) {
    try (IdentitySecret secret = IdentitySecret.random(random);
        IdentityKeys keys = IdentityKeys.derive(secret, organisation)) {
      Signed<Identity> identity =
          Identity.first(
              organisation,
              "main",
              subject,
              keys,
              Claim.of(subject, "", random),
              Instant.ofEpochSecond(1));
      people.put(identity.body().user().toString(), identity);
      return identity.body().user();
    }
  }

  @Test
  void identitiesOf_many_areAskedForInBatches_andVerified() {
    List<UserId> users = new ArrayList<>();
    for (int i = 0; i < Directory.MOST_USERS + 1; i++) {
      users.add(person("person-" + i));
    }
    Map<UserId, IdentityChain> found = directory.identitiesOf(users);
    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(users);
    assertThat(found.values()).allSatisfy(chain -> assertThat(chain.indexes()).containsExactly(7L));
    assertThat(asked).containsExactly(Directory.MOST_USERS, 1);
  }

  @Test
  void identitiesOf_whoHasNone_isLeftOut() {
    UserId known = person("known");
    UserId unknown = new UserId(Bytes.random(random, 32));
    assertThat(directory.identitiesOf(List.of(unknown, known))).containsOnlyKeys(known);
  }

  @Test
  void identitiesOf_anotherPersonsStatement_isRefused() {
    UserId one = person("one");
    UserId other = person("other");
    people.put(one.toString(), people.get(other.toString()));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> directory.identitiesOf(List.of(one)));
  }
}
