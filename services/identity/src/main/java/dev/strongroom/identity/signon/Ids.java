package dev.strongroom.identity.signon;

import dev.strongroom.identity.organisation.Organisations;
import dev.strongroom.kit.config.Platform;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.policy.Policy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.function.Function;

/** User ids of the sign-on's subjects: derived, so there are none before the organisation is. */
@ApplicationScoped
class Ids {
  private final Organisations organisations;
  private final String issuer;

  @Inject
  Ids(Organisations organisations, Platform platform) {
    this.organisations = organisations;
    this.issuer = platform.oidc().authServerUrl().toString();
  }

  /** What derives them; empty while there is no organisation. */
  @Transactional
  public Optional<Function<String, UserId>> derivation() {
    Optional<OrganisationId> organisation = organisations.id();
    if (organisation.isEmpty()) {
      return Optional.empty();
    }
    Policy policy = organisations.newest().body();
    String alias =
        policy
            .aliasOf(issuer)
            .or(() -> policy.providers().keySet().stream().sorted().findFirst())
            .orElseThrow();
    return Optional.of(subject -> Identity.userId(organisation.get(), alias, subject));
  }
}
