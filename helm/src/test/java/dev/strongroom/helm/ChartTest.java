package dev.strongroom.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart, linted and rendered by real Helm. */
class ChartTest {
  private static final Path CHART = Path.of("strongroom").toAbsolutePath();
  private static final Path VALUES = Path.of("src/test/resources/values.yaml").toAbsolutePath();
  private static final Pattern ENV = Pattern.compile("name: ([A-Z][A-Z0-9_]+)");

  private static String rendered() {
    return new Helm(CHART).template().withName("room").withValuesFile(VALUES).call();
  }

  private static List<String> documents(String kind) {
    return Arrays.stream(rendered().split("(?m)^---$", -1))
        .filter(document -> document.contains("kind: " + kind + "\n"))
        .toList();
  }

  @Test
  void template_withReferences_rendersFourServicesAndTheEdge() {
    assertThat(documents("Deployment")).hasSize(4);
    assertThat(documents("Service")).hasSize(4);
    assertThat(documents("NetworkPolicy")).hasSize(4);
    assertThat(documents("Ingress")).hasSize(1);
    assertThat(documents("Secret")).isEmpty();
  }

  @Test
  void everyService_hasProbesResourcesAndNoPrivileges() {
    for (String deployment : documents("Deployment")) {
      assertThat(deployment)
          .contains(
              "/q/health/started",
              "/q/health/ready",
              "/q/health/live",
              "runAsNonRoot: true",
              "readOnlyRootFilesystem: true",
              "allowPrivilegeEscalation: false",
              "memory: 512Mi",
              "automountServiceAccountToken: false");
    }
  }

  @Test
  void edge_routesTheFourApisAndNoInternalPort() {
    String ingress = documents("Ingress").getFirst();
    assertThat(ingress)
        .contains("/identity/v1", "/access/v1", "/storage/v1", "/audit/v1")
        .doesNotContain("internal")
        .doesNotContain("management");
  }

  @Test
  void environment_isWhatTheOneMachineStackSets() throws IOException {
    JsonNode stack =
        new ObjectMapper().readTree(Files.readString(Path.of("../infra/applications.json")));
    Set<String> expected = new TreeSet<>();
    stack.get("environment").fieldNames().forEachRemaining(expected::add);
    for (JsonNode application : stack.get("applications")) {
      application.path("environment").fieldNames().forEachRemaining(expected::add);
    }
    // Traces go to a file only where there is no collector.
    expected.remove("STRONGROOM_TRACES_FILE");
    Set<String> set = new TreeSet<>();
    Matcher names = ENV.matcher(rendered());
    while (names.find()) {
      set.add(names.group(1));
    }
    assertThat(set).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host",
        "issuer",
        "kafka.bootstrapServers",
        "s3.endpoint",
        "s3.existingSecret",
        "postgresql.jdbcUrlPrefix",
        "postgresql.existingSecret",
        "keycloak.existingSecret",
        "log.origin",
        "log.existingSecret",
        "ingress.tlsSecret"
      })
  void template_withoutAReference_isRefusedByTheSchema(String reference) {
    assertThatThrownBy(() ->
            new Helm(CHART)
                .template()
                .withName("room")
                .withValuesFile(VALUES)
                .set(reference, "")
                .call())
        .hasMessageContaining(reference.substring(reference.lastIndexOf('.') + 1));
  }

  @Test
  void template_withAMisspelledValue_isRefusedByTheSchema() {
    assertThatThrownBy(() ->
            new Helm(CHART)
                .template()
                .withName("room")
                .withValuesFile(VALUES)
                .set("replica", "3")
                .call())
        .hasMessageContaining("replica");
  }

  @Test
  void lint_ofAPackagedCopyWithReferences_passes() throws IOException {
    Path copy = Path.of("target/chart/strongroom");
    Files.createDirectories(copy.resolve("templates"));
    try (var files = Files.walk(CHART)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(CHART.relativize(file).toString());
        Files.write(to, Files.readAllBytes(file));
      }
    }
    // Lint takes no values: the references of an installation stand in for the empty defaults.
    String defaults = Files.readString(CHART.resolve("values.yaml"));
    Files.writeString(copy.resolve("values.yaml"), merged(defaults));
    LintResult result = new Helm(copy).lint().call();
    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  private static String merged(String defaults) {
    return defaults
        .replace("host: \"\"", "host: strongroom.example")
        .replace("issuer: \"\"", "issuer: https://strongroom.example/auth")
        .replace("bootstrapServers: \"\"", "bootstrapServers: kafka:9092")
        .replace("endpoint: \"\"", "endpoint: https://s3.example")
        .replace("existingSecret: \"\"", "existingSecret: some-secret")
        .replace("jdbcUrlPrefix: \"\"", "jdbcUrlPrefix: jdbc:postgresql://postgres:5432/")
        .replace("adminUrl: \"\"", "adminUrl: https://strongroom.example/auth/admin")
        .replace("origin: \"\"", "origin: strongroom.example")
        .replace("tlsSecret: \"\"", "tlsSecret: some-tls");
  }
}
