package dev.strongroom.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What {@code ./run demo} was asked.
 *
 * @param file the user's own file, if he gave one
 * @param keep whether everything stays up afterwards
 * @param json whether the last line is a JSON object
 */
record Options(Optional<Path> file, boolean keep, boolean json) {
  static Options parse(String[] arguments) {
    Optional<Path> file = Optional.empty();
    boolean keep = false;
    boolean json = false;
    Iterator<String> words = List.of(arguments).iterator();
    while (words.hasNext()) {
      switch (words.next()) {
        case "--file" -> file = Optional.of(existing(words));
        case "--keep" -> keep = true;
        case "--json" -> json = true;
        default ->
            throw new IllegalArgumentException("usage: ./run demo [--file PATH] [--keep] [--json]");
      }
    }
    return new Options(file, keep, json);
  }

  private static Path existing(Iterator<String> words) {
    Path file = Path.of(words.hasNext() ? words.next() : "");
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("There is no file " + file + ".");
    }
    return file;
  }

  /**
   * The user's own file; otherwise the JDK's modules, which every JDK machine has: real, and over
   * 100 MB.
   */
  Path realFile() {
    return file.orElseGet(() -> Path.of(System.getProperty("java.home"), "lib", "modules"));
  }
}
