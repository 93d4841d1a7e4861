package dev.strongroom.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnSessionTest {
  @ParameterizedTest
  @ValueSource(strings = {"/usr/bin/setsid", "/usr/bin/perl"})
  void prefix_eitherMeans_leadsASessionOfItsOwn(String means) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(Path.of(means)), means);
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "a system with /proc");
    List<String> command = new ArrayList<>(OwnSession.prefix(path -> path.endsWith(means)));
    command.addAll(List.of("sh", "-c", "cat /proc/$$/stat"));
    Process process = new ProcessBuilder(command).start();
    String[] fields = process.inputReader().readLine().split(" ");
    // proc(5): the first field is the pid, the sixth the session.
    assertThat(fields[5]).isEqualTo(fields[0]);
  }

  @Test
  void prefix_neither_outlivesAtLeastTheTerminal() {
    assertThat(OwnSession.prefix(path -> path.endsWith("nohup"))).containsExactly("/usr/bin/nohup");
    assertThat(OwnSession.prefix(_ -> false)).isEmpty();
  }
}
