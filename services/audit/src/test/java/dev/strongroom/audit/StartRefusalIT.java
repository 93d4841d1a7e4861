package dev.strongroom.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged service, told nonsense: the rules hold before it touches anything. */
class StartRefusalIT {
  private static final String SECRET = "Zq3-tR8_vL0xWm7K";
  private static final Map<String, String> GOOD =
      Map.of(
          "STRONGROOM_CLIENT_ID", "strongroom-audit",
          "STRONGROOM_CLIENT_SECRET", SECRET,
          "STRONGROOM_INTERNAL_PORT", "8081",
          "STRONGROOM_IDENTITY_URL", "http://identity:8081",
          "STRONGROOM_ACCESS_URL", "http://access:8081",
          "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/audit",
          "QUARKUS_DATASOURCE_USERNAME", "audit",
          "QUARKUS_DATASOURCE_PASSWORD", SECRET,
          "QUARKUS_OIDC_AUTH_SERVER_URL", "https://sign.on/realms/strongroom",
          "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STRONGROOM_CLIENT_SECRET||strongroom.client-secret is required",
        "STRONGROOM_CLIENT_SECRET|change-me-before-production|strongroom.client-secret is no secret",
        "QUARKUS_OIDC_AUTH_SERVER_URL|http://sign.on/realms/x|auth-server-url is plain http",
        "KAFKA_BOOTSTRAP_SERVERS|broker|kafka.bootstrap.servers is not host:port"
      })
  void start_nonsense_endsWithOneLineThatSaysWhy(
      String variable, @Nullable String value, String why) throws Exception {
    Map<String, String> environment = new HashMap<>(GOOD);
    if (value == null) {
      environment.remove(variable);
    } else {
      environment.put(variable, value);
    }

    Process service = start(environment);
    String said = new String(service.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(service.exitValue()).isEqualTo(1);
    assertThat(said.substring(said.indexOf("Configuration validation failed:")).lines().skip(1))
        .singleElement()
        .asString()
        .contains(why);
    assertThat(said).doesNotContain("\tat ").doesNotContain("change-me-before-production");
  }

  private static Process start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("(STRONGROOM|QUARKUS|KAFKA)_.*"));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
