package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.attestation.Attester;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.device.SealedSeed;
import dev.strongroom.sdk.organisation.RootKey;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.slot.KeyWork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rooms that ask for attestations: in person, and through groups. */
class AdmissionTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;
  private ChainId group;

  /** The outsider is the organisation's attester. */
  @BeforeEach
  void aRoomThatAsks() throws Exception {
    world = new World(folder);
    Organisation organisation = world.platform().organisation();
    world.enrol("newcomer");
    world.config("manager").roots().remember(organisation.id(), RootSource.FINGERPRINT);
    world.config("outsider").roots().remember(organisation.id(), RootSource.FINGERPRINT);
    try (SecretBytes passphrase = Keys.passphrase("passphrase of the root")) {
      world
          .device("manager")
          .rememberRootKey(
              SealedSeed.seal(
                  RootKey.PURPOSE,
                  organisation.id(),
                  organisation.rootSeed(),
                  passphrase,
                  organisation.random()));
      new RootKey(work("manager"))
          .publish(
              passphrase,
              terms ->
                  terms.withAttesters(
                      List.of(world.platform().people().somebody("outsider").identity().hash())));
    }
    try (Strongroom manager = world.client("manager")) {
      room = manager.createRoom("Payroll");
      group = manager.createGroup("Staff");
      manager.addMember(group, manager.people().named("member"), GroupRole.MEMBER);
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  private KeyWork work(String name) {
    return new Enrolment(world.config(name)).keyWork();
  }

  private void attest(String name) {
    KeyWork work = work("outsider");
    new Attester(work)
        .attest(
            work.people().named(name), "seen", work.clock().instant().plus(Duration.ofDays(30)));
  }

  private void ask() {
    try (Strongroom manager = world.client("manager")) {
      manager.askForAttestations(room.toString(), true);
    }
  }

  private void assertNotLetIn(Runnable change) {
    world.platform().forgetRequests();
    assertRefused(ErrorCode.POLICY, change::run);
    world.assertNoRequest(Request.post("/links"));
  }

  private void grantGroup() {
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), group, Role.EDITOR);
    }
  }

  private void grant(String name) {
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named(name), Role.VIEWER);
    }
  }

  private void addToGroup(String name) {
    try (Strongroom manager = world.client("manager")) {
      manager.addMember(group, manager.people().named(name), GroupRole.MEMBER);
    }
  }

  @Test
  void personWithoutAttestation_isNotLetIn() {
    ask();
    assertNotLetIn(() -> grant("newcomer"));
    attest("newcomer");
    grant("newcomer");
  }

  /** The server says that it took the statement, and has it logged nowhere. */
  @Test
  void t14_attestationOfWhichTheLogHasNothing_dirProof_andNobodyIsLetIn() {
    ask();
    world.platform().lie(Request.post("/identity/v1/attestations"), Answer.json(Map.of()));
    assertRefused(ErrorCode.DIR_PROOF, () -> attest("newcomer"));
    world.platform().beHonest();
    assertNotLetIn(() -> grant("newcomer"));
  }

  @Test
  void groupWithAMemberWithoutAttestation_isNotLetIn() {
    attest("manager");
    ask();
    assertNotLetIn(this::grantGroup);
    attest("member");
    grantGroup();
  }

  @Test
  void groupThatIsGrantedToSuchARoom_takesNobodyWithoutAttestation() {
    attest("manager");
    attest("member");
    ask();
    grantGroup();
    assertNotLetIn(() -> addToGroup("newcomer"));
    attest("newcomer");
    addToGroup("newcomer");
  }

  @Test
  void whoIsThereAlready_stays_andIsNamed() {
    attest("manager");
    grantGroup();
    try (Strongroom manager = world.client("manager")) {
      assertThat(manager.askForAttestations(room.toString(), true))
          .extracting(Person::user)
          .containsExactly(world.platform().people().somebody("member").user());
      assertThat(manager.askForAttestations(room.toString(), false)).isEmpty();
    }
    grant("newcomer");
  }
}
