package dev.strongroom.bench;

import com.dracoon.sdk.crypto.Crypto;
import com.dracoon.sdk.crypto.model.PlainFileKey;
import com.dracoon.sdk.crypto.model.UserKeyPair;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The reference: one RSA-4096 wrap for each file and each member, as {@code
 * com.dracoon:dracoon-crypto-sdk} makes them. In a JVM of its own, for it registers Bouncy Castle
 * in first place, and everything after that is slower.
 */
final class RsaWraps implements AutoCloseable {
  private static final long WRAP_NANOS = 2_000_000_000L;
  private static final char[] PASSWORD = "bench words 1234".toCharArray();

  private final Process process;
  private final BufferedReader answers;

  private RsaWraps(Process process) {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static RsaWraps start(Path root) throws IOException {
    Path target = root.resolve("infra/bench/target");
    return new RsaWraps(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                target.resolve("classes") + ":" + target.resolve("rsa-lib") + "/*",
                RsaWraps.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Seconds for one wrap; one round, while the other side rests. */
  double wrapSeconds() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the reference's JVM has ended");
    }
    return Double.parseDouble(line);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** In the other JVM: measures once for every line that it reads. */
  public static void main(String[] arguments) throws Exception {
    UserKeyPair member = Crypto.generateUserKeyPair(UserKeyPair.Version.RSA4096, PASSWORD);
    PlainFileKey fileKey = Crypto.generateFileKey(PlainFileKey.Version.AES256GCM);
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    asked
        .lines()
        .forEach(_ -> {
          try {
            System.out.println(wrapSeconds(member, fileKey));
          } catch (Exception e) {
            throw new UncheckedIOException(new IOException(e));
          }
        });
  }

  private static double wrapSeconds(UserKeyPair member, PlainFileKey fileKey) throws Exception {
    long start = System.nanoTime();
    int wraps = 0;
    while (System.nanoTime() - start < WRAP_NANOS) {
      Crypto.encryptFileKey(fileKey, member.getUserPublicKey());
      wraps++;
    }
    return (System.nanoTime() - start) / 1e9 / wraps;
  }
}
