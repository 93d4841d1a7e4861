package dev.strongroom.identity.signon;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.kit.testing.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Keycloak without our provider: the admin API alone, a request for each group. */
class WithoutProviderIT {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final AtomicReference<URI> KEYCLOAK = new AtomicReference<>();
  private static final AtomicInteger ASKED = new AtomicInteger();
  private static HttpServer between;
  private static World world;
  private static Realm realm;

  @BeforeAll
  static void start() throws IOException {
    between = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    between.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    between.createContext("/", WithoutProviderIT::passOn);
    between.start();
    String url = "http://127.0.0.1:" + between.getAddress().getPort() + "/auth";
    world = World.start("identity-plain", Map.of("keycloak.url", url), "identity").founded();
    KEYCLOAK.set(URI.create(world.lease().keycloakUrl()));
    realm = new Realm(world);
    realm.silence();
  }

  @AfterAll
  static void stop() {
    world.close();
    between.stop(0);
  }

  private static void passOn(HttpExchange exchange) throws IOException {
    URI to = KEYCLOAK.get();
    if (to == null || exchange.getRequestURI().getPath().contains("strongroom-directory")) {
      ASKED.incrementAndGet();
      exchange.sendResponseHeaders(to == null ? 503 : 404, -1);
      exchange.close();
      return;
    }
    try {
      HttpResponse<byte[]> answer =
          CLIENT.send(
              HttpRequest.newBuilder(to.resolve(exchange.getRequestURI().toString()))
                  .header("Authorization", exchange.getRequestHeaders().getFirst("Authorization"))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      byte[] body = answer.body();
      exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void groups_ofEveryLevel_andTheirMembers_areMirroredByTheAdminApiAlone() {
    String parent = realm.group("plain");
    String child =
        realm.call("POST", "groups/" + parent + "/children", "{\"name\":\"below\"}").asText();
    String deepest =
        realm.call("POST", "groups/" + child + "/children", "{\"name\":\"deepest\"}").asText();
    String ann = realm.user("plain-ann");
    realm.join(ann, parent);
    realm.join(ann, deepest);
    realm.reconcile(false);
    assertThat(ASKED.get()).isPositive();
    assertThat(realm.get("people/" + realm.id(ann)).getList("directoryGroups.path"))
        .containsExactly("/plain", "/plain/below/deepest");
    realm.leave(ann, deepest);
    realm.reconcile(false);
    assertThat(realm.membersOf(deepest)).isEmpty();
    assertThat(realm.membersOf(parent)).containsExactly(realm.id(ann));
  }
}
