package dev.strongroom.identity.notification;

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

/** What this service is told about notifications; nothing is sent where neither way is given. */
@ConfigMapping(
    prefix = "strongroom.notifications",
    namingStrategy = ConfigMapping.NamingStrategy.KEBAB_CASE)
public interface NotificationConfig {
  /** Something that is sent to, and no list of them, no header, no display name. */
  String ADDRESS = "[^\\s@,;:<>\"()\\\\]{1,64}@[^\\s@,;:<>\"()\\\\]{1,190}";

  /** As many of them as a list of ours has. */
  String ADDRESSES = ADDRESS + "(," + ADDRESS + "){0,19}";

  /** How long what comes after a message is collected before the next of its kind. */
  @DurationMin(seconds = 1)
  @DurationMax(days = 1)
  @WithDefault("10m")
  Duration collect();

  /** How long the first of a kind waits for others. */
  @DurationMin(millis = 100)
  @DurationMax(hours = 1)
  @WithDefault("30s")
  Duration delay();

  /** In which language mails are written. */
  @Pattern(regexp = "en|de", message = "is not en or de")
  @WithDefault("en")
  String language();

  /** The console, as people reach it. */
  Optional<@HttpUrl(https = true) URI> consoleUrl();

  /** Addresses of those who hear of what needs an administrator, with commas between. */
  Optional<@Pattern(regexp = ADDRESSES, message = "is no e-mail address, nor several") String>
      administrators();

  /** How mail goes out. */
  Optional<Smtp> mail();

  /** What is called besides. */
  Optional<Webhook> webhook();

  /** A server that takes mail. */
  interface Smtp {
    @Pattern(regexp = "[A-Za-z0-9.:\\[\\]_-]{1,253}", message = "is no host")
    String host();

    /** 587 if it is not given. A default would have every installation send mail. */
    Optional<@Min(1) @Max(65535) Integer> port();

    @Pattern(regexp = ADDRESS, message = "is no e-mail address")
    String from();

    /** Whether the connection must be encrypted before anything is said: it must if not given. */
    Optional<
            @Pattern(
                regexp = "REQUIRED|OPTIONAL|DISABLED",
                message = "is not REQUIRED, OPTIONAL or DISABLED")
            String>
        startTls();

    Optional<String> username();

    Optional<String> password();
  }

  /** Where webhooks go. */
  interface Webhook {
    @HttpUrl(https = true)
    URI url();

    /** The key that signs them: {@code whsec_} and 24 to 64 bytes in base64. */
    @Secret
    @Pattern(
        regexp = "whsec_[A-Za-z0-9+/]{32,88}={0,2}",
        message = "is not whsec_ and 24 to 64 bytes in base64")
    String secret();
  }
}
