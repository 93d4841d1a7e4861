package dev.strongroom.bench;

import dev.strongroom.local.Layout;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the platform follows the company's sign-on, and how quick the console is in a real browser on
 * a mirror of 10,000 people.
 */
final class ConsoleBench {
  Map<String, Object> run() throws Exception {
    Map<String, Object> figures = new LinkedHashMap<>();
    try (WholePlatform platform =
        WholePlatform.start(Layout.projectRoot().resolve(".strongroom/bench"))) {
      new SignOnBench(platform).run(figures);
    }
    return figures;
  }
}
