package dev.strongroom.bench;

import com.dracoon.sdk.crypto.Crypto;
import com.dracoon.sdk.crypto.model.EncryptedFileKey;
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
  private static final int UNWRAPS = 5;
  private static final char[] PASSWORD = "bench words 1234".toCharArray();

  private final Process process;
  private final BufferedReader answers;

  private RsaWraps(Process process) {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Seconds for one wrap, and for opening one as its owner. */
  record Cost(double wrapSeconds, double unwrapSeconds) {}

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

  /** One round, while the other side rests. */
  Cost round() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the reference's JVM has ended");
    }
    String[] words = line.split(" ", -1);
    return new Cost(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
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
    EncryptedFileKey own = Crypto.encryptFileKey(fileKey, member.getUserPublicKey());
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    asked
        .lines()
        .forEach(_ -> {
          try {
            System.out.println(wrapSeconds(member, fileKey) + " " + unwrapSeconds(member, own));
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

  private static double unwrapSeconds(UserKeyPair member, EncryptedFileKey own) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < UNWRAPS; i++) {
      Crypto.decryptFileKey(own, member.getUserPrivateKey(), PASSWORD);
    }
    return (System.nanoTime() - start) / 1e9 / UNWRAPS;
  }
}
