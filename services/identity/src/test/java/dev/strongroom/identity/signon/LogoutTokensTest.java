package dev.strongroom.identity.signon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.strongroom.kit.config.Platform;
import dev.strongroom.kit.problem.Problem;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of Back-Channel Logout 1.0, section 2.6, by a token that breaks that one alone. */
class LogoutTokensTest {
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static RsaJsonWebKey key;
  private static HttpServer server;
  private static String issuer;
  private static LogoutTokens tokens;

  @BeforeAll
  static void start() throws IOException, JoseException {
    key = RsaJwkGenerator.generateJwk(2048);
    key.setKeyId("realm");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    byte[] keys = new JsonWebKeySet(key).toJson().getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/protocol/openid-connect/certs",
        exchange -> {
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    server.start();
    issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    Platform.Oidc oidc = () -> URI.create(issuer);
    tokens =
        new LogoutTokens(
            (Platform)
                Proxy.newProxyInstance(
                    Platform.class.getClassLoader(),
                    new Class<?>[] {Platform.class},
                    (_, _, _) -> oidc));
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static JwtClaims good() {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setAudience("strongroom-console");
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(2);
    claims.setGeneratedJwtId();
    claims.setSubject("a-subject");
    claims.setStringClaim("sid", "a-session");
    claims.setClaim("events", Map.of(EVENT, Map.of()));
    return claims;
  }

  private static String signed(JwtClaims claims, RsaJsonWebKey by) throws JoseException {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setPayload(claims.toJson());
    signature.setKey(by.getPrivateKey());
    signature.setKeyIdHeaderValue("realm");
    signature.setAlgorithmHeaderValue("RS256");
    return signature.getCompactSerialization();
  }

  @Test
  void token_ofTheRealm_isTaken() throws JoseException {
    LogoutTokens.Logout logout = tokens.verify(signed(good(), key));
    assertThat(logout.subject()).isEqualTo("a-subject");
    assertThat(logout.session()).isEqualTo("a-session");
    assertThat(logout.issuedAt()).isBefore(Instant.now().plusSeconds(1));
  }

  @Test
  void token_withoutASession_isForAllOfThem() throws JoseException {
    JwtClaims claims = good();
    claims.unsetClaim("sid");
    assertThat(tokens.verify(signed(claims, key)).session()).isEmpty();
  }

  private static final Map<String, Consumer<JwtClaims>> BENT =
      Map.of(
          "issuer", claims -> claims.setIssuer("https://elsewhere.example/realm"),
          "audience", claims -> claims.setAudience("strongroom"),
          "old",
              claims ->
                  claims.setIssuedAt(NumericDate.fromSeconds(Instant.now().getEpochSecond() - 400)),
          "ahead",
              claims ->
                  claims.setIssuedAt(NumericDate.fromSeconds(Instant.now().getEpochSecond() + 400)),
          "no id", claims -> claims.unsetClaim("jti"),
          "no subject", claims -> claims.unsetClaim("sub"),
          "nonce", claims -> claims.setStringClaim("nonce", "n"),
          "no events", claims -> claims.unsetClaim("events"),
          "other event", claims -> claims.setClaim("events", Map.of("urn:other", Map.of())),
          "no event object", claims -> claims.setClaim("events", Map.of(EVENT, List.of())));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "issuer",
        "audience",
        "old",
        "ahead",
        "no id",
        "no subject",
        "nonce",
        "no events",
        "other event",
        "no event object"
      })
  void token_oneThingBent_isRefused(String what) throws JoseException {
    JwtClaims claims = good();
    BENT.getOrDefault(what, _ -> {}).accept(claims);
    String token = signed(claims, key);
    assertThatThrownBy(() -> tokens.verify(token)).isInstanceOf(Problem.class);
  }

  @Test
  void token_underAnotherKey_orNone_isRefused() throws JoseException {
    RsaJsonWebKey other = RsaJwkGenerator.generateJwk(2048);
    String forged = signed(good(), other);
    assertThatThrownBy(() -> tokens.verify(forged)).isInstanceOf(Problem.class);
    String[] parts = signed(good(), key).split("\\.", -1);
    String unsigned = "eyJhbGciOiJub25lIn0." + parts[1] + ".";
    assertThatThrownBy(() -> tokens.verify(unsigned)).isInstanceOf(Problem.class);
  }
}
