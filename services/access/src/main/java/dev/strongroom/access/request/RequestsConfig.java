package dev.strongroom.access.request;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** What this service is told about requests. */
@ConfigMapping(
    prefix = "strongroom.requests",
    namingStrategy = ConfigMapping.NamingStrategy.KEBAB_CASE)
interface RequestsConfig {
  /** How long a request waits for a manager's answer. */
  @DurationMin(hours = 1)
  @DurationMax(days = 90)
  @WithDefault("7d")
  Duration lapse();
}
