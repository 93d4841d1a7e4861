package dev.strongroom.sdk.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.identity.IdentitySecret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The unlocked session, and files that are damaged. */
class DeviceTest {
  /** A clock that a test moves. */
  private static final class Hand extends Clock {
    private Instant now = Organisation.TIME;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private final SecureRandom random = Seed.random(1);
  private final Hand clock = new Hand();

  @TempDir Path folder;
  private Device device;
  private Device.Membership membership;
  private IdentitySecret secret;

  @BeforeEach
  void begin() {
    Organisation organisation = new Organisation(random);
    Organisation.Somebody somebody = organisation.somebody("member");
    secret = somebody.secret();
    membership =
        new Device.Membership(
            URI.create("https://server.invalid"), organisation.id(), somebody.user(), "member");
    device = open();
  }

  private Device open() {
    return Device.open(folder.resolve("client"), folder.resolve("runtime"), random, clock);
  }

  private boolean isUnlocked() {
    Optional<IdentitySecret> found = open().unlocked(membership);
    found.ifPresent(
        s -> assertThat(s.value().copyOfSecret()).isEqualTo(secret.value().copyOfSecret()));
    return found.isPresent();
  }

  private Path sessionKey() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("runtime/strongroom"))) {
      return files.filter(f -> f.toString().endsWith(".session")).findFirst().orElseThrow();
    }
  }

  private Path session() {
    return folder.resolve("client/session.json");
  }

  @Test
  void unlock_lastsEightHoursAndNoLonger() {
    device.unlock(secret, membership);
    clock.now = Organisation.TIME.plus(Duration.ofHours(8)).minusSeconds(1);
    assertThat(isUnlocked()).isTrue();
    clock.now = Organisation.TIME.plus(Duration.ofHours(8));
    assertThat(isUnlocked()).isFalse();
    assertThat(session()).doesNotExist();
  }

  @Test
  void unlock_timeWrittenLonger_opensNothing() throws IOException {
    device.unlock(secret, membership);
    long until = Organisation.TIME.plus(Device.UNLOCKED).getEpochSecond();
    String longer =
        Files.readString(session()).replace(Long.toString(until), Long.toString(until + 9_999));
    Files.writeString(session(), longer);
    assertThat(isUnlocked()).isFalse();
  }

  @Test
  void lock_forgetsBothHalves() throws IOException {
    device.unlock(secret, membership);
    Path key = sessionKey();
    device.lock();
    assertThat(isUnlocked()).isFalse();
    assertThat(key).doesNotExist();
    assertThat(session()).doesNotExist();
  }

  @Test
  void unlocked_afterTheRuntimeFolderIsGone_opensNothing() throws IOException {
    device.unlock(secret, membership);
    Files.delete(sessionKey());
    assertThat(isUnlocked()).isFalse();
  }

  /** As after a crash between the two writes of a second unlock. */
  @Test
  void unlocked_newSessionUnderTheOldKey_opensNothingAndLocks() throws IOException {
    device.unlock(secret, membership);
    byte[] old = Files.readAllBytes(sessionKey());
    device.unlock(secret, membership);
    Files.write(sessionKey(), old);
    assertThat(isUnlocked()).isFalse();
    assertThat(session()).doesNotExist();
  }

  @Test
  void session_ofAnotherUser_opensNothing() {
    device.unlock(secret, membership);
    Device.Membership other =
        new Device.Membership(
            membership.server(),
            membership.organisation(),
            new Organisation(random).somebody("outsider").user(),
            "outsider");
    assertThat(open().unlocked(other)).isEmpty();
  }

  @Test
  void unlock_whatIsWritten_isForItsOwnerAlone() throws IOException {
    device.unlock(secret, membership);
    for (Path file : new Path[] {session(), sessionKey()}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
    }
    byte[] secretBytes = secret.value().copyOfSecret();
    assertThat(new String(Files.readAllBytes(session()), StandardCharsets.ISO_8859_1))
        .doesNotContain(new String(secretBytes, StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "null", "\u0000"})
  void damagedFiles_areSaidToBe_andNotTakenForNone(String content) throws IOException {
    Files.createDirectories(folder.resolve("client"));
    for (String name : new String[] {"pins.json", "client.json", "tokens.json"}) {
      Files.writeString(folder.resolve("client").resolve(name), content);
    }
    assertThatThrownBy(() -> open().pins())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("damaged");
    assertThatThrownBy(() -> open().membership()).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> open().tokens()).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void runtimeFolder_thatOthersMayWriteTo_isNotUsed() throws IOException {
    Path ours = Files.createDirectory(folder.resolve("ours"));
    Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwx------"));
    PrivateFile.requireOwn(ours);
    assertThat(ours).isEmptyDirectory();
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> PrivateFile.requireOwn(open)).isInstanceOf(IOException.class);
    Path link = Files.createSymbolicLink(folder.resolve("link"), ours);
    assertThatThrownBy(() -> PrivateFile.requireOwn(link)).isInstanceOf(IOException.class);
  }
}
