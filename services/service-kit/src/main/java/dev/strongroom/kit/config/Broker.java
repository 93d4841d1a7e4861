package dev.strongroom.kit.config;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Pattern;

/** Where the broker is; read by the framework, and here only to be held against our rules. */
@Unremovable
@ConfigMapping(prefix = "kafka")
public interface Broker {
  @Pattern(
      regexp = "[^\\s,:/]+:[0-9]{1,5}(,[^\\s,:/]+:[0-9]{1,5})*",
      message = "is not host:port, or several of these with commas between")
  @WithName("bootstrap.servers")
  String bootstrapServers();
}
