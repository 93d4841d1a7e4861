package dev.strongroom.identity.signon;

import dev.strongroom.kit.config.Platform;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;

/** Logout tokens, by OpenID Connect Back-Channel Logout 1.0, section 2.6. */
@ApplicationScoped
class LogoutTokens {
  private static final Logger LOG = Logger.getLogger(LogoutTokens.class);
  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final String[] CLIENTS = {"strongroom-console", "strongroom-cli"};

  /** Keycloak sends them at once; older ones are no news. */
  static final int SECONDS_OLD = 300;

  private static final int SECONDS_AHEAD = 30;

  private final JwtConsumer consumer;

  @Inject
  LogoutTokens(Platform platform) {
    String issuer = platform.oidc().authServerUrl().toString();
    HttpsJwks keys = new HttpsJwks(issuer + "/protocol/openid-connect/certs");
    this.consumer =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(keys))
            .setJwsAlgorithmConstraints(
                AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
            .setExpectedIssuer(issuer)
            .setExpectedAudience(CLIENTS)
            .setRequireIssuedAt()
            .setIssuedAtRestrictions(SECONDS_AHEAD, SECONDS_OLD)
            .setRequireExpirationTime()
            .setAllowedClockSkewInSeconds(SECONDS_AHEAD)
            .setRequireJwtId()
            .build();
  }

  /**
   * What a good one says.
   *
   * @param session empty if it ends all of the subject's
   */
  record Logout(String id, String subject, String session, Instant issuedAt) {}

  /**
   * @throws Problem {@code malformed} for whatever is no good logout token of this realm
   */
  Logout verify(String token) {
    try {
      JwtClaims claims = consumer.processToClaims(token);
      String subject = text(claims, "sub");
      String session = text(claims, "sid");
      // A session alone says nothing of whose it is; Keycloak always names both.
      if (subject.isEmpty()
          || claims.hasClaim("nonce")
          || !(claims.getClaimValue("events") instanceof Map<?, ?> events)
          || !(events.get(EVENT) instanceof Map<?, ?>)) {
        throw refused();
      }
      return new Logout(
          claims.getJwtId(),
          subject,
          session,
          Instant.ofEpochSecond(claims.getIssuedAt().getValue()));
    } catch (InvalidJwtException | MalformedClaimException e) {
      LOG.debugf("a logout token is refused: %s", e.getMessage());
      throw refused();
    }
  }

  private static String text(JwtClaims claims, String name) throws MalformedClaimException {
    return Optional.ofNullable(claims.getStringClaimValue(name)).orElse("");
  }

  static Problem refused() {
    return new Problem(Reason.MALFORMED, "That is no logout token of this realm, or not any more.");
  }
}
