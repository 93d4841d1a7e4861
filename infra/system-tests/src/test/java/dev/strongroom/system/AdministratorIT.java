package dev.strongroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.demo.Player;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.NotForThisKeyException;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.EpochInfo;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.proposal.Proposal;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.agent.AgentEvent;
import dev.strongroom.sdk.room.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An administrator tries to let himself into the payroll room, by every request, role and directory
 * change that he has, with his hand in the databases too, while agents run: he reads nothing.
 */
@ExtendWith(Platform.Shared.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(1200)
class AdministratorIT {
  private static Platform platform;
  private static Operator operator;
  private static Payroll pay;
  private static Player administrator;
  private static Player second;
  private static Player twin;

  /** Machines on which the administrator is signed in as somebody else. */
  private static Player asClerk;

  private static Player asDesk;
  private static Signed<Proposal> good;

  @BeforeAll
  static void start(Platform shared) throws Exception {
    platform = shared;
    operator = new Operator(platform);
    administrator = platform.enrolledAdministrator();
    second = platform.enrolled("second-administrator", "org-admin");
    pay = new Payroll(platform, operator);
    twin = platform.enrolled("pay-cIerk");
    asClerk = platform.anotherMachine(pay.clerk(), "administrator-as-clerk");
    asDesk = platform.anotherMachine(pay.desk(), "administrator-as-desk");
    try (OwnKeys keys = OwnKeys.of(pay.desk());
        OwnKeys about = OwnKeys.of(pay.newcomer())) {
      good = keys.proposes(pay.seenGroup(), about.identity(), "member");
    }
  }

  @AfterAll
  static void stop() {
    pay.close();
  }

  /** What the agents are there for: so it is known that they would sign. */
  @Test
  @Order(1)
  void proposalOfThePersonnelDesk_isSignedByTheAgent_andTheNewcomerReads() throws Exception {
    assertThat(operator.proposes(pay.desk(), good.envelope())).isEqualTo(200);
    pay.agentsGoRound();
    assertThat(pay.groupNow().members()).containsKey(Payroll.user(pay.newcomer()));
    pay.newcomer().does("room", "accept", pay.room(), "--yes");
    pay.reads(pay.newcomer());
  }

  @Test
  @Order(2)
  void everyRequestForHimself_waitsForAHand_andGivesNothing() throws Exception {
    for (String role : List.of("depositor", "viewer", "editor", "manager")) {
      String id =
          pay.requests(
              administrator, "add", administrator.name(), "--room", pay.room(), "--role", role);
      pay.assertWaits(id, "unsigned");
      pay.assertReadsNothing(administrator);
      administrator.does("proposals", "withdraw", id);
    }
    for (String role : List.of("member", "manager")) {
      String id =
          pay.requests(
              administrator, "add", administrator.name(), "--group", pay.group(), "--role", role);
      pay.assertWaits(id, "unsigned");
      pay.assertReadsNothing(administrator);
      administrator.does("proposals", "withdraw", id);
    }
    // And one is left open, for whatever comes.
    pay.requests(
        administrator, "add", administrator.name(), "--room", pay.room(), "--role", "manager");
    assertThat(
            administrator
                .tries(
                    "proposals",
                    "request",
                    "role",
                    administrator.name(),
                    "--room",
                    pay.room(),
                    "--role",
                    "manager")
                .status())
        .isEqualTo(4);
    for (Player whom : List.of(pay.clerk(), pay.deputy())) {
      boolean ofGroup = whom == pay.clerk();
      String id =
          pay.requests(
              administrator,
              "role",
              whom.name(),
              ofGroup ? "--group" : "--room",
              ofGroup ? pay.group() : pay.room(),
              "--role",
              ofGroup ? "manager" : "viewer");
      pay.assertWaits(id, "unsigned");
    }
  }

  @Test
  @Order(3)
  void removalOfAMember_cutsAtOnce_andARejectionRestores() throws Exception {
    String id = pay.requests(administrator, "remove", pay.clerk().name(), "--group", pay.group());
    assertThat(pay.clerk().tries("cat", Payroll.ROOM + "/salaries.txt").status()).isEqualTo(4);
    pay.ofPaymaster().awaitRound();
    assertThat(pay.ofPaymaster().events()).anyMatch(event -> event.detail().contains(id));
    pay.assertReadsNothing(administrator);
    pay.paymaster().does("proposals", "reject", id);
    pay.reads(pay.clerk());
  }

  @Test
  @Order(4)
  void removalOfBothManagers_needsASecondAdministrator_andLeavesNothingToHim() throws Exception {
    String one = pay.requests(administrator, "remove", pay.deputy().name(), "--room", pay.room());
    assertThat(pay.deputy().tries("cat", Payroll.ROOM + "/salaries.txt").status()).isEqualTo(4);
    String last =
        pay.requests(administrator, "remove", pay.paymaster().name(), "--room", pay.room());
    assertThat(administrator.tries("proposals", "second", last, "--yes").status()).isEqualTo(4);
    pay.reads(pay.paymaster());
    second.does("proposals", "second", last, "--yes");
    assertThat(pay.paymaster().tries("cat", Payroll.ROOM + "/salaries.txt").status()).isEqualTo(4);
    pay.assertReadsNothing(administrator);
    pay.assertReadsNothing(second);
    pay.ofClerk().awaitRound();
    for (String id : List.of(last, one)) {
      administrator.does("proposals", "withdraw", id);
    }
    pay.reads(pay.paymaster());
    pay.reads(pay.deputy());
  }

  /** Who administers the sign-on signs in as anybody. */
  @Test
  @Order(5)
  void t12_t74_signedInAsOthers_andResetInTheirNames_nothingOpens() throws Exception {
    for (Player stolen : List.of(asClerk, asDesk)) {
      stolen.does("login", platform.url());
      pay.assertOpensNothing(stolen);
      stolen.does(
          "identity",
          "reset",
          "--yes",
          "--root-fingerprint",
          platform.root(),
          "--passphrase-file",
          Platform.passphrase(stolen, "stolen words 1"),
          "--kit",
          stolen.folder().resolve("kit").toString());
      pay.assertOpensNothing(stolen);
    }
    // As the clerk he is served what is sealed, and holds no key to it.
    assertThat(operator.status(asClerk, "GET", "/access/v1/rooms/" + pay.room(), ""))
        .isEqualTo(200);
    try (OwnKeys keys = OwnKeys.of(asDesk);
        OwnKeys about = OwnKeys.of(administrator)) {
      Signed<Proposal> forged = keys.proposes(pay.seenGroup(), about.identity(), "member");
      // It gives nothing, so it may lie there: neither the agent nor a hand signs it.
      assertThat(operator.proposes(asDesk, forged.envelope())).isEqualTo(200);
      String id = forged.hash().toString();
      pay.assertWaits(id, "not the one that the rule was made for");
      Player.Outcome byHand =
          pay.paymaster()
              .tries("proposals", "approve", id, "--expect-fingerprint", Payroll.of(administrator));
      assertThat(byHand.status()).isEqualTo(5);
      assertThat(byHand.code()).isEqualTo("PROPOSAL");
    }
    pay.assertOpensNothing(asClerk);
    pay.reads(pay.clerk());
    pay.reads(pay.newcomer());
  }

  @Test
  @Order(6)
  void t15_hisKeysUnderALookAlikeName_areNobodysInTheRoom() throws Exception {
    String id = pay.requests(twin, "add", twin.name(), "--room", pay.room(), "--role", "viewer");
    pay.assertWaits(id, "unsigned");
    pay.assertReadsNothing(twin);
    // The name that was pinned leads to whom it was pinned to.
    assertThat(pay.paymaster().tries("group", "add", Payroll.GROUP, pay.clerk().name()).status())
        .isEqualTo(4);
  }

  /** Whoever gives something to somebody sees it before he does. */
  private static void assertAttestationIsShownBesideTheFingerprint() {
    String group = administrator.asks("group", "create", "Of his own").path("id").asText();
    String key = Payroll.of(twin);
    Player.Outcome added =
        administrator.tries(
            "group", "add", group, twin.name(), "--expect-fingerprint", key, "--json");
    assertThat(added.status()).as(added.err()).isZero();
    assertThat(added.err()).contains(key, "attested    by", "passport seen");
    assertThat(added.json().at("/attested/0/worth").asText()).isEqualTo("good");
  }

  @Test
  @Order(7)
  void policyAttestationAndRecovery_letHimInNowhere() throws Exception {
    String root = Platform.passphrase(administrator, Platform.ROOT_PASSPHRASE);
    administrator.does(
        "org",
        "policy",
        "set",
        "--attester",
        administrator.name(),
        "--yes",
        "--root-passphrase-file",
        root);
    administrator.does(
        "org",
        "attest",
        twin.name(),
        "--how",
        "passport seen",
        "--until",
        "2039-12-31",
        "--expect-fingerprint",
        Payroll.of(twin));
    assertAttestationIsShownBesideTheFingerprint();
    try (OwnKeys keys = OwnKeys.of(administrator);
        OwnKeys about = OwnKeys.of(twin)) {
      Signed<Proposal> own = keys.proposes(pay.seenGroup(), about.identity(), "member");
      assertThat(operator.proposes(administrator, own.envelope())).isEqualTo(200);
      pay.assertWaits(own.hash().toString(), "no rule names its proposer");
    }
    assertThat(operator.proposes(administrator, good.envelope())).isEqualTo(403);
    String key = administrator.folder().resolve("recovery-key").toString();
    administrator.does(
        "org",
        "recovery",
        "enable",
        "--key",
        key,
        "--key-passphrase-file",
        root,
        "--root-passphrase-file",
        root);
    pay.agentsGoRound();
    for (Player whom : List.of(pay.paymaster(), pay.clerk())) {
      Player.Outcome outcome =
          administrator.tries(
              "org",
              "recover",
              whom.name(),
              "--key",
              key,
              "--key-passphrase-file",
              root,
              "--passphrase-file",
              root,
              "--kit",
              administrator.folder().resolve("kit-of-" + whom.name()).toString(),
              "--yes");
      assertThat(outcome.status()).as(outcome.err()).isIn(4, 5);
      assertThat(administrator.folder().resolve("kit-of-" + whom.name())).doesNotExist();
    }
    administrator.does("org", "recovery", "disable", "--root-passphrase-file", root);
    administrator.does(
        "org",
        "policy",
        "set",
        "--no-attester",
        administrator.name(),
        "--yes",
        "--root-passphrase-file",
        root);
    pay.assertReadsNothing(administrator);
    pay.assertReadsNothing(twin);
  }

  /** With a checkpoint that the log signed, as the newest link carries it. */
  private static Signed<RoomLink> forged(OwnKeys keys) throws Exception {
    return keys.makesHimselfManager(pay.roomNow(), operator.newestNote(pay.room()));
  }

  @Test
  @Order(8)
  void linksAndWrapsUnderHisOwnKey_areRefused() throws Exception {
    try (OwnKeys keys = OwnKeys.of(administrator)) {
      assertThat(operator.submits(administrator, forged(keys))).isEqualTo(404);
      assertThat(operator.wraps(administrator, pay.room(), keys, Bytes.utf8("x".repeat(1200))))
          .isEqualTo(404);
    }
    pay.assertReadsNothing(administrator);
  }

  @Test
  @Order(9)
  void hisHandInTheDatabases_makesTheServicesServeHim_andNothingOpens() throws Exception {
    try (OwnKeys keys = OwnKeys.of(administrator)) {
      operator.enters(pay.room(), pay.group(), Payroll.user(pay.paymaster()), keys);
      try {
        // Now the services take him for a manager; no client does.
        assertThat(operator.status(administrator, "GET", "/access/v1/rooms/" + pay.room(), ""))
            .isEqualTo(200);
        pay.assertOpensNothing(administrator);
        int status = operator.submits(administrator, forged(keys));
        assertThat(status).isIn(409, 422);
        pay.agentsGoRound();
        for (Player member : List.of(pay.paymaster(), pay.deputy(), pay.clerk(), pay.newcomer())) {
          pay.reads(member);
        }
        assertThat(pay.roomNow().grants().keySet()).doesNotContain(new Grantee.User(keys.user()));
        assertThat(pay.groupNow().members()).doesNotContainKey(keys.user());
      } finally {
        operator.leaves(pay.room(), pay.group(), keys);
      }
    }
    pay.assertReadsNothing(administrator);
  }

  @Test
  @Order(10)
  void everythingThatIsStored_underEveryKeyOfHis_opensNothing() throws Exception {
    Map<String, EpochInfo> epochs = epochs();
    List<Operator.Wrap> wraps = operator.allWraps(pay.room(), pay.group());
    assertThat(wraps).isNotEmpty();
    for (Player attacker : List.of(administrator, second, twin, asClerk, asDesk)) {
      try (OwnKeys keys = OwnKeys.of(attacker)) {
        for (Operator.Wrap wrap : wraps) {
          for (Recipient recipient :
              List.of(wrap.recipient(), new Recipient.User(keys.user(), keys.identity().hash()))) {
            assertThatExceptionOfType(NotForThisKeyException.class)
                .isThrownBy(() -> open(keys, wrap, recipient, epochs));
          }
        }
      }
    }
    // The same search finds what is the paymaster's.
    try (OwnKeys keys = OwnKeys.of(pay.paymaster())) {
      Operator.Wrap own =
          wraps.stream()
              .filter(wrap -> wrap.recipient().id().equals(keys.user().value()))
              .findFirst()
              .orElseThrow();
      open(keys, own, own.recipient(), epochs);
    }
  }

  private static void open(
      OwnKeys keys, Operator.Wrap wrap, Recipient recipient, Map<String, EpochInfo> epochs) {
    EpochWrap.open(
            keys.organisation(),
            wrap.chain(),
            wrap.epoch(),
            recipient,
            keys.keys().kem(),
            wrap.bytes(),
            Objects.requireNonNull(epochs.get(wrap.chain() + "/" + wrap.epoch())).key())
        .close();
  }

  /** Every epoch that room and group have had. */
  private static Map<String, EpochInfo> epochs() {
    Map<String, EpochInfo> epochs = new HashMap<>();
    try (Strongroom client = Strongroom.connect(pay.deputy().config());
        Room open = client.room(pay.room())) {
      open.chain()
          .states()
          .forEach(state -> epochs.put(pay.room() + "/" + state.epoch().number(), state.epoch()));
    }
    GroupState now = pay.groupNow();
    epochs.put(pay.group() + "/" + now.epoch().number(), now.epoch());
    return epochs;
  }

  @Test
  @Order(11)
  void agentsSignedWhatTheRulesAllow_andNothingElse_andMembersReadOn() throws Exception {
    pay.agentsGoRound();
    assertThat(pay.ofPaymaster().events())
        .filteredOn(event -> event.kind() == AgentEvent.Kind.SIGNED)
        .singleElement()
        .satisfies(event -> assertThat(event.detail()).contains(good.hash().toString()));
    assertThat(pay.ofClerk().events()).noneMatch(event -> event.kind() == AgentEvent.Kind.SIGNED);
    Map<UserId, GroupRole> members =
        pay.groupNow().members().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().role()));
    assertThat(members)
        .isEqualTo(
            Map.of(
                Payroll.user(pay.paymaster()),
                GroupRole.MANAGER,
                Payroll.user(pay.clerk()),
                GroupRole.MEMBER,
                Payroll.user(pay.newcomer()),
                GroupRole.MEMBER));
    Map<Grantee, Role> grants =
        pay.roomNow().grants().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().role()));
    assertThat(grants)
        .isEqualTo(
            Map.of(
                new Grantee.User(Payroll.user(pay.paymaster())),
                Role.MANAGER,
                new Grantee.User(Payroll.user(pay.deputy())),
                Role.MANAGER,
                new Grantee.Group(ChainId.parse(pay.group())),
                Role.EDITOR));
    for (Player member : List.of(pay.paymaster(), pay.deputy(), pay.clerk(), pay.newcomer())) {
      pay.reads(member);
    }
  }

  @Test
  @Order(12)
  void whatHeAsked_standsInTheAuditLog() throws Exception {
    Player auditor = platform.player("pay-auditor", "auditor");
    auditor.does("login", platform.url());
    Instant limit = Instant.now().plus(Duration.ofSeconds(60));
    Set<String> told = Set.of();
    while (!told.containsAll(pay.filed()) && Instant.now().isBefore(limit)) {
      told = filed(auditor);
    }
    assertThat(told).containsAll(pay.filed());
  }

  private static Set<String> filed(Player auditor) {
    Set<String> ids = new HashSet<>();
    for (JsonNode event : auditor.asks("audit", "list")) {
      if (event.path("type").asText().endsWith(".RequestFiled")) {
        ids.add(event.path("data").path("request").asText());
      }
    }
    return ids;
  }
}
