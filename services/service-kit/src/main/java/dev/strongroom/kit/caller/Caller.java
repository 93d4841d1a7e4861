package dev.strongroom.kit.caller;

import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Who calls. From a user's token come issuer, subject and two realm roles; never what he may read.
 */
@RequestScoped
public class Caller {
  static final String USERS = "strongroom";
  static final String INTERNAL = "strongroom-internal";

  private final JsonWebToken token;
  private final SecurityIdentity identity;

  @Inject
  Caller(JsonWebToken token, SecurityIdentity identity) {
    this.token = token;
    this.identity = identity;
  }

  /** Requires a user's token. */
  public Caller requireUser() {
    requireAudience(USERS);
    if (token.getAudience().contains(INTERNAL)) {
      throw new Problem(Reason.FORBIDDEN, "A service is no user.");
    }
    return this;
  }

  /** Requires a service's token, of one of {@code services}. */
  void requireService(List<String> services) {
    requireAudience(INTERNAL);
    String client = token.getClaim("azp");
    if (client == null || !services.contains(client)) {
      throw new Problem(Reason.FORBIDDEN, "That service does not call here.");
    }
  }

  private void requireAudience(String audience) {
    if (token.getRawToken() == null) {
      throw new Problem(Reason.UNAUTHENTICATED, "Sign in first.");
    }
    if (token.getAudience() == null || !token.getAudience().contains(audience)) {
      throw new Problem(Reason.FORBIDDEN, "The token is not for this.");
    }
  }

  public String issuer() {
    return token.getIssuer();
  }

  public String subject() {
    return token.getSubject();
  }

  /** What the sign-on calls him: shown, never decided upon. */
  public String name() {
    return Optional.<String>ofNullable(token.getClaim("preferred_username")).orElse("");
  }

  public String email() {
    return Optional.<String>ofNullable(token.getClaim("email")).orElse("");
  }

  /** When the token was issued, in seconds since the epoch; 0 if it does not say. */
  public long issuedAt() {
    return token.getIssuedAtTime();
  }

  /** The sign-on's session that the token is of; empty if it does not say. */
  public String session() {
    return Optional.<String>ofNullable(token.getClaim("sid")).orElse("");
  }

  public void requireRole(String role) {
    if (!hasRole(role)) {
      throw new Problem(Reason.FORBIDDEN, "That takes the role " + role + ".");
    }
  }

  public boolean hasRole(String role) {
    return identity.hasRole(role);
  }
}
