package dev.strongroom.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.local.Layout;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes each check out, compiles what it stood in, and runs its test: it must fail. Not part of the
 * build, for it takes minutes; {@code ./run mutants [ROW…]}.
 */
class MutantsRun {
  private static final int LONGEST_SECONDS = 120;

  @TempDir Path folder;

  /** How each test ends with all checks in. */
  private final Map<String, Integer> untouched = new HashMap<>();

  private static String classPath() {
    String all =
        Objects.requireNonNullElseGet(
            System.getProperty("surefire.test.class.path"),
            () -> System.getProperty("java.class.path", ""));
    Path tests = Layout.projectRoot().resolve("clients/sdk/target/test-classes");
    return tests + System.getProperty("path.separator") + all;
  }

  @Test
  void everyCheck_takenOut_isMissedByItsTest() throws Exception {
    List<String> rows =
        Arrays.stream(System.getProperty("mutants", "").split("[ ,]+", -1))
            .filter(row -> !row.isEmpty())
            .toList();
    List<String> survivors = new ArrayList<>();
    int number = 0;
    for (Mutant mutant : Mutant.all()) {
      if (rows.isEmpty() || rows.contains(mutant.row())) {
        String outcome = outcome(mutant, Files.createDirectory(folder.resolve("m" + number++)));
        System.out.println(mutant + ": " + outcome);
        if (!outcome.equals("red")) {
          survivors.add(mutant + ": " + outcome);
        }
      }
    }
    assertThat(number).as("mutants that were tried").isPositive();
    assertThat(survivors).as("checks that no test misses").isEmpty();
  }

  private String outcome(Mutant mutant, Path into) throws Exception {
    if (!untouched.containsKey(mutant.test())) {
      untouched.put(mutant.test(), run(mutant, classPath()));
    }
    if (untouched.getOrDefault(mutant.test(), MutantTrial.NONE) != 0) {
      return "its test is red with the check in it too";
    }
    if (!compiles(mutant, into)) {
      return "does not compile without the check";
    }
    int status = run(mutant, into + System.getProperty("path.separator") + classPath());
    return switch (status) {
      case 0 -> "SURVIVES";
      case 1 -> "red";
      case MutantTrial.NONE -> "no such test";
      default -> "ended with " + status;
    };
  }

  private static boolean compiles(Mutant mutant, Path into) throws IOException {
    Path source = into.resolve(mutant.path().getFileName());
    Files.writeString(
        source, Files.readString(mutant.path()).replace(mutant.text(), mutant.replacement()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    return compiler
        .getTask(
            new StringWriter(),
            null,
            null,
            List.of("-d", into.toString(), "-cp", classPath(), "-proc:none", "-nowarn"),
            null,
            compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
        .call();
  }

  private static int run(Mutant mutant, String classPath) throws Exception {
    String name =
        mutant
            .testSource()
            .toString()
            .replaceAll(".*/src/test/java/|\\.java$", "")
            .replace('/', '.');
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                MutantTrial.class.getName(),
                name,
                mutant.testMethod())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return 1;
    }
    return process.exitValue();
  }
}
