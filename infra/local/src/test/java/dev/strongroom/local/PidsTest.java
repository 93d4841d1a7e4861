package dev.strongroom.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidsTest {
  @TempDir Path folder;
  private Layout layout;
  private Process process;

  @BeforeEach
  void startOne() throws IOException {
    layout = new Layout(folder, folder.resolve("home"), folder.resolve("parts"));
    process = new ProcessBuilder("sleep", "300").start();
  }

  @AfterEach
  void endIt() {
    process.destroyForcibly();
  }

  @Test
  void find_recorded_isThatProcess() throws IOException {
    Pids.write(layout, "part", process.toHandle());
    assertThat(Pids.find(layout, "part")).contains(process.toHandle());
  }

  @Test
  void endAll_pidWithAnotherStart_isNotTouched() throws IOException {
    Path file = Pids.write(layout, "part", process.toHandle());
    Files.writeString(file, process.pid() + " 2001-01-01T00:00:00Z");
    assertThat(Pids.find(layout, "part")).isEmpty();
    Pids.endAll(layout);
    assertThat(process.isAlive()).isTrue();
    assertThat(file).doesNotExist();
  }

  @Test
  void endAll_fileThatIsNone_isNobody() throws IOException {
    Path file = Pids.write(layout, "part", process.toHandle());
    Files.writeString(file, "nonsense");
    Pids.endAll(layout);
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void endAll_recorded_endsItAndForgetsIt() throws Exception {
    Path file = Pids.write(layout, "part", process.toHandle());
    Pids.endAll(layout);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(file).doesNotExist();
  }

  @Test
  void endAll_thisProcess_isSpared() throws IOException {
    Path file = Pids.write(layout, Supervisor.NAME, ProcessHandle.current());
    Pids.endAll(layout);
    assertThat(file).exists();
  }

  @Test
  void end_deafParent_isKilledWithItsChildren() throws Exception {
    Process deaf =
        new ProcessBuilder(
                "sh", "-c", "trap '' TERM; sleep 300 & echo ready; while :; do wait; done")
            .start();
    assertThat(deaf.inputReader().readLine()).isEqualTo("ready");
    List<ProcessHandle> children = deaf.descendants().toList();
    assertThat(children).isNotEmpty();
    Pids.end(List.of(deaf.toHandle()));
    assertThat(deaf.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(children).noneMatch(Pids::runs);
  }

  @Test
  void find_killedButNotYetAskedForByItsParent_runsNoMore() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "a system with /proc");
    Process heedless =
        new ProcessBuilder("sh", "-c", "sleep 300 & echo $!; exec sleep 300").start();
    try {
      long pid = Long.parseLong(heedless.inputReader().readLine());
      ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
      Pids.write(layout, "part", child);
      assertThat(Pids.find(layout, "part")).contains(child);
      Pids.end(List.of(child));
      assertThat(child.isAlive()).as("it is a zombie").isTrue();
      assertThat(Pids.find(layout, "part")).isEmpty();
    } finally {
      heedless.destroyForcibly();
    }
  }
}
