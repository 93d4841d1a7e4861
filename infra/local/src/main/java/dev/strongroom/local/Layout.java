package dev.strongroom.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where things are.
 *
 * @param root of the project
 * @param home state of one stack: ports, secrets, data, logs
 * @param parts what is unpacked or built once and shared by all stacks
 */
public record Layout(Path root, Path home, Path parts) {
  public static Layout of(Path root, Path home) throws IOException {
    Path parts =
        Optional.ofNullable(System.getenv("STRONGROOM_PARTS"))
            .map(Path::of)
            .orElse(root.resolve(".strongroom/parts"));
    Layout layout =
        new Layout(
            root.toAbsolutePath().normalize(),
            home.toAbsolutePath().normalize(),
            parts.toAbsolutePath().normalize());
    Files.createDirectories(layout.logs());
    Files.createDirectories(layout.parts());
    return layout;
  }

  /**
   * The root of the project that this code was built in, as the build or {@code ./run} names it.
   */
  public static Path projectRoot() {
    return Path.of(System.getProperty("strongroom.root", ".")).toAbsolutePath().normalize();
  }

  public Path logs() {
    return home.resolve("logs");
  }

  public Path data(String part) {
    return home.resolve("data").resolve(part);
  }

  Path target() {
    return root.resolve("infra/local/target");
  }

  Path classPath(String part) {
    return root.resolve("infra/local/parts").resolve(part).resolve("target/lib");
  }

  public Path log(String part) {
    return logs().resolve(part + ".log");
  }
}
