package dev.strongroom.sdk.device;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.identity.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which root a client believes in: T65. */
class RootsTest {
  @TempDir Path folder;

  private final SecureRandom random = Seed.random(Seed.ofThisRun());
  private final OrganisationId own = new Organisation(random).id();
  private final OrganisationId another = new Organisation(random).id();
  private Roots roots = new Roots(Path.of("unset"), Path.of("unset"));

  @BeforeEach
  void open() {
    roots = new Roots(folder.resolve("client"), distributed());
  }

  private Path distributed() {
    return folder.resolve("distributed");
  }

  @Test
  void rootThatNobodyRemembers_countsAsConfirmedOnTheScreen() {
    assertThat(roots.require(own)).isEmpty();
    assertThat(roots.source(own)).isEqualTo(RootSource.SCREEN);
    assertRefused(ErrorCode.ROOT, () -> roots.requireTrusted(own, "nothing is done"));
  }

  @ParameterizedTest
  @EnumSource(RootSource.class)
  void t65_knownRoot_anotherIsRefused_andOnlyTheScreenIsNotTrusted(RootSource source) {
    roots.remember(own, source);
    open();
    assertThat(roots.require(own)).contains(source);
    assertRefused(ErrorCode.ROOT, () -> roots.require(another));
    assertRefused(ErrorCode.ROOT, () -> roots.remember(another, RootSource.FINGERPRINT));
    assertThat(source.trusted()).isEqualTo(source != RootSource.SCREEN);
  }

  @Test
  void rootFromTheScreen_becomesABetterOne_andABetterOneStays() {
    roots.remember(own, RootSource.SCREEN);
    roots.remember(own, RootSource.FINGERPRINT);
    roots.requireTrusted(own, "nothing is done");
    roots.remember(own, RootSource.SCREEN);
    assertThat(roots.source(own)).isEqualTo(RootSource.FINGERPRINT);
  }

  @Test
  void t65_distributedRoot_goesBeforeEverything() throws IOException {
    roots.remember(another, RootSource.FINGERPRINT);
    Files.writeString(distributed(), Fingerprint.of(own.value()).text() + "\n");
    assertThat(roots.source(own)).isEqualTo(RootSource.FILE);
    assertRefused(ErrorCode.ROOT, () -> roots.require(another));
    assertRefused(ErrorCode.ROOT, () -> roots.remember(another, RootSource.KIT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yes", "0000-0000"})
  void t65_distributedFileThatIsDamaged_nothingIsBelieved(String content) throws IOException {
    Files.writeString(distributed(), content);
    assertRefused(ErrorCode.STATEMENT, () -> roots.require(own));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x FINGERPRINT", "x"})
  void ownFileThatIsDamaged_isSaidToBe_andNotTakenForNone(String content) throws IOException {
    Files.createDirectories(folder.resolve("client"));
    Files.writeString(folder.resolve("client/root"), content);
    assertThatThrownBy(() -> roots.require(own)).isInstanceOf(UncheckedIOException.class);
    Files.writeString(folder.resolve("client/root"), own + " GUESSED");
    assertThatThrownBy(() -> roots.require(own)).isInstanceOf(UncheckedIOException.class);
  }
}
