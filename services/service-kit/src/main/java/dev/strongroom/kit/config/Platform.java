package dev.strongroom.kit.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;

/**
 * What the framework is told by the environment of a service. It reads these settings for itself;
 * they stand here so that they are held against our rules before it does.
 */
@ConfigMapping(prefix = "quarkus")
public interface Platform {
  /** The main port: the only one that the edge routes. */
  Listener http();

  /** Health and metrics. */
  Management management();

  /** The service's own database. */
  Datasource datasource();

  /** The sign-on. */
  Oidc oidc();

  /** The main port. */
  interface Listener {
    @NotBlank
    @WithDefault("127.0.0.1")
    String host();

    @Min(1)
    @Max(65535)
    @WithDefault("8080")
    int port();
  }

  /** The management port. */
  interface Management {
    @NotBlank
    @WithDefault("127.0.0.1")
    String host();

    @Min(1)
    @Max(65535)
    @WithDefault("9000")
    int port();
  }

  /** A database and its owner. */
  interface Datasource {
    Jdbc jdbc();

    @NotBlank
    String username();

    @Secret
    String password();
  }

  /** Where the database is. */
  interface Jdbc {
    @Pattern(
        regexp = "jdbc:postgresql://[^\\s/]+/[^\\s?]+(\\?\\S*)?",
        message = "is not jdbc:postgresql://host:port/database")
    String url();
  }

  /** The realm. */
  interface Oidc {
    /** Also the issuer that tokens must name. */
    @HttpUrl(https = true)
    URI authServerUrl();
  }
}
