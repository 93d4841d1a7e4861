package dev.strongroom.local;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Ports and secrets of one stack: chosen at its first start, kept in a file for its owner alone,
 * never changed by themselves. The edge's port is part of the issuer's name.
 */
public final class Settings {
  private static final int FIRST_PORT = 10_240;
  private static final int LAST_PORT = 32_767;
  private static final int TRIES = 1_000;

  private final Path file;
  private final Properties values = new Properties();

  private Settings(Path file) {
    this.file = file;
  }

  public static Settings load(Path home) throws IOException {
    Settings settings = new Settings(home.resolve("stack.properties"));
    if (Files.exists(settings.file)) {
      settings.values.load(new StringReader(Files.readString(settings.file)));
    }
    return settings;
  }

  /**
   * A free port, the same at every start. {@code STRONGROOM_PORT_<NAME>} chooses it at the first
   * one.
   */
  public synchronized int port(String name) {
    return Integer.parseInt(
        value(
            "port." + name,
            () -> {
              String chosen = System.getenv("STRONGROOM_PORT_" + name.toUpperCase(Locale.ROOT));
              return chosen != null ? chosen : unusedPort();
            }));
  }

  /** 192 random bits, the same at every start. */
  public synchronized String secret(String name) {
    return value("secret." + name, Settings::random);
  }

  /** 32 random bytes in base64, the same at every start. */
  public synchronized String seed(String name) {
    return value(
        "seed." + name,
        () -> {
          byte[] random = new byte[32];
          new SecureRandom().nextBytes(random);
          return Base64.getEncoder().encodeToString(random);
        });
  }

  /** 192 random bits as text. */
  static String random() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().encodeToString(random);
  }

  public synchronized String value(String name, Supplier<String> first) {
    String value = values.getProperty(name);
    if (value == null) {
      value = first.get();
      values.setProperty(name, value);
      save();
    }
    return value;
  }

  /** Everything by name, for placeholders. */
  public synchronized Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    values.stringPropertyNames().forEach(name -> all.put(name, values.getProperty(name)));
    return all;
  }

  private void save() {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              "stack",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      StringWriter out = new StringWriter();
      values.store(out, "Ports and secrets of this stack; for its owner alone.");
      Files.writeString(fresh, out.toString());
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("the settings cannot be kept in " + file, e);
    }
  }

  /** A free port that no other part of this stack was given: the system may offer one twice. */
  private String unusedPort() {
    String port;
    do {
      port = Integer.toString(freePort());
    } while (values.containsValue(port));
    return port;
  }

  /**
   * Below those that systems give to outgoing connections (Linux: from 32768): one of these could
   * have a service's port while it restarts.
   */
  public static int freePort() {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException _) {
        // Somebody else's.
      }
    }
    throw new IllegalStateException("no free port from " + FIRST_PORT + " to " + LAST_PORT);
  }
}
