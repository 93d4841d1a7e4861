package dev.strongroom.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.local.Layout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How the platform follows the company's sign-on, and how quick the console is in a real browser on
 * the mirror of 10,000 people that this leaves.
 */
final class ConsoleBench {
  private static final int MINUTES = 10;

  private final Path root = Layout.projectRoot();

  Map<String, Object> run() throws Exception {
    Map<String, Object> figures = new LinkedHashMap<>();
    try (WholePlatform platform = WholePlatform.start(root.resolve(".strongroom/bench"))) {
      new SignOnBench(platform).run(figures);
      browse(platform)
          .properties()
          .forEach(figure -> figures.put(figure.getKey(), figure.getValue().numberValue()));
    }
    return figures;
  }

  /** The last line that the console's own script prints. */
  private JsonNode browse(WholePlatform platform) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("clients/admin-console/build.sh").toString(), "bench")
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("CONSOLE_URL", platform.stack().edgeUrl());
    builder.environment().put("CONSOLE_BENCH_USER", WholePlatform.ADMINISTRATOR);
    builder.environment().put("CONSOLE_PASSWORD_MANAGER", WholePlatform.PASSPHRASE);
    Process browser = builder.start();
    String said = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!browser.waitFor(MINUTES, TimeUnit.MINUTES) || browser.exitValue() != 0) {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly();
      throw new IllegalStateException("the browser did not measure: " + said);
    }
    return new ObjectMapper().readTree(said.strip().substring(said.strip().lastIndexOf('\n') + 1));
  }
}
