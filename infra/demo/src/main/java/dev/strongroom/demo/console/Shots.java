package dev.strongroom.demo.console;

import dev.strongroom.local.Layout;
import dev.strongroom.local.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** {@code ./run shots}: a picture of each page of the console, in light, dark and on a phone. */
public final class Shots {
  private static final Logger QUIET = Logger.getLogger("");
  private static final String KEEP = "--keep";

  private Shots() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    QUIET.setLevel(Level.WARNING);
    boolean keep = Arrays.asList(arguments).contains(KEEP);
    List<String> folders = Arrays.stream(arguments).filter(word -> !word.equals(KEEP)).toList();
    if (folders.size() > 1 || folders.stream().anyMatch(word -> word.startsWith("-"))) {
      System.err.println("usage: ./run shots [FOLDER] [--keep]");
      System.exit(2);
      return;
    }
    Path root = Layout.projectRoot();
    Path folder = folders.isEmpty() ? root.resolve("target/shots") : Path.of(folders.getFirst());
    System.exit(take(root, Files.createDirectories(folder).toAbsolutePath(), keep));
  }

  private static int take(Path root, Path folder, boolean keep)
      throws IOException, InterruptedException {
    Path home = root.resolve(".strongroom/shots");
    empty(home);
    try (Stack stack =
        Stack.start(
            Layout.of(root, home),
            EnumSet.allOf(Stack.Part.class),
            true,
            line -> System.err.println(line))) {
      Company company = Company.found(stack, home.resolve("people"));
      Path environment = home.resolve("environment");
      Files.write(
          environment,
          company.environment().entrySet().stream()
              .map(value -> value.getKey() + "=" + value.getValue())
              .toList());
      int status = browser(root, company, folder);
      System.err.println("The pictures are in " + folder);
      if (keep) {
        System.err.println(
            "Kept running at "
                + stack.edgeUrl()
                + "; who signs in how is in "
                + environment
                + "; Ctrl-C ends it.");
        Thread.currentThread().join();
      }
      return status;
    }
  }

  private static int browser(Path root, Company company, Path folder)
      throws IOException, InterruptedException {
    Path script = root.resolve("clients/admin-console/build.sh");
    ProcessBuilder browser = new ProcessBuilder(script.toString(), "shots").inheritIO();
    browser.environment().putAll(company.environment());
    browser.environment().put("CONSOLE_SHOTS", folder.toString());
    return browser.start().waitFor();
  }

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
