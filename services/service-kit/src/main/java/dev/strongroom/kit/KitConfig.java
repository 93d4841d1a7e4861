package dev.strongroom.kit;

import dev.strongroom.kit.config.HttpUrl;
import dev.strongroom.kit.config.Secret;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** What every service is told by its environment; docs/configuration.md lists it. */
@ConfigMapping(prefix = "strongroom", namingStrategy = ConfigMapping.NamingStrategy.KEBAB_CASE)
public interface KitConfig {
  /** The service's own client at the sign-on. */
  @Pattern(
      regexp = "[a-z][a-z0-9-]{0,62}",
      message = "is not a client's name: lower-case letters, digits and hyphens")
  String clientId();

  /** Its secret there. */
  @Secret
  String clientSecret();

  /** The port that siblings call; never routed by the edge. */
  @Min(1)
  @Max(65535)
  int internalPort();

  /** What every topic's name begins with: a legal beginning for Kafka, and room for the rest. */
  @Pattern(
      regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
      message = "is no prefix of topics: at most 100 letters, digits, dots, underscores, hyphens")
  @WithDefault("strongroom.")
  String topicPrefix();

  /**
   * Internal URL of the identity service. Plain http is taken: the network of the internal ports is
   * closed to all but the services.
   */
  @HttpUrl(https = false)
  URI identityUrl();

  /** Internal URL of the access service. */
  @HttpUrl(https = false)
  URI accessUrl();

  /** Where traces are appended to, if anywhere. */
  Optional<String> tracesFile();

  /** Base URL of the collector that takes traces by OTLP over HTTP, if there is one. */
  Optional<@HttpUrl(https = true) URI> tracesEndpoint();

  /** How often the outbox is looked at when nothing has woken its publisher. */
  @DurationMin(millis = 10)
  @DurationMax(minutes = 5)
  @WithDefault("1s")
  Duration outboxPeriod();

  /** How many publishers share the outbox's aggregates out among them. */
  @Min(1)
  @Max(64)
  @WithDefault("4")
  int outboxShards();
}
