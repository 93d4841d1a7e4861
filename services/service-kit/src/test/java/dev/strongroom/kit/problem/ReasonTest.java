package dev.strongroom.kit.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReasonTest {
  @Test
  void documentation_ofReasons_namesEachWithStatusAndRetry() throws IOException {
    Path page = Path.of(System.getProperty("strongroom.root"), "docs", "problems.md");
    List<String> documented;
    try (Stream<String> lines = Files.lines(page)) {
      documented =
          lines
              .filter(line -> line.startsWith("| `"))
              .map(line ->
                  String.join(
                      "|", Arrays.stream(line.split("\\|")).limit(4).map(String::strip).toList()))
              .toList();
    }

    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values())
                .map(r ->
                    "|`%s`|%d|%s".formatted(r.text(), r.status(), r.retryable() ? "yes" : "no"))
                .toList());
  }
}
