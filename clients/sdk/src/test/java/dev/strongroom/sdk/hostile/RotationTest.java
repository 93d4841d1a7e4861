package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.crypto.Argon2Parameters;
import dev.strongroom.protocol.identity.Fingerprint;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.identity.IdentitySecret;
import dev.strongroom.protocol.slot.AccountSecret;
import dev.strongroom.protocol.slot.PassphraseSlot;
import dev.strongroom.protocol.slot.SlotContents;
import dev.strongroom.sdk.EmergencyKit;
import dev.strongroom.sdk.Enrolment;
import dev.strongroom.sdk.LockedException;
import dev.strongroom.sdk.Rotation;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.StrongroomConfig;
import dev.strongroom.sdk.chain.MembershipException;
import dev.strongroom.sdk.device.Device;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.device.Strictness;
import dev.strongroom.sdk.people.Person;
import dev.strongroom.sdk.people.UnconfirmedException;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.signin.Tokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New keys for a user, and what everybody's client makes of them. */
class RotationTest {
  private static final String TEXT = "what was there before";

  @TempDir Path folder;
  private World world;
  private AccountSecret account;
  private ChainId room;

  @BeforeEach
  void begin() throws Exception {
    world = new World(folder);
    account = AccountSecret.random(world.config("member").random());
    giveSlot();
    room = world.room();
    world.put("manager", room, world.file("report", TEXT), "report");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static SecretBytes passphrase(String text) {
    return SecretBytes.takeOver(Bytes.utf8(text).toArray());
  }

  /** What enrolling leaves: a slot at the server, the account secret here. */
  private void giveSlot() {
    Organisation organisation = world.platform().organisation();
    Organisation.Somebody member = world.platform().people().somebody("member");
    try (SecretBytes passphrase = passphrase("old");
        SlotContents contents =
            new SlotContents(
                IdentitySecret.of(member.secret().value().copy()),
                organisation.id(),
                0,
                organisation.policy().hash())) {
      world
          .platform()
          .people()
          .slot(
              "member",
              PassphraseSlot.seal(
                  contents,
                  member.user(),
                  1,
                  passphrase,
                  account,
                  Argon2Parameters.DEFAULT,
                  organisation.random()));
    }
    world.device("member").rememberAccountSecret(account);
  }

  private Identity rotate() {
    try (SecretBytes passphrase = passphrase("old")) {
      return new Rotation(world.config("member")).rotate(passphrase);
    }
  }

  private Identity rotateCompromised() throws Exception {
    try (SecretBytes passphrase = passphrase("new")) {
      return new Rotation(world.config("member"))
          .rotateCompromised(passphrase, folder.resolve("new-kit"));
    }
  }

  private StrongroomConfig reset(String machine) throws Exception {
    StrongroomConfig config = machine(machine);
    try (SecretBytes passphrase = passphrase("fresh")) {
      new Rotation(config)
          .reset(
              world.platform().organisation().id(), passphrase, folder.resolve(machine + "-kit"));
    }
    return config;
  }

  /** A machine on which the member has signed in, and no more. */
  private StrongroomConfig machine(String name) {
    StrongroomConfig config = world.config(name);
    Device device = Device.open(config.folder(), config.runtime(), config.random(), World.CLOCK);
    device.rememberServer(world.platform().url());
    device.rememberTokens(
        new Tokens("member", "refresh", World.CLOCK.instant().plus(Duration.ofDays(1))));
    return config;
  }

  /** A server that says it took a statement, and has it logged nowhere. */
  private void swallowIdentities() {
    world
        .platform()
        .lie(Request.post("/identity/v1/me/identities"), Answer.json(Map.of("user", "x")));
  }

  @Test
  void rotation_ofWhichTheLogHasNothing_isNoRotation_andTheOldKeysGoOn() throws Exception {
    swallowIdentities();
    assertRefused(ErrorCode.DIR_PROOF, this::rotate);
    assertRefused(ErrorCode.DIR_PROOF, this::rotateCompromised);
    world.platform().beHonest();
    world.with("member", room, open -> assertThat(open.name()).isEqualTo("Board"));
  }

  @Test
  void reset_ofWhichTheLogHasNothing_isNone() throws Exception {
    swallowIdentities();
    assertRefused(ErrorCode.DIR_PROOF, () -> reset("lost"));
    assertThat(world.device("lost").membership()).isEmpty();
    assertThat(world.device("lost").pins().self()).isEmpty();
  }

  /** The member's second machine, with his keys of now open. */
  private StrongroomConfig secondMachine() {
    StrongroomConfig config = machine("second");
    try (EmergencyKit kit =
            new EmergencyKit(
                world.platform().url(),
                "member",
                world.platform().organisation().id(),
                AccountSecret.of(account.value().copy()));
        SecretBytes passphrase = passphrase("old")) {
      new Enrolment(config).enrolFromKit(kit, passphrase);
    }
    return config;
  }

  private static String read(StrongroomConfig config, ChainId room) throws Exception {
    try (Strongroom client = Strongroom.connect(config);
        Room open = client.room(room.toString())) {
      Entry entry = open.find(World.path("report")).orElseThrow();
      return new String(open.read(entry, 0, TEXT.length()), StandardCharsets.UTF_8);
    }
  }

  private Person seenByManager(Strongroom manager) {
    return manager.people().named("member");
  }

  @Test
  void rotation_makesWrapsAnew_andTouchesNoFileAndNoLink() throws Exception {
    ChainId group;
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMember(group, seenByManager(manager), GroupRole.MEMBER);
    }
    rotate();
    world.platform().forgetRequests();
    assertThat(read(world.config("member"), room)).isEqualTo(TEXT);
    try (Strongroom member = world.client("member")) {
      assertThat(member.groups()).hasSize(1);
      assertThat(member.leftOfRotation()).isEmpty();
      assertThat(member.self().newest().body().generation()).isEqualTo(2);
    }
    assertThat(world.platform().requests())
        .filteredOn(r -> r.method().equals("POST"))
        .filteredOn(Request.to("/access/"))
        .allMatch(r -> r.path().endsWith("/wraps"))
        .hasSize(2);
    assertThat(world.config("member").folder().resolve("rotation.json")).doesNotExist();
    // And he writes under his new key.
    world.put("member", room, world.file("answer", "x"), "answer");
    try (Strongroom manager = world.client("manager");
        Room open = manager.room(room.toString())) {
      assertThat(open.find(World.path("answer"))).isPresent();
    }
  }

  @Test
  void rotation_underAnotherPassphrase_changesNothing() {
    try (SecretBytes passphrase = passphrase("wrong")) {
      assertRefused(
          ErrorCode.UNLOCK_FAILED, () -> new Rotation(world.config("member")).rotate(passphrase));
    }
    assertThat(world.platform().people().published("member")).hasSize(1);
    assertThat(world.config("member").folder().resolve("rotation.json")).doesNotExist();
  }

  @Test
  void rotation_whoseAnswerIsLost_isFoundAgainByUnlocking() throws Exception {
    world.platform().loseAnswer(Request.post("/me/identities"));
    assertThatExceptionOfType(ServerException.class).isThrownBy(this::rotate);
    world.platform().beHonest();
    assertThatExceptionOfType(LockedException.class)
        .isThrownBy(() -> world.client("member").close())
        .withMessageContaining("unlock");
    try (SecretBytes passphrase = passphrase("old")) {
      new Enrolment(world.config("member")).unlock(passphrase);
    }
    assertThat(read(world.config("member"), room)).isEqualTo(TEXT);
  }

  @Test
  void rotation_interruptedBeforeAllWraps_goesOnWithTheNextCommand() throws Exception {
    rotate();
    world.platform().lieOnce(Request.post("/wraps"), Answer.problem(503, "unavailable"));
    try (Strongroom member = world.client("member")) {
      assertThat(member.leftOfRotation()).containsOnlyKeys(room);
    }
    assertThat(world.config("member").folder().resolve("rotation.json")).exists();
    try (SecretBytes passphrase = passphrase("old")) {
      assertThatExceptionOfType(LockedException.class)
          .isThrownBy(() -> new Rotation(world.config("member")).rotate(passphrase));
    }
    assertThat(read(world.config("member"), room)).isEqualTo(TEXT);
    assertThat(world.config("member").folder().resolve("rotation.json")).doesNotExist();
  }

  @Test
  void t11_ownKeyChangedOnAnotherMachine_selfKeyChangedUntilConfirmed() throws Exception {
    StrongroomConfig second = secondMachine();
    rotate();
    world.client("member").close();
    world.platform().forgetRequests();
    assertRefused(ErrorCode.SELF_KEY_CHANGED, () -> Strongroom.connect(second).close());
    try (SecretBytes passphrase = passphrase("old")) {
      assertRefused(ErrorCode.SELF_KEY_CHANGED, () -> new Enrolment(second).unlock(passphrase));
      assertRefused(ErrorCode.SELF_KEY_CHANGED, () -> Strongroom.connect(second).close());
      world.assertNoRequest(Request.to("/access/").or(Request.to("/storage/")));
      Identity confirmed = new Rotation(second).confirm(Optional.empty());
      assertThat(confirmed.generation()).isEqualTo(2);
      assertThatExceptionOfType(LockedException.class)
          .isThrownBy(() -> Strongroom.connect(second).close());
      new Enrolment(second).unlock(passphrase);
    }
    assertThat(read(second, room)).isEqualTo(TEXT);
    assertThatExceptionOfType(LockedException.class)
        .isThrownBy(() -> new Rotation(second).confirm(Optional.empty()));
  }

  @Test
  void compromise_whoseAnswerIsLost_isFoundAgainByUnlocking() throws Exception {
    world.platform().loseAnswer(Request.post("/me/identities"));
    assertThatExceptionOfType(ServerException.class).isThrownBy(this::rotateCompromised);
    world.platform().beHonest();
    assertThatExceptionOfType(LockedException.class)
        .isThrownBy(() -> world.client("member").close())
        .withMessageContaining("unlock");
    try (SecretBytes passphrase = passphrase("new")) {
      new Enrolment(world.config("member")).unlock(passphrase);
    }
    assertThat(read(world.config("member"), room)).isEqualTo(TEXT);
  }

  @Test
  void t69_compromise_oldKitAndOldSecretOpenNothingNew() throws Exception {
    StrongroomConfig thief = secondMachine();
    long before;
    try (Strongroom manager = world.client("manager");
        Room open = manager.room(room.toString())) {
      before = open.chain().newest().epoch().number();
      manager.changeRole(
          room.toString(),
          new Grantee.User(world.platform().people().somebody("member").user()),
          Role.MANAGER);
    }
    rotateCompromised();
    try (Strongroom member = world.client("member")) {
      assertThat(member.leftOfRotation()).isEmpty();
    }
    world.put("member", room, world.file("secret", "new"), "secret");
    try (Strongroom manager = world.client("manager");
        Room open = manager.room(room.toString())) {
      assertThat(open.chain().newest().epoch().number()).isGreaterThan(before);
    }
    // The thief has the old secret open, the old kit and the old passphrase, and the server's help.
    assertRefused(ErrorCode.SELF_KEY_CHANGED, () -> Strongroom.connect(thief).close());
    try (SecretBytes passphrase = passphrase("old")) {
      assertRefused(ErrorCode.UNLOCK_FAILED, () -> new Enrolment(thief).unlock(passphrase));
    }
    // The new kit opens on another machine.
    StrongroomConfig third = machine("third");
    try (EmergencyKit kit = EmergencyKit.read(folder.resolve("new-kit"));
        SecretBytes passphrase = passphrase("new")) {
      new Enrolment(third).enrolFromKit(kit, passphrase);
    }
    assertThat(read(third, room)).isEqualTo(TEXT);
  }

  @Test
  void t69_compromise_ofAMemberWhoManagesNothing_renewsHisGroupsAndWhatTheyReach()
      throws Exception {
    ChainId group;
    ChainId through;
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMember(group, seenByManager(manager), GroupRole.MEMBER);
      through = manager.createRoom("Plans");
      manager.grant(through.toString(), group, Role.EDITOR);
    }
    rotateCompromised();
    try (Strongroom member = world.client("member")) {
      assertThat(member.leftOfRotation()).isEmpty();
      assertThat(member.groups().getFirst().state().epoch().number()).isEqualTo(2);
    }
    for (ChainId each : List.of(room, through)) {
      try (Strongroom manager = world.client("manager");
          Room open = manager.room(each.toString())) {
        assertThat(open.chain().newest().epoch().number()).isEqualTo(2);
        assertThat(open.chain().rekeyDue()).isFalse();
      }
    }
    // All is done: the next command renews nothing again.
    world.platform().forgetRequests();
    world.client("member").close();
    world.assertNoRequest(Request.post("/links"));
  }

  @Test
  void compromise_interruptedBeforeAllEpochs_goesOnWithTheNextCommand() throws Exception {
    ChainId group;
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Staff");
      manager.addMember(group, seenByManager(manager), GroupRole.MEMBER);
    }
    rotateCompromised();
    world
        .platform()
        .lieOnce(Request.post("/groups/" + group + "/links"), Answer.problem(403, "forbidden"));
    try (Strongroom member = world.client("member")) {
      assertThat(member.leftOfRotation()).containsOnlyKeys(group);
    }
    try (Strongroom member = world.client("member")) {
      assertThat(member.leftOfRotation()).isEmpty();
      assertThat(member.groups().getFirst().state().epoch().number()).isEqualTo(2);
    }
  }

  @Test
  void compromise_ofAViewer_renewsTheRoomThatHeWasGrantedInPerson_andNoOther() throws Exception {
    ChainId group;
    ChainId through;
    try (Strongroom manager = world.client("manager")) {
      manager.changeRole(
          room.toString(),
          new Grantee.User(world.platform().people().somebody("member").user()),
          Role.VIEWER);
      group = manager.createGroup("Staff");
      manager.addMember(group, seenByManager(manager), GroupRole.MEMBER);
      through = manager.createRoom("Plans");
      manager.grant(through.toString(), group, Role.VIEWER);
    }
    rotateCompromised();
    try (Strongroom member = world.client("member")) {
      assertThat(member.leftOfRotation()).isEmpty();
    }
    try (Strongroom manager = world.client("manager");
        Room own = manager.room(room.toString());
        Room other = manager.room(through.toString())) {
      assertThat(own.chain().newest().epoch().number()).isEqualTo(2);
      assertThat(own.chain().rekeyDue()).isFalse();
      assertThat(other.chain().rekeyDue()).isTrue();
      assertThat(other.renewKeys()).isTrue();
    }
    assertThat(read(world.config("member"), room)).isEqualTo(TEXT);
  }

  @Test
  void memberNamedAnewAfterACompromise_bringsNewKeysWithIt() throws Exception {
    ChainId group;
    try (Strongroom manager = world.client("manager")) {
      Person member = manager.people().pin(seenByManager(manager), "member", Optional.empty());
      group = manager.createGroup("Staff");
      manager.addMember(group, member, GroupRole.MEMBER);
    }
    rotateCompromised();
    try (Strongroom manager = world.client("manager")) {
      Person member = manager.people().pin(seenByManager(manager), "member", Optional.empty());
      manager.readmit(group, member);
      manager.readmit(room.toString(), member);
    }
    try (Strongroom manager = world.client("manager");
        Room open = manager.room(room.toString())) {
      assertThat(manager.groups().getFirst().state().epoch().number()).isEqualTo(2);
      assertThat(open.chain().newest().epoch().number()).isEqualTo(2);
    }
  }

  @Test
  void kitThatIsThere_isNotWrittenOver_andNothingIsPublished() throws Exception {
    Files.writeString(folder.resolve("new-kit"), "mine");
    assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(this::rotateCompromised);
    assertThat(world.platform().people().published("member")).hasSize(1);
    assertThat(Files.readString(folder.resolve("new-kit"))).isEqualTo("mine");
  }

  @Test
  void rotationOrResetThatIsRefused_leavesNoKit_andCanBeTriedAgain() throws Exception {
    world.platform().lie(Request.post("/me/identities"), Answer.problem(403, "forbidden"));
    assertThatExceptionOfType(ServerException.class).isThrownBy(this::rotateCompromised);
    assertThatExceptionOfType(ServerException.class).isThrownBy(() -> reset("fresh"));
    assertThat(folder.resolve("new-kit")).doesNotExist();
    assertThat(folder.resolve("fresh-kit")).doesNotExist();
    world.platform().beHonest();
    rotateCompromised();
    assertThat(folder.resolve("new-kit")).exists();
  }

  @Test
  void rotationWhoseOwnKeysDoNotStand_writesNoKit() throws Exception {
    Pins pins = world.device("member").pins();
    pins.pinSelf(world.platform().people().somebody("manager").identity().hash());
    pins.save();
    assertRefused(ErrorCode.SELF_KEY_CHANGED, this::rotateCompromised);
    assertThat(folder.resolve("new-kit")).doesNotExist();
  }

  @Test
  void rotationOrResetWithoutAClearAnswer_keepsItsKit() throws Exception {
    world.platform().loseAnswer(Request.post("/me/identities"));
    assertThatExceptionOfType(ServerException.class).isThrownBy(this::rotateCompromised);
    assertThat(folder.resolve("new-kit")).exists();
    assertThatExceptionOfType(ServerException.class).isThrownBy(() -> reset("fresh"));
    assertThat(folder.resolve("fresh-kit")).exists();
  }

  @Test
  void t74_reset_givesNothing_untilAManagerConfirmsAndReadmits() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      manager.people().pin(seenByManager(manager), "member", Optional.empty());
    }
    StrongroomConfig fresh = reset("fresh");
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> read(fresh, room));
    // Nothing changes for the earlier key, nor for what others give.
    assertThat(read(world.config("member"), room)).isEqualTo(TEXT);
    Fingerprint resetKey;
    try (Strongroom manager = world.client("manager")) {
      Person member = manager.person("member");
      assertThat(member.trust()).isEqualTo(Person.Trust.CONFIRMED);
      assertThat(member.newest().body().generation()).isEqualTo(1);
      assertThat(member.waitingResets()).hasSize(1);
      assertThat(member.history().getLast().standing()).isEqualTo(Person.Standing.RESET_WAITING);
      resetKey = Fingerprint.of(member.waitingResets().getFirst().newest().hash());
      assertRefused(
          ErrorCode.DIR_PROOF,
          () -> manager.people().confirmReset(member, "member", Optional.of(member.fingerprint())));
      Person confirmed = manager.people().confirmReset(member, "member", Optional.of(resetKey));
      assertThat(confirmed.verified()).isTrue();
      manager.readmit(room.toString(), confirmed);
    }
    assertThat(read(fresh, room)).isEqualTo(TEXT);
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> read(world.config("member"), room));
  }

  @Test
  void rotationsAfterAReset_areFinished_thoughNobodyHasReadmittedHim() throws Exception {
    StrongroomConfig fresh = reset("fresh");
    for (int i = 0; i < 2; i++) {
      try (SecretBytes passphrase = passphrase("fresh")) {
        new Rotation(fresh).rotate(passphrase);
      }
      try (Strongroom member = Strongroom.connect(fresh)) {
        assertThat(member.leftOfRotation()).isEmpty();
        assertThatExceptionOfType(MembershipException.class)
            .isThrownBy(() -> member.leaveRoom(room.toString()));
      }
    }
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> read(fresh, room));
  }

  @Test
  void t74_rotationVoidsAReset_evenOneThatWasConfirmed() throws Exception {
    StrongroomConfig fresh = reset("fresh");
    try (Strongroom manager = world.client("manager")) {
      Person member = manager.people().pin(seenByManager(manager), "member", Optional.empty());
      Person confirmed = manager.people().confirmReset(member, "member", Optional.empty());
      assertThat(confirmed.newest().body().cause()).isEqualTo(Identity.Cause.RESET);
      assertThat(confirmed.verified()).isFalse();
    }
    rotate();
    assertRefused(ErrorCode.SELF_KEY_CHANGED, () -> Strongroom.connect(fresh).close());
    try (Strongroom manager = world.client("manager")) {
      Person member = manager.person("member");
      assertThat(member.trust()).isEqualTo(Person.Trust.RESET_VOID);
      assertThat(member.newest().body().cause()).isEqualTo(Identity.Cause.ROTATION);
      assertThatExceptionOfType(UnconfirmedException.class)
          .isThrownBy(() -> manager.readmit(room.toString(), member));
    }
  }

  @Test
  void t74_severalResets_areNotConfirmedWithoutAFingerprint() throws Exception {
    reset("fresh");
    reset("attacker");
    try (Strongroom manager = world.client("manager")) {
      Person member = manager.people().pin(seenByManager(manager), "member", Optional.empty());
      assertThat(member.waitingResets()).hasSize(2);
      assertThatExceptionOfType(UnconfirmedException.class)
          .isThrownBy(() -> manager.people().confirmReset(member, "member", Optional.empty()));
      assertThat(manager.person("member").trust()).isEqualTo(Person.Trust.CONFIRMED);
    }
  }

  @Test
  void contactsRotation_isTold_andPassesOrNot_asThisClientHasIt() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      Person member = seenByManager(manager);
      manager.people().pin(member, "member", Optional.of(member.fingerprint()));
    }
    rotate();
    try (Strongroom manager = world.client("manager")) {
      Person member = manager.person("member");
      assertThat(member.trust()).isEqualTo(Person.Trust.ROTATED);
      assertThat(member.verified()).isTrue();
      assertThat(member.told()).isFalse();
      manager.people().told(member);
      manager.createRoom("Other");
      manager.grant("Other", member, Role.VIEWER);
    }
    world.device("manager").rememberStrictness(Strictness.BLOCK);
    try (Strongroom manager = world.client("manager")) {
      Person member = manager.person("member");
      assertThat(member.told()).isTrue();
      assertThat(member.trust()).isEqualTo(Person.Trust.ROTATED);
      manager.createRoom("Third");
      assertThatExceptionOfType(UnconfirmedException.class)
          .isThrownBy(() -> manager.grant("Third", member, Role.VIEWER));
      Person confirmed = manager.people().pin(member, "member", Optional.empty());
      assertThat(confirmed.trust()).isEqualTo(Person.Trust.CONFIRMED);
      manager.grant("Third", confirmed, Role.VIEWER);
    }
  }

  @Test
  void contactsCompromise_isConfirmedFirst_whateverTheStrictness() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      Person member = seenByManager(manager);
      manager.people().pin(member, "member", Optional.of(member.fingerprint()));
    }
    rotateCompromised();
    try (Strongroom manager = world.client("manager")) {
      Person member = manager.person("member");
      assertThat(member.trust()).isEqualTo(Person.Trust.COMPROMISED);
      assertThat(member.verified()).isFalse();
      manager.createRoom("Other");
      assertThatExceptionOfType(UnconfirmedException.class)
          .isThrownBy(() -> manager.grant("Other", member, Role.VIEWER));
      Person confirmed = manager.people().pin(member, "member", Optional.empty());
      assertThat(confirmed.verified()).isFalse();
      manager.grant("Other", confirmed, Role.VIEWER);
    }
  }

  @Test
  void t14_rotationThatIsKeptBack_dirProof() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      manager.people().pin(seenByManager(manager), "member", Optional.empty());
    }
    rotateCompromised();
    try (Strongroom manager = world.client("manager")) {
      manager.people().told(manager.person("member"));
    }
    world
        .platform()
        .bend(
            Request.get("/identity/v1/users"),
            json -> {
              ArrayNode identities = (ArrayNode) json.path("identities");
              if (identities.size() > 1) {
                identities.remove(1);
              }
            });
    try (Strongroom manager = world.client("manager")) {
      assertRefused(ErrorCode.DIR_PROOF, () -> manager.person("member"));
    }
  }

  @Test
  void t11_identityThatWasToldIsNoneOfHis_dirChain() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      Person member = manager.people().pin(seenByManager(manager), "member", Optional.empty());
      manager
          .pins()
          .pinContact(
              new Pins.Contact(
                  member.user(),
                  "member",
                  member.newest().hash(),
                  false,
                  manager.people().named("outsider").newest().hash()));
      manager.pins().save();
    }
    try (Strongroom manager = world.client("manager")) {
      assertRefused(ErrorCode.DIR_CHAIN, () -> manager.person("member"));
    }
  }

  /** His second machine makes the wraps, where the one that rotated never came back. */
  @Test
  void rotationLeftBehind_isFinishedByAnotherMachine_andNotByAMadeUpSecret() throws Exception {
    StrongroomConfig second = secondMachine();
    rotate();
    new Rotation(second).confirm(Optional.empty());
    try (SecretBytes passphrase = passphrase("old")) {
      new Enrolment(second).unlock(passphrase);
    }
    assertRefused(ErrorCode.UNLOCK_FAILED, () -> read(second, room));
    world
        .platform()
        .bend(Request.get("/earlier"), json -> ((ObjectNode) json).put("sealed", "AAAA"));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> Strongroom.renewWraps(second));
    world.assertNoRequest(Request.post("/wraps"));
    world.platform().beHonest();
    assertThat(Strongroom.renewWraps(second)).isEmpty();
    assertThat(read(second, room)).isEqualTo(TEXT);
  }
}
