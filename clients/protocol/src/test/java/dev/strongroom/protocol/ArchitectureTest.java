package dev.strongroom.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the protocol may lean on. */
class ArchitectureTest {
  private final JavaClasses protocol =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.strongroom.protocol");

  @Test
  void protocol_usesNothingButTheJdkBouncyCastleAndAnnotations() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.strongroom.protocol..",
            "java..",
            "javax.crypto..",
            "org.bouncycastle..",
            "org.jspecify..")
        .check(protocol);
  }

  @Test
  void protocol_doesNoInputOrOutput() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.net..", "java.sql..")
        .check(protocol);
  }

  @Test
  void bouncyCastle_isReachedOnlyThroughOurPrimitives_neverAsAProvider() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.strongroom.protocol.crypto..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .check(protocol);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bouncycastle.jce..", "org.bouncycastle.jcajce..")
        .check(protocol);
  }
}
