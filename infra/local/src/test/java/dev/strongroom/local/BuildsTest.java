package dev.strongroom.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildsTest {
  @TempDir Path folder;
  private Layout layout;

  @BeforeEach
  void layOut() throws Exception {
    layout = new Layout(folder, folder.resolve("home"), folder.resolve("parts"));
    Files.createDirectories(layout.home());
  }

  @Test
  void awaitLast_twoBuilds_endsWithTheSecond() throws Exception {
    Process first = new ProcessBuilder("sleep", "300").start();
    Process second = new ProcessBuilder("sleep", "300").start();
    Builds.register(layout, first.toHandle());
    Builds.register(layout, second.toHandle());
    CountDownLatch ended = new CountDownLatch(1);
    Thread watch =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Builds.awaitLast(layout, ended::countDown);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    first.destroyForcibly().waitFor();
    assertThat(Builds.running(layout)).containsExactly(second.toHandle());
    assertThat(ended.await(500, TimeUnit.MILLISECONDS)).isFalse();
    second.destroyForcibly().waitFor();
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    watch.join();
    assertThat(Builds.running(layout)).isEmpty();
  }

  @Test
  void register_afterOthersEnded_forgetsThem() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    Builds.register(layout, gone.toHandle());
    gone.waitFor();
    Builds.register(layout, ProcessHandle.current());
    try (var files = Files.list(layout.home().resolve("builds"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactly(Long.toString(ProcessHandle.current().pid()));
    }
  }
}
