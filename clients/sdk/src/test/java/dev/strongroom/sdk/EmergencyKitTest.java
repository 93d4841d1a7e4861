package dev.strongroom.sdk;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.slot.AccountSecret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmergencyKitTest {
  private static final URI SERVER = URI.create("https://server.invalid");

  private final SecureRandom random = Seed.random(1);

  @TempDir Path folder;
  private Path file;
  private EmergencyKit kit;

  @BeforeEach
  void aKit() throws IOException {
    file = folder.resolve("kit.txt");
    kit =
        new EmergencyKit(
            SERVER, "member", new Organisation(random).id(), AccountSecret.random(random));
    kit.write(file);
  }

  private void replace(String what, String with) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(what);
    Files.writeString(file, text.replace(what, with));
  }

  private void assertNoKit() {
    assertThatThrownBy(() -> EmergencyKit.read(file)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void read_whatWasWritten_theSame() throws IOException {
    try (EmergencyKit read = EmergencyKit.read(file)) {
      assertThat(read.server()).isEqualTo(SERVER);
      assertThat(read.username()).isEqualTo("member");
      assertThat(read.organisation()).isEqualTo(kit.organisation());
      assertThat(read.accountSecret().toPrintable()).isEqualTo(kit.accountSecret().toPrintable());
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void read_typedOffPaper_caseSpacesAndLineEndsDoNotMatter() throws IOException {
    String secret = new String(kit.accountSecret().toPrintable());
    replace(secret, secret.toLowerCase(java.util.Locale.ROOT).replace("-", " - "));
    replace("\n", "\r\n");
    try (EmergencyKit read = EmergencyKit.read(file)) {
      assertThat(read.accountSecret().toPrintable()).isEqualTo(kit.accountSecret().toPrintable());
    }
  }

  @Test
  void write_overAnything_isRefused() throws IOException {
    String before = Files.readString(file);
    assertThatThrownBy(() -> kit.write(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Server:", "User:", "Organisation:", "Account secret:"})
  void read_lineMissingEmptyOrTwice_isNoKit(String line) throws IOException {
    String text = Files.readString(file);
    String whole = text.lines().filter(l -> l.startsWith(line)).findFirst().orElseThrow();
    Files.writeString(file, text.replace(whole, ""));
    assertNoKit();
    Files.writeString(file, text.replace(whole, line));
    assertNoKit();
    Files.writeString(file, text + whole + "\n");
    assertNoKit();
  }

  @ParameterizedTest
  @CsvSource({
    "https://server.invalid,http://server.invalid",
    "https://server.invalid,not a url",
    "https://server.invalid,file:///etc/passwd",
    "Organisation: ,Organisation: x"
  })
  void read_badValue_isNoKit(String good, String bad) throws IOException {
    replace(good, bad);
    assertNoKit();
  }

  @Test
  void read_anySlipInTheSecret_isNoticed() throws IOException {
    char[] secret = kit.accountSecret().toPrintable();
    String good = new String(secret);
    String text = Files.readString(file);
    for (int i = 0; i < secret.length; i++) {
      if (secret[i] != '-') {
        char slip = secret[i] == '7' ? '8' : '7';
        String bad = good.substring(0, i) + slip + good.substring(i + 1);
        Files.writeString(file, text.replace(good, bad));
        assertRefused(ErrorCode.UNLOCK_FAILED, () -> EmergencyKit.read(file));
      }
    }
  }

  @Test
  void read_somethingElse_isNoKit() throws IOException {
    Files.write(file, new byte[0]);
    assertNoKit();
    byte[] noise = new byte[5000];
    random.nextBytes(noise);
    Files.write(file, noise);
    assertNoKit();
    Files.write(file, new byte[20_000]);
    assertRefused(ErrorCode.LIMIT, () -> EmergencyKit.read(file));
  }

  /** The name is the server's word: it could write an organisation of its own into the kit. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "member\nOrganisation: x",
        "member\r",
        "a\u2028b",
        "a\u202eb",
        "\u001b[2J",
        " ",
        ""
      })
  void username_thatIsNotOneLine_isRefused(String username) {
    assertRefused(
        ErrorCode.STATEMENT,
        () -> new EmergencyKit(SERVER, username, kit.organisation(), AccountSecret.random(random)));
  }
}
