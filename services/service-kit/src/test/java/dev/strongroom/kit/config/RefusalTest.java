package dev.strongroom.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.kit.KitConfig;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nonsense is refused by the rules that hold at a service's start, each with its own line. */
class RefusalTest {
  private static final String GOOD_SECRET = "Zq3-tR8_vL0xWm7K";
  private static final Map<String, String> GOOD =
      Map.ofEntries(
          Map.entry("strongroom.client-id", "strongroom-storage"),
          Map.entry("strongroom.client-secret", GOOD_SECRET),
          Map.entry("strongroom.internal-port", "8081"),
          Map.entry("strongroom.identity-url", "http://identity:8081"),
          Map.entry("strongroom.access-url", "http://access:8081"),
          Map.entry("quarkus.datasource.jdbc.url", "jdbc:postgresql://db:5432/storage"),
          Map.entry("quarkus.datasource.username", "storage"),
          Map.entry("quarkus.datasource.password", GOOD_SECRET),
          Map.entry("quarkus.oidc.auth-server-url", "https://sign.on/realms/strongroom"),
          Map.entry("kafka.bootstrap.servers", "one:9092,two:9092"));

  @Test
  void start_goodConfiguration_hasItsDefaults() {
    SmallRyeConfig config = config(GOOD);

    assertThat(config.getConfigMapping(KitConfig.class).outboxPeriod()).hasSeconds(1);
    assertThat(config.getConfigMapping(Platform.class).http().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "quarkus.oidc.auth-server-url|http://127.0.0.1:8080/realms/x",
        "quarkus.oidc.auth-server-url|http://localhost/realms/x",
        "quarkus.oidc.auth-server-url|http://[::1]:9/realms/x",
        "strongroom.traces-endpoint|https://collector:4317",
        "strongroom.topic-prefix|a.b_c-d.",
        "strongroom.outbox-shards|64",
        "strongroom.outbox-period|10ms"
      })
  void start_atTheEdgeOfWhatIsTaken_goesOn(String property, String value) {
    assertThat(config(with(property, value)).getValue(property, String.class)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "strongroom.client-id",
        "strongroom.client-secret",
        "strongroom.internal-port",
        "strongroom.identity-url",
        "strongroom.access-url",
        "quarkus.datasource.jdbc.url",
        "quarkus.datasource.username",
        "quarkus.datasource.password",
        "quarkus.oidc.auth-server-url",
        "kafka.bootstrap.servers"
      })
  void start_somethingMissing_isRefusedByItsName(String property) {
    Map<String, String> without = new HashMap<>(GOOD);
    without.remove(property);
    refused(without, property);
    refused(with(property, ""), property);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "strongroom.client-id|Strongroom Storage",
        "strongroom.internal-port|0",
        "strongroom.internal-port|-1",
        "strongroom.internal-port|65536",
        "strongroom.internal-port|many",
        "strongroom.identity-url|identity",
        "strongroom.identity-url|ftp://identity",
        "strongroom.identity-url|http://",
        "strongroom.access-url|http:///path",
        "strongroom.access-url|http://somebody:word@access",
        "strongroom.access-url|http://a b",
        "strongroom.topic-prefix|strong room.",
        "strongroom.topic-prefix|strongroom/",
        "strongroom.topic-prefix|.strongroom",
        "strongroom.topic-prefix|strongröm.",
        "strongroom.traces-endpoint|http://collector:4317",
        "strongroom.traces-endpoint|collector:4317",
        "strongroom.outbox-period|0s",
        "strongroom.outbox-period|-1s",
        "strongroom.outbox-period|9ms",
        "strongroom.outbox-period|2h",
        "strongroom.outbox-period|soon",
        "strongroom.outbox-shards|0",
        "strongroom.outbox-shards|-4",
        "strongroom.outbox-shards|65",
        "quarkus.http.port|-1",
        "quarkus.http.port|70000",
        "quarkus.management.port|0",
        "quarkus.datasource.jdbc.url|jdbc:h2:mem:x",
        "quarkus.datasource.jdbc.url|postgresql://db/x",
        "quarkus.datasource.username|'  '",
        "quarkus.oidc.auth-server-url|http://sign.on/realms/strongroom",
        "quarkus.oidc.auth-server-url|http://127.0.0.1.evil.example/realms/x",
        "quarkus.oidc.auth-server-url|sign.on",
        "kafka.bootstrap.servers|broker",
        "kafka.bootstrap.servers|http://broker:9092"
      })
  void start_nonsense_isRefusedByItsName(String property, String value) {
    refused(with(property, value), property);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "change-me-please-now",
        "CHANGEME-0123456789",
        "placeholder-for-the-secret",
        "secret-0123456789abcdef",
        "password-0123456789",
        "your-secret-goes-here",
        "${STORAGE_SECRET:unset}",
        "<the client's secret>",
        "{{ .Values.secret }}",
        "xxxxxxxxxxxxxxxxxxxxxxxx"
      })
  void start_placeholderForASecret_isRefusedAndNotRepeated(String value) {
    for (String property :
        new String[] {"strongroom.client-secret", "quarkus.datasource.password"}) {
      String escaped = value.replace("$", "\\$");
      assertThat(refused(with(property, escaped), property)).doesNotContain(value);
    }
  }

  private static Map<String, String> with(String property, String value) {
    Map<String, String> changed = new HashMap<>(GOOD);
    changed.put(property, value);
    return changed;
  }

  /** The message: a heading, and one line that names the property. */
  private static String refused(Map<String, String> values, String property) {
    String[] message = new String[1];
    assertThatThrownBy(() -> config(values))
        .isInstanceOf(ConfigValidationException.class)
        .satisfies(e -> message[0] = e.getMessage());
    assertThat(message[0].lines()).hasSize(2).last().asString().contains(property);
    return message[0];
  }

  private static SmallRyeConfig config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .addDefaultInterceptors()
        .withMapping(KitConfig.class)
        .withMapping(Platform.class)
        .withMapping(Broker.class)
        .withValidateUnknown(false)
        .withValidator(new BeanValidationConfigValidatorImpl())
        .withSources(new PropertiesConfigSource(values, "environment", 300))
        .build();
  }
}
