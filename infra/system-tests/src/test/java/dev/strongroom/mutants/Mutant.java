package dev.strongroom.mutants;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.local.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A check of a row of the threat model, and the test that goes red without it.
 *
 * @param row such as {@code T29}
 * @param file of the product, from the project's root
 * @param text what the check is, exactly; once in the file
 * @param replacement the same without it
 * @param test class and method, run in one process
 */
record Mutant(String row, String file, String text, String replacement, String test) {
  private static final String PACKAGES = "src/test/java";

  /** All, in the order of the list {@code mutants.json}. */
  static List<Mutant> all() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Mutant.class.getResourceAsStream("/mutants.json"))) {
      return List.of(new ObjectMapper().readValue(in, Mutant[].class));
    }
  }

  Path path() {
    return Layout.projectRoot().resolve(file);
  }

  String testClass() {
    return test.substring(0, test.indexOf('#'));
  }

  String testMethod() {
    return test.substring(test.indexOf('#') + 1);
  }

  /** Source of the class that the test is in. */
  Path testSource() throws IOException {
    for (String part : List.of("clients/protocol", "clients/sdk")) {
      try (Stream<Path> files = Files.walk(Layout.projectRoot().resolve(part).resolve(PACKAGES))) {
        List<Path> found = files.filter(f -> f.endsWith(testClass() + ".java")).toList();
        if (!found.isEmpty()) {
          return found.getFirst();
        }
      }
    }
    throw new IOException("no such class of tests: " + testClass());
  }

  @Override
  public String toString() {
    return row + " " + path().getFileName() + " " + test;
  }
}
