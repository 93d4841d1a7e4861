package dev.strongroom.kit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** What every service is told by its environment. */
@ConfigMapping(prefix = "strongroom", namingStrategy = ConfigMapping.NamingStrategy.KEBAB_CASE)
public interface KitConfig {
  /** The service's own client at the sign-on. */
  String clientId();

  /** Its secret there. */
  String clientSecret();

  /** The port that siblings call; never routed by the edge. */
  int internalPort();

  /** What every topic's name begins with. */
  @WithDefault("strongroom.")
  String topicPrefix();

  /** Internal URL of the identity service. */
  URI identityUrl();

  /** Internal URL of the access service. */
  URI accessUrl();

  /** Where traces are appended to, if anywhere. */
  Optional<String> tracesFile();

  /** How often the outbox is looked at. */
  @WithDefault("250ms")
  String outboxPeriod();
}
