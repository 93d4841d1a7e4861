package dev.strongroom.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartCacheTest {
  @TempDir Path folder;

  private StartCache cache(String jdk) {
    return StartCache.of(folder, "program", List.of("/program", jdk));
  }

  private static void record(StartCache cache) throws IOException {
    String option = cache.recordOption();
    Files.writeString(Path.of(option.substring(option.indexOf('=') + 1)), "classes");
    cache.keep();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void keep_recorded_isThereForTheSameIngredientsAlone() throws IOException {
    assertThat(cache("25.0.1").isWanted()).isTrue();
    record(cache("25.0.1"));
    assertThat(cache("25.0.1").isThere()).isTrue();
    assertThat(cache("25.0.1").isWanted()).isFalse();
    assertThat(cache("25.0.2").isThere()).isFalse();
    assertThat(cache("25.0.2").isWanted()).isTrue();
  }

  @Test
  void keep_anotherJdk_takesThePlaceOfTheOldOne() throws IOException {
    Files.writeString(folder.resolve("program-notes.txt"), "somebody else's");
    cache("25.0.0").distrust();
    record(cache("25.0.1"));
    record(cache("25.0.2"));
    assertThat(cache("25.0.2").isThere()).isTrue();
    assertThat(files()).hasSize(2).contains("program-notes.txt");
  }

  @Test
  void keep_nothingWasLeft_isNotTriedAgain() throws IOException {
    cache("25.0.1").keep();
    assertThat(cache("25.0.1").isThere()).isFalse();
    assertThat(cache("25.0.1").isWanted()).isFalse();
  }

  @Test
  void distrust_thereBefore_isNotUsedAgain() throws IOException {
    record(cache("25.0.1"));
    cache("25.0.1").distrust();
    assertThat(cache("25.0.1").isThere()).isFalse();
    assertThat(cache("25.0.1").isWanted()).isFalse();
  }
}
