package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.attestation.Attester;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.device.RootSource;
import dev.strongroom.sdk.device.SealedSeed;
import dev.strongroom.sdk.organisation.RootKey;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.proposal.Asked;
import dev.strongroom.sdk.slot.KeyWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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

  /** The room is left out of the list, and its chain is not served either. */
  private void hideRoom() {
    world.platform().chains().hide(room);
    world.platform().lie(Request.get("/access/v1/rooms/" + room), Answer.problem(404, "not-found"));
  }

  private void askAndGrantGroup() {
    attest("manager");
    attest("member");
    ask();
    grantGroup();
    try (Strongroom manager = world.client("manager")) {
      manager.rooms();
    }
  }

  @Test
  void t64_roomThatAsks_leftOutOfTheList_isAskedStill() {
    askAndGrantGroup();
    world.platform().chains().hide(room);
    assertNotLetIn(() -> addToGroup("newcomer"));
  }

  @Test
  void t64_roomThatAsks_hiddenAltogether_isAskedStill() {
    askAndGrantGroup();
    hideRoom();
    assertNotLetIn(() -> addToGroup("newcomer"));
    attest("newcomer");
    addToGroup("newcomer");
  }

  /** Whether it asks still, nobody here can say. */
  @Test
  void t64_roomThatTheGroupWasGranted_hiddenAndChangedSince_chainBody_untilItIsForgotten() {
    askAndGrantGroup();
    attest("newcomer");
    changeMeanwhile();
    hideRoom();
    world.platform().forgetRequests();
    assertRefused(ErrorCode.CHAIN_BODY, () -> addToGroup("newcomer"));
    world.assertNoRequest(Request.post("/links"));
    try (Strongroom manager = world.client("manager")) {
      manager.forgetRoom(room.toString());
    }
    addToGroup("newcomer");
  }

  /** Another machine of the manager's changes the room. */
  private void changeMeanwhile() {
    Path pins = world.config("manager").folder().resolve("pins.json");
    byte[] before = read(pins);
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("member"), Role.VIEWER);
      manager.rooms();
    }
    write(pins, before);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An honest server says the same of a room that somebody was removed from. */
  @Test
  void roomThatTheGroupNeverWasGranted_hiddenAndChangedSince_keepsNobodyOut() {
    attest("member");
    ask();
    try (Strongroom manager = world.client("manager")) {
      manager.rooms();
    }
    changeMeanwhile();
    hideRoom();
    addToGroup("newcomer");
  }

  @Test
  void roomThatOneReaches_isNotForgotten() {
    askAndGrantGroup();
    try (Strongroom manager = world.client("manager")) {
      assertThatExceptionOfType(MembershipException.class)
          .isThrownBy(() -> manager.forgetRoom(room.toString()));
    }
    world.platform().chains().hide(room);
    assertNotLetIn(() -> addToGroup("newcomer"));
  }

  @Test
  void somebodyReadmittedToAGroup_thatSuchARoomIsGranted_needsAnAttestationOfHisNewKeys() {
    askAndGrantGroup();
    attest("newcomer");
    addToGroup("newcomer");
    world.platform().people().follow("newcomer", Identity.Cause.RESET);
    try (Strongroom manager = world.client("manager")) {
      Person newcomer = manager.people().named("newcomer");
      manager.people().confirmReset(newcomer, "newcomer", Optional.empty());
    }
    assertNotLetIn(this::readmit);
  }

  private void readmit() {
    try (Strongroom manager = world.client("manager")) {
      manager.readmit(group, manager.people().named("newcomer"));
    }
  }

  @Test
  void additionToAGroup_askedFor_thatSuchARoomIsGranted_needsAnAttestation_byHandToo() {
    askAndGrantGroup();
    world
        .platform()
        .asked()
        .serveRequest(
            "group", group, "add", world.platform().people().somebody("newcomer").user(), "member");
    assertNotLetIn(this::approve);
    attest("newcomer");
    approve();
  }

  private void approve() {
    try (Strongroom manager = world.client("manager")) {
      Asked asked = manager.proposals().requests().list(false).getFirst();
      manager.proposals().approve(asked, manager.people().byId(asked.user()));
    }
  }

  @Test
  void peopleOfAGroup_areItsCreator_itsManagers_andAHandfulOfMembers_thenTheirNumber() {
    try (Strongroom manager = world.client("manager")) {
      manager.addMember(group, manager.people().named("newcomer"), GroupRole.MANAGER);
      Strongroom.GroupPeople people = manager.peopleOf(group);
      assertThat(people.creator().claimedName()).isEqualTo("manager");
      assertThat(people.managers())
          .extracting(Person::claimedName)
          .containsExactlyInAnyOrder("manager", "newcomer");
      assertThat(people.members()).extracting(Person::claimedName).containsExactly("member");
      assertThat(people.count()).isEqualTo(3);
    }
    List<String> more =
        IntStream.range(0, Strongroom.GroupPeople.HANDFUL).mapToObj(i -> "one-" + i).toList();
    more.forEach(world::enrol);
    try (Strongroom manager = world.client("manager")) {
      manager.addMembers(
          group, more.stream().map(manager.people()::named).toList(), GroupRole.MEMBER);
      Strongroom.GroupPeople people = manager.peopleOf(group);
      assertThat(people.members()).isEmpty();
      assertThat(people.count()).isEqualTo(3 + more.size());
    }
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
