package dev.strongroom.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Keycloak with our provider, unpacked and built once for all stacks that have the same one, its
 * database in the stack's PostgreSQL.
 */
final class Keycloak {
  /** Its classes, as the build leaves them. */
  private static final String PROVIDER = "infra/keycloak-provider/target/classes";

  private final Layout layout;
  private final Settings settings;

  Keycloak(Layout layout, Settings settings) {
    this.layout = layout;
    this.settings = settings;
  }

  /** Where it is reached directly. */
  String directUrl() {
    return "http://127.0.0.1:" + settings.port("keycloak") + "/auth";
  }

  /**
   * @param publicUrl what its issuers begin with, also when asked directly
   */
  Child start(String publicUrl) throws IOException {
    Path folder = built();
    int management = settings.port("keycloak-management");
    List<String> command = new ArrayList<>(List.of("sh", folder.resolve("bin/kc.sh").toString()));
    command.addAll(
        List.of(
            "start",
            "--optimized",
            "--http-enabled=true",
            "--http-host=127.0.0.1",
            "--http-port=" + settings.port("keycloak"),
            "--http-management-port=" + management,
            "--hostname=" + publicUrl,
            "--hostname-backchannel-dynamic=true",
            "--proxy-headers=xforwarded",
            "--db-url=" + Postgres.url(settings.port("postgres"), "keycloak"),
            "--db-username=keycloak",
            "--log-level=info"));
    return Child.start(layout, "keycloak", command, environment())
        .awaitHttp("http://127.0.0.1:" + management + "/auth/health/ready");
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(javaEnvironment());
    environment.put("KC_DB_PASSWORD", settings.secret("keycloak"));
    environment.put("KC_BOOTSTRAP_ADMIN_USERNAME", KeycloakAdmin.ADMIN);
    environment.put("KC_BOOTSTRAP_ADMIN_PASSWORD", settings.secret("keycloak-admin"));
    environment.put("JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1");
    environment.put("JAVA_OPTS_GC", "-XX:+UseSerialGC");
    environment.put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m");
    return environment;
  }

  private static Map<String, String> javaEnvironment() {
    return Map.of("JAVA_HOME", System.getProperty("java.home"));
  }

  /** The folder, unpacked and built; two stacks starting at once do it once. */
  private Path built() throws IOException {
    Path zip = findZip();
    byte[] provider = ProviderJar.of(layout.root().resolve(PROVIDER));
    Path folder =
        layout
            .parts()
            .resolve(
                zip.getFileName().toString().replace(".zip", "")
                    + "-"
                    + ProviderJar.digest(provider));
    Path lockFile = layout.parts().resolve("keycloak.lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      Path done = folder.resolve(".built");
      if (!Files.exists(done)) {
        unzip(zip, folder);
        Files.write(folder.resolve("providers/strongroom-sign-on.jar"), provider);
        build(folder);
        Files.createFile(done);
      }
    }
    return folder;
  }

  private Path findZip() throws IOException {
    try (var files = Files.list(layout.target().resolve("parts"))) {
      return files
          .filter(f -> f.getFileName().toString().startsWith("keycloak-"))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("build infra/local first: ./mvnw verify"));
    }
  }

  private static void unzip(Path zip, Path folder) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        // The archive's one top folder is left out.
        Path inside = Path.of(entry.getName());
        if (inside.getNameCount() < 2) {
          continue;
        }
        Path file = folder.resolve(inside.subpath(1, inside.getNameCount()).toString()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("an archive that leads out of its folder");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private void build(Path folder) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "sh",
                folder.resolve("bin/kc.sh").toString(),
                "build",
                "--db=postgres",
                "--http-relative-path=/auth",
                "--health-enabled=true",
                "--features-disabled=kerberos")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(layout.log("keycloak").toFile()));
    builder.environment().putAll(javaEnvironment());
    Process process = builder.start();
    try {
      if (!process.waitFor(180, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new PartFailedException("keycloak", "could not be built", layout.log("keycloak"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Keycloak was built", e);
    }
  }
}
