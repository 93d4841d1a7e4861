package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.signin.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody's first keys, made in front of a server that lies about what became of them. */
class EnrolmentTest {
  private static final String SUBJECT = "newcomer";

  @TempDir Path folder;
  private World world;
  private Organisation organisation;
  private StrongroomConfig config;

  @BeforeEach
  void signedIn() throws Exception {
    world = new World(folder);
    organisation = world.platform().organisation();
    config = world.config(SUBJECT);
    Device device = Device.open(config.folder(), config.runtime(), config.random(), World.CLOCK);
    device.rememberServer(world.platform().url());
    device.rememberTokens(
        new Tokens(token(), "refresh", World.CLOCK.instant().plus(Duration.ofDays(1))));
    isTakenFor(Identity.userId(organisation.id(), Organisation.PROVIDER, SUBJECT));
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** Of which a client reads whose it is; its signature is the services' to check. */
  private static String token() {
    return "header." + Bytes.utf8("{\"sub\":\"" + SUBJECT + "\"}").toBase64Url() + ".signature";
  }

  private void isTakenFor(UserId user) {
    world
        .platform()
        .lie(
            Request.get("/identity/v1/me"),
            Answer.json(
                Map.of(
                    "user",
                    user.toString(),
                    "username",
                    SUBJECT,
                    "email",
                    SUBJECT + "@organisation.invalid",
                    "identities",
                    List.of())));
  }

  private void assertRefusedAndNothingKept() {
    assertRefused(ErrorCode.DIR_PROOF, this::enrol);
    Device device = world.device(SUBJECT);
    assertThat(device.membership()).isEmpty();
    assertThat(device.accountSecret()).isEmpty();
    assertThat(device.pins().self()).isEmpty();
    assertThatThrownBy(() -> Strongroom.connect(config)).isInstanceOf(LockedException.class);
  }

  private void enrol() {
    try (SecretBytes passphrase = Keys.passphrase("the first passphrase")) {
      new Enrolment(config).enrol(organisation.id(), passphrase, folder.resolve("kit"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void t14_firstIdentityOfWhichTheLogHasNothing_dirProofAndNothingIsKept() {
    world.platform().lie(Request.post("/identity/v1/me/identities"), Answer.json(Map.of()));
    assertRefusedAndNothingKept();
  }

  @Test
  void t12_takenForSomebodyElse_dirProofAndNothingIsPublished() {
    world.platform().beHonest();
    isTakenFor(world.platform().people().somebody("member").user());
    assertRefusedAndNothingKept();
    world.assertNoRequest(Request.post("/identities"));
    assertThat(folder.resolve("kit")).doesNotExist();
  }
}
