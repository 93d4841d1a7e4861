package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.local.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on threats names tests that are there, and leaves no row out. */
class ThreatModelTest {
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");
  private static final int ROWS = 79;

  private static List<String> rows() throws IOException {
    return lines().filter(line -> line.startsWith("| T")).toList();
  }

  /** Those of the sign-on, which have numbers of their own. */
  private static List<String> rowsOfSignOn() throws IOException {
    return lines().filter(line -> line.startsWith("| S0")).toList();
  }

  private static Stream<String> lines() throws IOException {
    return Files.readAllLines(Layout.projectRoot().resolve("docs/threat-model.md")).stream();
  }

  /** Sources of all tests by the name of their class. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String part : List.of("clients", "services", "infra", "helm")) {
      try (Stream<Path> files = Files.walk(Layout.projectRoot().resolve(part))) {
        for (Path file :
            files
                .filter(f -> f.toString().contains("src/test/java"))
                .filter(f -> f.toString().endsWith(".java"))
                .toList()) {
          sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
        }
      }
    }
    return sources;
  }

  @Test
  void page_everyTestThatItNames_isThere() throws IOException {
    Map<String, String> tests = tests();
    assertThat(rowsOfSignOn()).isNotEmpty().allMatch(row -> NAMED.matcher(row).find());
    for (String row : Stream.concat(rows().stream(), rowsOfSignOn().stream()).toList()) {
      Matcher named = NAMED.matcher(row);
      while (named.find()) {
        String source = Optional.ofNullable(tests.get(named.group(1))).orElse("");
        assertThat(source).as(named.group()).contains("void " + named.group(2) + "(");
      }
    }
  }

  @Test
  void page_everyThreat_hasARow_withATestOrTheWordLater() throws IOException {
    List<String> rows = rows();
    for (String row : rows) {
      assertThat(row).matches(line -> NAMED.matcher(line).find() || line.endsWith("| later |"));
    }
    List<Integer> covered =
        rows.stream().flatMapToInt(ThreatModelTest::numbers).boxed().sorted().toList();
    assertThat(covered).isEqualTo(IntStream.rangeClosed(1, ROWS).boxed().toList());
  }

  /** {@code T01}, {@code T02 T03} or {@code T18–T22}. */
  private static IntStream numbers(String row) {
    String label = row.substring(2, row.indexOf(" |", 2));
    int[] numbers =
        Pattern.compile("T(\\d\\d)")
            .matcher(label)
            .results()
            .mapToInt(found -> Integer.parseInt(found.group(1)))
            .toArray();
    return label.contains("–")
        ? IntStream.rangeClosed(numbers[0], numbers[1])
        : IntStream.of(numbers);
  }
}
