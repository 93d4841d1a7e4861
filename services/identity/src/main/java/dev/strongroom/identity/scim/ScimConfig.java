package dev.strongroom.identity.scim;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;

/** The second door; shut where no token is set. */
@ConfigMapping(prefix = "strongroom.scim")
public interface ScimConfig {
  /** SHA-256 of the bearer token that opens it: the token itself is nowhere here. */
  Optional<
          @Pattern(
              regexp = "[0-9a-f]{64}",
              message = "is no SHA-256: 64 hexadecimal digits in lower case")
          String>
      tokenHash();
}
