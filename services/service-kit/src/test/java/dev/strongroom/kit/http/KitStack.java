package dev.strongroom.kit.http;

import com.sun.net.httpserver.HttpServer;
import dev.strongroom.local.testing.LeasedStack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database and a broker on a lease; tokens are signed by the test, whose keys are all that there
 * is of a sign-on; the siblings are away.
 */
public class KitStack implements QuarkusTestResourceLifecycleManager {
  private static final String AWAY = "http://127.0.0.1:1";

  private final LeasedStack lease = new LeasedStack();
  private @Nullable HttpServer signOn;

  @Override
  public Map<String, String> start() {
    lease.init(Map.of("module", "kit"));
    Map<String, String> settings = new LinkedHashMap<>(lease.start());
    KeyPair keys = keys();
    settings.put("quarkus.oidc.auth-server-url", publish((RSAPublicKey) keys.getPublic()));
    settings.put("quarkus.oidc.discovery-enabled", "false");
    settings.put("quarkus.oidc.jwks-path", "/keys");
    settings.put("quarkus.oidc.token.issuer", Tokens.ISSUER);
    settings.put("kit.test.private-key", base64(keys.getPrivate().getEncoded()));
    settings.put("quarkus.oidc-client.auth-server-url", AWAY);
    settings.put("quarkus.oidc-client.discovery-enabled", "false");
    settings.put("quarkus.oidc-client.token-path", "/token");
    settings.put("strongroom.client-id", "strongroom-kit");
    settings.put("strongroom.client-secret", base64(keys.getPrivate().getEncoded()));
    return settings;
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes RSA keys", e);
    }
  }

  /** What a sign-on publishes of its keys. */
  private String publish(RSAPublicKey key) {
    String document =
        "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"%s\",\"e\":\"%s\"}]}"
            .formatted(number(key.getModulus()), number(key.getPublicExponent()));
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      server.createContext(
          "/keys",
          exchange -> {
            byte[] answer = document.getBytes(StandardCharsets.US_ASCII);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
      signOn = server;
      return "http://127.0.0.1:" + server.getAddress().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
  }

  private static String base64(byte[] key) {
    return Base64.getEncoder().encodeToString(key);
  }

  @Override
  public void stop() {
    if (signOn != null) {
      signOn.stop(0);
    }
    lease.stop();
  }
}
