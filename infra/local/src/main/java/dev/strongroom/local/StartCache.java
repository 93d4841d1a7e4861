package dev.strongroom.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The JVM's ahead-of-time cache of one program (JEP 483, JEP 514): classes loaded and linked, as a
 * first run left them. Named for what it was made of, so that another JDK or another build makes
 * another; where it cannot be made or does not help, the program starts as if there were none.
 */
final class StartCache {
  private final Path file;
  private final Path refused;

  private StartCache(Path file, Path refused) {
    this.file = file;
    this.refused = refused;
  }

  /**
   * @param name what the files of this program's caches begin with
   * @param ingredients what a cache holds for and no longer: versions, paths, options
   */
  static StartCache of(Path folder, String name, List<String> ingredients) {
    String key = name + "-" + digest(String.join("\n", ingredients));
    return new StartCache(folder.resolve(key + ".aot"), folder.resolve(key + ".none"));
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  boolean isThere() {
    return Files.exists(file);
  }

  /** Neither there nor known to be of no use. */
  boolean isWanted() {
    return !isThere() && !Files.exists(refused);
  }

  /** The JVM's option for a run with the cache. */
  String useOption() {
    return "-XX:AOTCache=" + file;
  }

  /** The JVM's option for a run that leaves a cache, once it ends in good order. */
  String recordOption() {
    return "-XX:AOTCacheOutput=" + recording();
  }

  private Path recording() {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  /** To be called after a run that recorded: keeps what it left, or knows that it left nothing. */
  void keep() throws IOException {
    if (Files.exists(recording())) {
      Files.move(recording(), file, StandardCopyOption.ATOMIC_MOVE);
      removeOthers();
    } else {
      distrust();
    }
  }

  /** Caches of other JDKs and older builds of the same program. */
  private void removeOthers() throws IOException {
    String key = file.getFileName().toString();
    String name = key.substring(0, key.lastIndexOf('-'));
    List<Path> old;
    try (Stream<Path> list = Files.list(file.toAbsolutePath().getParent())) {
      old =
          list.filter(f -> f.getFileName().toString().matches(name + "-[0-9a-f]{16}\\..*"))
              .filter(f -> !f.equals(file))
              .toList();
    }
    for (Path one : old) {
      Files.deleteIfExists(one);
    }
  }

  /** The program does not start with it, or none can be made: not tried again. */
  void distrust() throws IOException {
    Files.deleteIfExists(recording());
    Files.deleteIfExists(file);
    Files.writeString(refused, "");
  }
}
