package dev.strongroom.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against an independent implementation of the suite: the npm packages of hpke-js, run by Node. */
class HpkeInteropTest {
  private static final Path SOURCE = Path.of("src/test/interop");
  private static final Path FOLDER = Path.of("target/interop");
  private static Process node;

  private final SecureRandom random = Seed.random(Seed.ofThisRun());

  @BeforeAll
  static void start() throws Exception {
    Files.createDirectories(FOLDER);
    for (String file : List.of("package.json", "package-lock.json", ".npmrc", "hpke.mjs")) {
      Files.copy(SOURCE.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.isDirectory(FOLDER.resolve("node_modules"))) {
      Process install =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(FOLDER.resolve("npm.log").toFile())
              .start();
      assertThat(install.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(install.exitValue()).as(Files.readString(FOLDER.resolve("npm.log"))).isZero();
    }
    node =
        new ProcessBuilder("node", "hpke.mjs")
            .directory(FOLDER.toFile())
            .redirectError(FOLDER.resolve("node.log").toFile())
            .start();
  }

  @AfterAll
  static void stop() {
    node.destroy();
  }

  private static Bytes ask(String request) throws IOException {
    Writer out = node.outputWriter(StandardCharsets.UTF_8);
    out.write(request + "\n");
    out.flush();
    BufferedReader in = node.inputReader(StandardCharsets.UTF_8);
    String answer = in.readLine();
    assertThat(answer).as(Files.readString(FOLDER.resolve("node.log"))).isNotNull();
    return Bytes.fromHex(String.valueOf(answer));
  }

  @Test
  void sealedHere_opensThere_andTheOtherWayRound() throws IOException {
    for (int round = 0; round < 5; round++) {
      Bytes info = Bytes.random(random, 40);
      try (SecretBytes seed = SecretBytes.random(random, 32);
          KemPrivateKey key = KemPrivateKey.fromSeed(seed);
          SecretBytes secret = SecretBytes.random(random, 32)) {
        Bytes plain = Bytes.of(secret.copyOfSecret());
        Bytes seedBytes = Bytes.of(seed.copyOfSecret());
        Bytes ours = Hpke.seal(key.publicKey(), info, secret);
        assertThat(
                ask(
                    "{\"op\":\"open\",\"key\":\"%s\",\"info\":\"%s\",\"data\":\"%s\"}"
                        .formatted(seedBytes.toHex(), info.toHex(), ours.toHex())))
            .isEqualTo(plain);
        Bytes theirs =
            ask(
                "{\"op\":\"seal\",\"publicKey\":\"%s\",\"info\":\"%s\",\"data\":\"%s\"}"
                    .formatted(key.publicKey().value().toHex(), info.toHex(), plain.toHex()));
        assertThat(Hpke.open(key, info, theirs)).isEqualTo(secret);
      }
    }
  }
}
