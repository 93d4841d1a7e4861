package dev.strongroom.kit.sibling;

import dev.strongroom.kit.problem.Problem;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** This service's access token, by client credentials; kept until it is about to end. */
@ApplicationScoped
class OwnToken {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final OidcClient signOn;
  private final AtomicReference<Tokens> current = new AtomicReference<>();

  @Inject
  OwnToken(OidcClient signOn) {
    this.signOn = signOn;
  }

  /**
   * @throws Problem {@code unavailable}, if the sign-on gives none
   */
  String get() {
    Tokens have = current.get();
    if (have == null || have.isAccessTokenExpired() || have.isAccessTokenWithinRefreshInterval()) {
      try {
        have = signOn.getTokens().await().atMost(LIMIT);
      } catch (RuntimeException e) {
        throw Problem.unavailable("The sign-on");
      }
      current.set(have);
    }
    return have.getAccessToken();
  }
}
