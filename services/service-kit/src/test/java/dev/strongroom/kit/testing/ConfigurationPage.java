package dev.strongroom.kit.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMappingInterface;
import io.smallrye.config.ConfigMappings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Holds docs/configuration.md against the mappings that a service is configured by. */
public final class ConfigurationPage {
  private ConfigurationPage() {}

  /**
   * Requires that the section under {@code heading} has a row for each property of {@code
   * mappings}, with its environment variable and default, and none besides.
   */
  public static void requireDescribes(String heading, Class<?>... mappings) {
    List<String> expected = new ArrayList<>();
    for (Class<?> mapping : mappings) {
      ConfigMappings.getProperties(ConfigMappings.ConfigClass.configClass(mapping))
          .forEach((name, property) -> {
            if (!property.isGroup()) {
              expected.add(row(name, property));
            }
          });
    }
    assertThat(rows(heading)).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String row(String name, ConfigMappingInterface.Property property) {
    String environment = name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    return "| `%s` | `%s` | %s |".formatted(environment, name, shownDefault(property));
  }

  private static String shownDefault(ConfigMappingInterface.Property property) {
    if (property.isOptional()) {
      return "none";
    }
    return property.hasDefaultValue() ? "`" + property.getDefaultValue() + "`" : "none, required";
  }

  /** Rows without their last cell, which tells the meaning. */
  private static List<String> rows(String heading) {
    Path page = Path.of(System.getProperty("strongroom.root"), "docs", "configuration.md");
    try {
      List<String> lines = Files.readAllLines(page);
      int begin = lines.indexOf("## " + heading);
      assertThat(begin).as("a section %s", heading).isNotNegative();
      return lines.subList(begin + 1, lines.size()).stream()
          .takeWhile(line -> !line.startsWith("## "))
          .filter(line -> line.startsWith("| `"))
          .map(line -> String.join("|", Arrays.asList(line.split("\\|")).subList(0, 4)) + "|")
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
