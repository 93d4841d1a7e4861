package dev.strongroom.identity.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Organisation;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.util.Base64;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nonsense for the log's key or name is refused at the start, and the key is not repeated. */
class LogSeedTest {
  private static final String SEED =
      Base64.getEncoder().encodeToString(Organisation.LOG_SEED.toArray());

  private static LogConfig config(String key, String name) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withMapping(LogConfig.class)
        .withValidator(new BeanValidationConfigValidatorImpl())
        .withSources(
            new PropertiesConfigSource(
                Map.of("strongroom.log.key", key, "strongroom.log.name", name), "test", 300))
        .build()
        .getConfigMapping(LogConfig.class);
  }

  @Test
  void start_goodSeedAndName_goesOn() {
    assertThat(config(SEED, "strongroom.example/directory").key()).isEqualTo(SEED);
  }

  @ParameterizedTest
  @CsvSource({
    "x",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "+0vkhjsqN2OZs0hxtQXMSjyVXQdvk/xvw5NIn9p7",
    "change-me"
  })
  void start_nonsenseForAKey_isRefusedAndNotRepeated(String key) {
    Assertions.assertThatThrownBy(() -> config(key, "strongroom.example/directory"))
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContaining("strongroom.log.key")
        .hasMessageNotContaining(key + " ");
  }

  @ParameterizedTest
  @CsvSource({"strongroom.example", "/directory", "a b/directory", "a/audit", "A/directory"})
  void start_nonsenseForAName_isRefused(String name) {
    Assertions.assertThatThrownBy(() -> config(SEED, name))
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContaining("strongroom.log.name");
  }
}
