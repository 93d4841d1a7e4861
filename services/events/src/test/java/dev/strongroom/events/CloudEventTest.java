package dev.strongroom.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventTest {
  private static final CloudEvent EVENT =
      new CloudEvent(
          new UUID(1, 2),
          "/identity",
          "dev.strongroom.identity.v1.UserSeen",
          Samples.ID,
          Instant.parse("2026-01-02T03:04:05.678Z"),
          42,
          CloudEvent.data(new DomainEvent.UserSeen(Samples.ID, Samples.ID)),
          new Origin("00-" + "1f".repeat(16) + "-" + "2e".repeat(8) + "-01", "abcdefgh-1"));

  @Test
  void decode_encoded_isTheSameEvent() {
    assertThat(CloudEvent.decode(EVENT.encode())).isEqualTo(EVENT);
  }

  @Test
  void decode_ofNoKnownOrigin_isTheSameEvent() {
    CloudEvent event =
        new CloudEvent(
            EVENT.id(),
            EVENT.source(),
            EVENT.type(),
            EVENT.subject(),
            EVENT.time(),
            EVENT.sequence(),
            EVENT.data());

    assertThat(event.encode()).doesNotContain("traceparent", "correlationid");
    assertThat(CloudEvent.decode(event.encode())).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{} {}",
        "{\"specversion\":\"1.0\"}",
        "{\"specversion\":\"1.0\",\"data\":{}}",
        "not JSON"
      })
  void decode_notAnEvent_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> CloudEvent.decode(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sequence\":\"42\"|\"sequence\":\"0\"",
        "\"sequence\":\"42\"|\"sequence\":\"-1\"",
        "\"sequence\":\"42\"|\"sequence\":\"99999999999999999999\"",
        "\"sequence\":\"42\"|\"sequence\":\"42\",\"sequence\":\"43\"",
        "\"source\":\"/identity\"|\"source\":\"../x\"",
        "dev.strongroom.identity|com.example.identity",
        "\"time\":\"2026|\"time\":\"then",
        "\"subject\":\"3q|\"subject\":\"3\\u0000q",
        "\"traceparent\":\"00-1f|\"traceparent\":\"ff-1f",
        "1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f|00000000000000000000000000000000",
        "2e2e2e2e2e2e2e2e|0000000000000000",
        "abcdefgh-1|somebody@example.org",
        "\"specversion\":\"1.0\"|\"specversion\":\"0.3\""
      })
  void decode_oneFieldBent_isRefused(String change) {
    String[] fromTo = change.split("\\|", 2);
    String good = EVENT.encode();
    String bad = good.replace(fromTo[0], fromTo[1]);

    assertThat(bad).isNotEqualTo(good);
    assertThatIllegalArgumentException().isThrownBy(() -> CloudEvent.decode(bad));
  }

  @ParameterizedTest
  @MethodSource("dev.strongroom.events.Samples#all")
  void type_ofEveryEvent_namesItsTopic(DomainEvent event) {
    assertThat(event.type())
        .isEqualTo(
            "dev.strongroom." + event.topic().suffix() + "." + event.getClass().getSimpleName());
  }

  @Test
  void events_dependencies_areJdkJacksonAndJSpecify() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.strongroom.events");

    ArchRuleDefinition.classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.strongroom.events", "java..", "com.fasterxml.jackson..", "org.jspecify..")
        .check(classes);
  }
}
