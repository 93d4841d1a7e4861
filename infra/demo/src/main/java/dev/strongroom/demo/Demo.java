package dev.strongroom.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.demo.search.Places;
import dev.strongroom.demo.search.PlaintextSearch;
import dev.strongroom.demo.search.RecordingRandom;
import dev.strongroom.local.Layout;
import dev.strongroom.local.PartFailedException;
import dev.strongroom.local.Stack;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** {@code ./run demo}. */
public final class Demo {
  private static final Logger QUIET = Logger.getLogger("");

  private Demo() {}

  public static void main(String[] arguments) throws IOException {
    QUIET.setLevel(Level.WARNING);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(String.valueOf(e.getMessage()));
      System.exit(2);
      return;
    }
    Tale tale = new Tale(out, System.console() != null && System.console().isTerminal());
    System.exit(run(options, tale, out));
  }

  private static int run(Options options, Tale tale, PrintStream out) throws IOException {
    long start = System.nanoTime();
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("ok", false);
    try {
      result.putAll(play(options, tale));
      result.put("ok", true);
    } catch (DemoFailedException | PartFailedException e) {
      tale.says("%s", String.valueOf(e.getMessage()));
      result.put("error", String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    } catch (IOException | SQLException | RuntimeException e) {
      tale.says("The demo could not go on: %s", e);
      result.put("error", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.put("error", "interrupted");
    }
    result.put("total_s", Report.round((System.nanoTime() - start) / 1e9));
    boolean ok = Boolean.TRUE.equals(result.get("ok"));
    tale.chapter(ok ? "Everything held" : "The demo failed");
    if (options.json()) {
      out.println(new ObjectMapper().writeValueAsString(result));
    }
    return ok ? 0 : 1;
  }

  private static Map<String, Object> play(Options options, Tale tale)
      throws IOException, SQLException, InterruptedException {
    Path root = Layout.projectRoot();
    Path home =
        Optional.ofNullable(System.getenv("STRONGROOM_DEMO_HOME"))
            .map(Path::of)
            .orElse(root.resolve(".strongroom/demo"));
    empty(home);
    Layout layout = Layout.of(root, home);
    tale.chapter("The platform starts: PostgreSQL, Kafka, Keycloak, S3, edge, four services");
    long start = System.nanoTime();
    Stack stack =
        Stack.start(layout, EnumSet.allOf(Stack.Part.class), true, line -> tale.says("%s", line));
    try {
      double seconds = Report.round((System.nanoTime() - start) / 1e9);
      Path scratch = home.resolve("people");
      Names names = new Names(scratch.resolve("scratch"));
      RecordingRandom random = new RecordingRandom();
      Cast cast = Cast.enter(stack, scratch, random, tale);
      PlaintextSearch search =
          new PlaintextSearch(
              new Places(layout, stack.settings()), names.canaries(options.realFile()));
      search.before();
      Report report =
          new Story(
                  cast,
                  names,
                  new Databases(stack.settings()),
                  tale,
                  stack.edgeUrl(),
                  options.realFile())
              .play();
      report.put("stack_start_s", seconds);
      new SearchChapter(tale, report).play(search, random);
      if (options.keep()) {
        tale.says("Kept running at %s; Ctrl-C ends it.", stack.edgeUrl());
        Thread.currentThread().join();
      }
      return report.values();
    } finally {
      stack.close();
    }
  }

  /** Each run begins with nothing: another organisation, other names. */
  private static void empty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.delete(one);
    }
  }
}
