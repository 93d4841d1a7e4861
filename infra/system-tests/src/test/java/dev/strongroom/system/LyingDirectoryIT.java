package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.identity.Claim;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.people.Person;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The directory and its log, by a server that has the log's key and some people's. */
@ExtendWith(Scene.Shared.class)
@Timeout(60)
class LyingDirectoryIT {
  private static Scene scene;
  private static LyingServer server;
  private Forger member;
  private ForgedLog log;

  @BeforeAll
  static void start(Scene shared) {
    scene = shared;
    server = shared.server();
  }

  @BeforeEach
  void begin() throws Exception {
    member = new Forger(scene, "member");
    log = new ForgedLog(scene);
  }

  @AfterEach
  void theTruthIsBelievedAfterwards() throws Exception {
    member.close();
    scene.theTruthAgain();
    try (Strongroom manager = scene.client("manager")) {
      assertThat(Scene.person(manager, "member").newest().hash())
          .isEqualTo(member.identity().hash());
    }
    scene.client("member").close();
  }

  private static void look(String client, String whom) {
    try (Strongroom open = scene.client(client)) {
      Scene.person(open, whom);
    }
  }

  private static void refused(ErrorCode code, String client, String whom) throws Exception {
    scene.assertRefusedAndNothingKept(code, client, () -> look(client, whom));
  }

  /** Nothing more is asked of a server whose directory was refused. */
  private static void refusedAtOnce(ErrorCode code, String client) throws Exception {
    server.forgetRequests();
    ThrowingCallable connect = () -> scene.client(client).close();
    scene.assertRefusedAndNothingKept(code, client, connect);
    assertThat(server.requests()).noneMatch(r -> r.contains("/access/") || r.contains("/storage/"));
  }

  /** Has answers about the member have one identity only. */
  private void instead(Signed<Identity> identity) {
    server.edit(
        "GET /identity/v1/users.*",
        answer -> {
          if (answer.path("user").asText().equals(member.user().toString())) {
            answer.putArray("identities").add(identity.envelope().encode().toBase64Url());
          }
        });
  }

  @Test
  void t10_keyThatTheLogDoesNotHave_orHasForSomebodyElse_dirProof() throws Exception {
    Signed<Identity> other;
    try (Forger outsider = new Forger(scene, "outsider")) {
      other = outsider.identity();
    }
    instead(other);
    refused(ErrorCode.DIR_PROOF, "manager", "member");
    log.add(DirectoryEntry.identity(scene.user("outsider"), 1, member.reset().hash())).serve();
    refused(ErrorCode.DIR_PROOF, "manager", "member");
  }

  @Test
  void t11_generationNotSignedByThePreviousOne_dirChain() throws Exception {
    // A first identity with other keys, and a rotation that the outsider signed as the previous
    // one.
    try (Forger outsider = new Forger(scene, "outsider")) {
      Signed<Identity> rotation = member.rotated(Identity.Cause.ROTATION);
      Envelope good = rotation.envelope();
      Envelope byAnother =
          Envelope.sign(StatementKind.IDENTITY, good.payload(), List.of(outsider.keys().signing()));
      member.publish(log, byAnother);
      log.serve();
      refused(ErrorCode.STATEMENT, "manager", "member");
    }
    scene.theTruthAgain();
    log = new ForgedLog(scene);
    member.publish(log, otherFirst().envelope());
    log.serve();
    refused(ErrorCode.DIR_CHAIN, "manager", "member");
    scene.theTruthAgain();
    log.serve();
    member.serve(otherFirst().envelope());
    refused(ErrorCode.DIR_PROOF, "manager", "member");
  }

  /** Other first keys in the member's name. */
  private Signed<Identity> otherFirst() {
    Identity own = member.identity().body();
    try (Forger outsider = new Forger(scene, "outsider")) {
      return Identity.first(
          scene.organisation(),
          own.provider(),
          own.subject(),
          outsider.keys(),
          Claim.of("somebody", "", member.random()),
          Forger.now());
    }
  }

  @Test
  void t11_resetPassedOffAsARotation_isRefused() throws Exception {
    Signed<Identity> reset = member.reset();
    String payload =
        new String(reset.envelope().payload().toArray(), StandardCharsets.UTF_8)
            .replace("\"cause\":\"reset\"", "\"cause\":\"rotation\"");
    assertThat(payload).contains("rotation");
    Envelope passedOff =
        new Envelope(StatementKind.IDENTITY, Bytes.utf8(payload), reset.envelope().signatures());
    member.publish(log, passedOff);
    log.serve();
    refused(ErrorCode.STATEMENT, "manager", "member");
  }

  @Test
  void t11_ownKeysRotatedByWhoeverStoleThem_selfKeyChangedAndNothingIsSigned() throws Exception {
    Envelope rotated = member.rotated(Identity.Cause.COMPROMISE).envelope();
    try (Strongroom open = scene.client("member")) {
      member.publish(log, rotated);
      log.serve();
      Scene.person(open, "outsider");
      server.forgetRequests();
      assertRefused(ErrorCode.SELF_KEY_CHANGED, () -> open.createRoom("Signed by nobody"));
      assertThat(server.requests()).noneMatch(r -> r.startsWith("POST /access/"));
    }
    refusedAtOnce(ErrorCode.SELF_KEY_CHANGED, "member");
  }

  @Test
  void t13_olderDirectory_dirStale() throws Exception {
    log.serve(log.size() - 1);
    refusedAtOnce(ErrorCode.DIR_STALE, "manager");
  }

  @Test
  void t14_entriesLeftOutOrChanged_dirProof() throws Exception {
    ForgedLog shorter = new ForgedLog(scene);
    ForgedLog other = new ForgedLog(scene);
    log.add(DirectoryEntry.identity(scene.user("outsider"), 1, member.reset().hash()));
    other.add(DirectoryEntry.identity(scene.user("outsider"), 1, member.reset().hash()));
    for (ForgedLog lying : List.of(shorter, other)) {
      server.tellTheTruth();
      log.serveCheckpoint(log.size());
      lying.serveEntries();
      refusedAtOnce(ErrorCode.DIR_PROOF, "manager");
    }
  }

  @Test
  void t14_revocationLeftOutOrKeysKeptBack_dirProof() throws Exception {
    server.edit(
        "GET /identity/v1/users.*",
        answer -> {
          if (answer.path("user").asText().equals(member.user().toString())) {
            answer.putArray("identities");
          }
        });
    refused(ErrorCode.DIR_PROOF, "manager", "member");
    server.tellTheTruth();
    Signed<Identity> revocation = member.rotated(Identity.Cause.COMPROMISE);
    log.add(DirectoryEntry.identity(member.user(), 1, revocation.hash())).serve();
    refused(ErrorCode.DIR_PROOF, "manager", "member");
  }

  @Test
  void t15_namesThatLookTheSame_areNotTakenForEachOther() throws Exception {
    String name = Scene.userName("member");
    try (Strongroom manager = scene.client("manager")) {
      Person known = Scene.person(manager, "member");
      manager.people().pin(known, name, Optional.empty());
    }
    scene.begin();
    try (Strongroom manager = scene.client("manager")) {
      Person outsider = Scene.person(manager, "outsider");
      for (String alike : List.of(name.toUpperCase(Locale.ROOT), "ｓcene-member")) {
        assertRefused(
            ErrorCode.DIR_AMBIGUOUS, () -> manager.people().pin(outsider, alike, Optional.empty()));
      }
      assertThat(manager.pins().contact(outsider.user())).isEmpty();
    }
    server.instead(
        "GET /identity/v1/users\\?.*", _ -> LyingServer.Answer.of(409, "{\"title\":\"conflict\"}"));
    refused(ErrorCode.DIR_AMBIGUOUS, "manager", "outsider");
  }

  @Test
  void t67_nameThatLeadsToSomebodyElse_namePin() throws Exception {
    try (Strongroom manager = scene.client("manager")) {
      manager
          .people()
          .pin(Scene.person(manager, "member"), Scene.userName("member"), Optional.empty());
    }
    scene.begin();
    String[] others = new String[1];
    server.lie(
        "GET /identity/v1/users\\?.*",
        answer -> {
          others[0] = answer.text();
          return answer;
        });
    look("manager", "outsider");
    server.tellTheTruth();
    server.instead("GET /identity/v1/users\\?.*", _ -> LyingServer.Answer.of(200, others[0]));
    refused(ErrorCode.NAME_PIN, "manager", "member");
  }

  /** His next generation has a key that nobody can hold a secret of. */
  @Test
  void t16_keyThatIsNone_keyInvalid() throws Exception {
    Signed<Identity> rotated = member.rotated(Identity.Cause.ROTATION);
    Identity body = rotated.body();
    byte[] kem = body.kemKey().value().toArray();
    Arrays.fill(kem, 1184, kem.length, (byte) 0);
    String good = body.kemKey().value().toBase64Url();
    String lowOrder = Bytes.of(kem).toBase64Url();
    String payload = new String(rotated.envelope().payload().toArray(), StandardCharsets.UTF_8);
    assertThat(payload).contains(good);
    for (String bad : List.of(lowOrder, good.substring(4))) {
      Envelope envelope =
          Envelope.sign(
              StatementKind.IDENTITY,
              Bytes.utf8(payload.replace(good, bad)),
              List.of(member.keys().signing()));
      ForgedLog with = new ForgedLog(scene);
      member.publish(with, envelope);
      with.serve();
      refused(ErrorCode.KEY_INVALID, "manager", "member");
      scene.theTruthAgain();
    }
  }

  @Test
  void t68_signatureStrippedOrAnotherOrganisations_statement() throws Exception {
    Envelope good = member.rotated(Identity.Cause.ROTATION).envelope();
    Organisation another = new Organisation(new SecureRandom());
    for (Envelope bad :
        List.of(
            new Envelope(StatementKind.IDENTITY, good.payload(), good.signatures().subList(0, 1)),
            new Envelope(StatementKind.IDENTITY, good.payload(), good.signatures().subList(1, 2)),
            another.another("member").identity().envelope())) {
      ForgedLog with = new ForgedLog(scene);
      member.publish(with, bad);
      with.serve();
      refused(ErrorCode.STATEMENT, "manager", "member");
      scene.theTruthAgain();
    }
  }

  /** Whoever can sign in as somebody may publish this, and the server says so to all. */
  @Test
  void t74_reset_changesNothingAndContactsAreWarned() throws Exception {
    Signed<Identity> reset = member.reset();
    member.publish(log, reset.envelope());
    log.serve();
    try (Strongroom manager = scene.client("manager")) {
      Person warned = Scene.person(manager, "member");
      assertThat(warned.newest().hash()).isEqualTo(member.identity().hash());
      assertThat(warned.waitingResets()).hasSize(1);
    }
    try (Strongroom own = scene.client("member")) {
      assertThat(own.self().newest().hash()).isEqualTo(member.identity().hash());
    }
  }
}
