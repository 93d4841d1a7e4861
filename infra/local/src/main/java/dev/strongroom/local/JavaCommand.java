package dev.strongroom.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of parts that run on the same JDK as this one. */
final class JavaCommand {
  private static final List<String> SMALL =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true");

  private JavaCommand() {}

  static String executable() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static List<String> main(String heap, Path classPath, String main, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(executable(), "-Xmx" + heap));
    command.addAll(SMALL);
    command.addAll(List.of("-cp", classPath + "/*", main));
    command.addAll(arguments);
    return command;
  }

  /**
   * The first process that ends in good order leaves its classes beside the jar, as they were
   * loaded; those after it start in less than half of the time. The JVM itself sees to it that they
   * fit the jar.
   */
  static List<String> jar(List<String> options, Path jar) {
    List<String> command = new ArrayList<>(List.of(executable()));
    command.addAll(SMALL);
    command.add("-XX:+AutoCreateSharedArchive");
    command.add("-XX:SharedArchiveFile=" + jar.resolveSibling("classes.jsa"));
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }
}
