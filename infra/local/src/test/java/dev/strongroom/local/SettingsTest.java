package dev.strongroom.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path home;

  @Test
  void portAndSecret_loadedAgain_areTheSame() throws IOException {
    Settings first = Settings.load(home);
    int port = first.port("edge");
    String secret = first.secret("s3");
    Settings again = Settings.load(home);
    assertThat(again.port("edge")).isEqualTo(port);
    assertThat(again.secret("s3")).isEqualTo(secret);
  }

  @Test
  void portsAndSecrets_ofDifferentNames_differ() throws IOException {
    Settings settings = Settings.load(home);
    assertThat(settings.secret("a")).isNotEqualTo(settings.secret("b")).hasSize(32);
    assertThat(settings.port("a")).isNotEqualTo(settings.port("b"));
  }

  /** Those above are given to outgoing connections, also while what had one restarts. */
  @Test
  void port_isNoneOfThoseOfOutgoingConnections() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(Settings.freePort()).isBetween(10_240, 32_767);
    }
  }

  @Test
  void file_withSecrets_isForItsOwnerAlone() throws IOException {
    Settings.load(home).secret("s3");
    assertThat(Files.getPosixFilePermissions(home.resolve("stack.properties")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void value_changedByHand_isKept() throws IOException {
    Files.writeString(home.resolve("stack.properties"), "port.edge=8443\n");
    assertThat(Settings.load(home).port("edge")).isEqualTo(8443);
  }
}
