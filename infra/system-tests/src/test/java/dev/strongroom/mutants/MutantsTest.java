package dev.strongroom.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The list of checks and their tests is true of the sources. That each test misses its check is
 * shown by {@code ./run mutants}.
 */
class MutantsTest {
  @Test
  void everyCheck_standsOnceInItsFile_andHasItsTest() throws IOException {
    for (Mutant mutant : Mutant.all()) {
      String source = Files.readString(mutant.path());
      assertThat(source.split(java.util.regex.Pattern.quote(mutant.text()), -1).length - 1)
          .as("%s: how often the check stands in the file", mutant)
          .isEqualTo(1);
      assertThat(mutant.replacement()).as(mutant.toString()).isNotEqualTo(mutant.text());
      assertThat(Files.readString(mutant.testSource()))
          .as(mutant.toString())
          .contains("void " + mutant.testMethod() + "(");
    }
  }

  @Test
  void everyRowOfMembership_hasACheck() throws IOException {
    List<String> rows = Mutant.all().stream().map(Mutant::row).distinct().toList();
    Stream<String> wanted =
        Stream.of(
                IntStream.rangeClosed(10, 24),
                IntStream.rangeClosed(29, 39),
                IntStream.of(56),
                IntStream.rangeClosed(58, 79))
            .flatMap(IntStream::boxed)
            .map("T%02d"::formatted);
    assertThat(rows).containsAll(wanted.toList());
  }
}
