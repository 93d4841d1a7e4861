package dev.strongroom.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Our provider as the jar that Keycloak takes: the same bytes for the same classes, so that stacks
 * of several checkouts share a built Keycloak only where their providers are the same.
 */
final class ProviderJar {
  private ProviderJar() {}

  /**
   * @param classes folder that the module's compiler leaves
   */
  static byte[] of(Path classes) throws IOException {
    if (!Files.isDirectory(classes)) {
      throw new IllegalStateException("build infra/keycloak-provider first: ./mvnw verify");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream jar = new ZipOutputStream(bytes);
        Stream<Path> files = Files.walk(classes)) {
      List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
      for (Path file : sorted) {
        ZipEntry entry = new ZipEntry(classes.relativize(file).toString().replace('\\', '/'));
        entry.setTime(0);
        jar.putNextEntry(entry);
        Files.copy(file, jar);
        jar.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  static String digest(byte[] jar) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(jar);
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
