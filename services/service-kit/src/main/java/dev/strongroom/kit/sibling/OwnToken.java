package dev.strongroom.kit.sibling;

import dev.strongroom.kit.problem.Problem;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * This service's access token, by client credentials. It is renewed some time before it ends, so
 * that none ends on its way; while the sign-on gives none, the one at hand serves to its end.
 */
@ApplicationScoped
class OwnToken implements Sibling.Token {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final OidcClient signOn;
  private final AtomicReference<Tokens> current = new AtomicReference<>();

  @Inject
  OwnToken(OidcClient signOn) {
    this.signOn = signOn;
  }

  @Override
  public String get() {
    Tokens have = current.get();
    if (have == null || have.isAccessTokenExpired()) {
      return fetched();
    }
    if (have.isAccessTokenWithinRefreshInterval()) {
      try {
        return fetched();
      } catch (Problem _) {
        return have.getAccessToken();
      }
    }
    return have.getAccessToken();
  }

  @Override
  public String insteadOf(String refused) {
    Tokens have = current.get();
    return have == null || have.getAccessToken().equals(refused)
        ? fetched()
        : have.getAccessToken();
  }

  private String fetched() {
    try {
      Tokens found = signOn.getTokens().await().atMost(LIMIT);
      current.set(found);
      return found.getAccessToken();
    } catch (RuntimeException e) {
      throw Problem.unavailable("The sign-on");
    }
  }
}
