package dev.strongroom.identity.signon;

import dev.strongroom.kit.config.HttpUrl;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Where this service, and no other, asks for users and groups. */
@ConfigMapping(prefix = "strongroom.keycloak")
public interface KeycloakConfig {
  /** The realm's admin API: {@code …/admin/realms/<realm>}. */
  @HttpUrl(https = true)
  URI adminUrl();

  /** How often everything is compared, to find what no event told. */
  @DurationMin(seconds = 5)
  @DurationMax(hours = 24)
  @WithDefault("60s")
  Duration reconciliationPeriod();
}
