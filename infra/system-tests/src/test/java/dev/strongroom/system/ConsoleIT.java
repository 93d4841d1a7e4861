package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.demo.console.Company;
import dev.strongroom.local.Layout;
import dev.strongroom.local.Stack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console in a real browser on the whole platform. What is looked at stands in the browser test
 * beside the console's sources; this gives it a platform with a small company on it.
 */
class ConsoleIT {
  private static final int MINUTES = 15;

  @TempDir Path home;

  @Test
  void console_inABrowser_holdsItsStory() throws Exception {
    Path sources = Layout.projectRoot().resolve("clients/admin-console");
    assertThat(sources.resolve("target/console/index.html"))
        .as("the console has to be built before it is tested")
        .exists();
    try (Stack stack =
        Stack.start(
            Layout.of(Layout.projectRoot(), home.resolve("stack")),
            EnumSet.allOf(Stack.Part.class),
            true,
            line -> {})) {
      browse(sources, Company.found(stack, home.resolve("people")).environment());
    }
  }

  private void browse(Path sources, Map<String, String> company) throws Exception {
    Path said = home.resolve("browser.log");
    ProcessBuilder browser =
        new ProcessBuilder(sources.resolve("build.sh").toString(), "browser")
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    browser.environment().putAll(company);
    Process running = browser.start();
    boolean ended = running.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
    String story = Files.readString(said);
    assertThat(ended).as("the browser test ends\n%s", story).isTrue();
    assertThat(running.exitValue()).as(story).isZero();
    assertThat(story).containsPattern("pass [1-9]").contains("fail 0").contains("skipped 0");
  }
}
