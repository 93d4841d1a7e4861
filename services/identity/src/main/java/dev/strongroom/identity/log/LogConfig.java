package dev.strongroom.identity.log;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The directory log of this installation. */
@ConfigMapping(prefix = "strongroom.log")
public interface LogConfig {
  /** Seed of the key that signs its checkpoints: a secret. */
  @LogSeed
  String key();

  /** Its name, which stands in every checkpoint and never changes. */
  @Pattern(
      regexp = "[a-z0-9][a-z0-9.-]{0,200}/directory",
      message = "is no name of a directory log: host/directory, in lower case")
  String name();

  /** How often a map of all rooms' heads is logged, while anything changes. */
  @DurationMin(seconds = 1)
  @DurationMax(hours = 1)
  @WithDefault("PT15M")
  Duration mapPeriod();
}
