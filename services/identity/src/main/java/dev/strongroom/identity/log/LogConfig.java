package dev.strongroom.identity.log;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.Pattern;

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
}
