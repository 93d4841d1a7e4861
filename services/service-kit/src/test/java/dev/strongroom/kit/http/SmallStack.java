package dev.strongroom.kit.http;

import dev.strongroom.local.Layout;
import dev.strongroom.local.Postgres;
import dev.strongroom.local.Stack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A database and a broker; tokens are signed by the test; the sign-on and the siblings are away.
 */
public class SmallStack implements QuarkusTestResourceLifecycleManager {
  private @Nullable Stack stack;

  @Override
  public Map<String, String> start() {
    try {
      Stack started =
          Stack.start(
              Layout.of(Layout.projectRoot(), home()),
              EnumSet.of(Stack.Part.POSTGRES, Stack.Part.KAFKA),
              false,
              _ -> {});
      stack = started;
      return settings(started);
    } catch (Exception e) {
      throw new IllegalStateException("the parts of this test did not start", e);
    }
  }

  private static Map<String, String> settings(Stack stack) throws Exception {
    int port = stack.settings().port("postgres");
    String password = stack.settings().secret("kit");
    Postgres.ensureDatabase(port, "kit", password);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    String away = "http://127.0.0.1:" + freePort();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("quarkus.datasource.jdbc.url", Postgres.url(port, "kit"));
    settings.put("quarkus.datasource.username", "kit");
    settings.put("quarkus.datasource.password", password);
    settings.put("kafka.bootstrap.servers", "127.0.0.1:" + stack.settings().port("kafka"));
    settings.put("quarkus.http.test-port", Integer.toString(freePort()));
    settings.put("quarkus.management.test-port", Integer.toString(freePort()));
    settings.put("quarkus.oidc-client.auth-server-url", away);
    settings.put("quarkus.oidc.public-key", base64(keys.getPublic().getEncoded()));
    settings.put("quarkus.oidc-client.discovery-enabled", "false");
    settings.put("quarkus.oidc-client.token-path", "/token");
    settings.put("strongroom.client-id", "strongroom-kit");
    settings.put("strongroom.client-secret", "not-used");
    settings.put("strongroom.internal-port", Integer.toString(freePort()));
    settings.put("strongroom.identity-url", away);
    settings.put("strongroom.access-url", away);
    settings.put("kit.test.private-key", base64(keys.getPrivate().getEncoded()));
    return settings;
  }

  /** In the build's own folder, emptied by the next start. */
  private static Path home() throws IOException {
    Path home = Path.of("target", "small-stack").toAbsolutePath();
    if (Files.exists(home)) {
      try (Stream<Path> old = Files.walk(home)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return home;
  }

  private static String base64(byte[] key) {
    return Base64.getEncoder().encodeToString(key);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void stop() {
    Objects.requireNonNull(stack).close();
  }
}
