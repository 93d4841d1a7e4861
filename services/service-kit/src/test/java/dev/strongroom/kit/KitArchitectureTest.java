package dev.strongroom.kit;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

class KitArchitectureTest {
  private static final JavaClasses KIT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.strongroom.kit");

  @Test
  void kit_ofOurOwn_knowsEventsAndProtocolOnly() {
    ArchRuleDefinition.noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.strongroom.identity..",
            "dev.strongroom.access..",
            "dev.strongroom.storage..",
            "dev.strongroom.audit..",
            "dev.strongroom.sdk..",
            "dev.strongroom.cli..",
            "dev.strongroom.local..")
        .check(KIT);
  }

  @Test
  void kafka_reached_fromOutboxAndInboxOnly() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackages("dev.strongroom.kit.outbox..", "dev.strongroom.kit.inbox..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "io.smallrye.reactive.messaging..")
        .check(KIT);
  }
}
