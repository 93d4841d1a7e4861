package dev.strongroom.identity.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.kit.testing.World;
import dev.strongroom.local.StackLease;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.DirectoryLog;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.policy.Policy;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log over HTTP, verified by the code of the clients. */
class LogIT {
  private static World world;
  private static World.Person member;

  @BeforeAll
  static void start() {
    world = World.start("identity-log", "identity").founded();
    member = world.enrolled("member");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static LogClient client() {
    return new LogClient(world, member);
  }

  private static Hash hash(String text) {
    return LogClient.hash(text);
  }

  private static void refused(Response answer, int status, String reason) {
    answer.then().statusCode(status).body("reason", equalTo(reason));
  }

  @Test
  void testKeyOfLeases_isTheOneThatTestsSignWith() {
    assertThat(Base64.getDecoder().decode(StackLease.DIRECTORY_KEY))
        .isEqualTo(Organisation.LOG_SEED.toArray());
    assertThat(StackLease.DIRECTORY_NAME).isEqualTo(Organisation.LOG_NAME);
  }

  @Test
  void log_replayedFromNothing_hasThePolicyAndEachIdentityAtTheIndexThatIsTold() {
    DirectoryLog log = client().advanced();
    assertThat(log.of(DirectoryEntry.Kind.POLICY, world.organisation().id().value()).getFirst())
        .isEqualTo(
            new DirectoryLog.Logged(
                0,
                DirectoryEntry.policy(
                    world.organisation().id(), 0, world.organisation().policy().hash())));
    List<Integer> told =
        world
            .as(member, "identity")
            .get("/identity/v1/me")
            .then()
            .body("indexes", hasSize(1))
            .extract()
            .path("indexes");
    assertThat(log.of(DirectoryEntry.Kind.IDENTITY, member.keys().user().value()))
        .containsExactly(
            new DirectoryLog.Logged(
                told.getFirst(),
                DirectoryEntry.identity(member.keys().user(), 0, member.keys().identity().hash())));
    world
        .asService("access", "identity")
        .get("/internal/v1/users/" + member.keys().user())
        .then()
        .body("indexes", equalTo(told));
  }

  @Test
  void key_isTheOneThatThePolicyNames() {
    world
        .as(member, "identity")
        .get("/identity/v1/log/key")
        .then()
        .statusCode(200)
        .body("key", equalTo(Organisation.logKey().toString()));
  }

  @Test
  void append_sentAgain_isFoundWithTheSameIndex_andAsSomethingElseRefused() {
    LogClient client = client();
    Hash room = hash("room");
    long index = client.append(room, 0, hash("link"));
    long after = client.append(room, 1, hash("next link"));
    assertThat(after).isGreaterThan(index);
    assertThat(client.append(room, 0, hash("link"))).isEqualTo(index);
    refused(client.append("access", "room", room, 7, hash("link")), 409, "conflict");
    refused(client.append("access", "group", room, 0, hash("link")), 409, "conflict");
  }

  @Test
  void append_byAnotherServiceOrAUserOrOfAnotherKind_isRefused() {
    LogClient client = client();
    long size = client.advanced().size();
    refused(client.append("storage", "room", hash("r"), 0, hash("p")), 403, "forbidden");
    for (String kind : List.of("policy", "identity", "map", "")) {
      refused(client.append("access", kind, hash("r"), 0, hash("p")), 400, "malformed");
    }
    world
        .as(member, "identity")
        .body(Map.of("kind", "room"))
        .post("/internal/v1/log/entries")
        .then()
        .statusCode(404);
    assertThat(client.advanced().size()).isEqualTo(size);
  }

  @Test
  void checkpoint_fromEverySize_isProvedToContinueIt() {
    LogClient client = client();
    for (int i = 0; i < 20; i++) {
      client.append(hash("chain of 20"), i, hash("link " + i));
    }
    DirectoryLog whole = client.advanced();
    List<DirectoryEntry> entries = whole.from(0);
    for (int size = 0; size <= entries.size(); size++) {
      DirectoryLog part = new DirectoryLog(world.organisation().id());
      part.advance(
          LogClient.open(
              Organisation.note(
                  size,
                  MerkleLog.root(
                      entries.subList(0, size).stream()
                          .map(entry -> entry.leaf(world.organisation().id()))
                          .toList()))),
          entries.subList(0, size));
      Response answer = client.checkpoint(size);
      part.requireConsistent(
          LogClient.open(answer.path("checkpoint")), LogClient.hashes(answer.path("consistency")));
    }
  }

  @Test
  void log_manyAppendingAtOnce_hasNoGapAndOneOrder() throws Exception {
    int writers = 8;
    int each = 25;
    LogClient before = client();
    long from = before.advanced().size();
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<List<Long>>> running =
          IntStream.range(0, writers)
              .mapToObj(writer ->
                  threads.submit(() ->
                      IntStream.range(0, each)
                          .mapToObj(i ->
                              client()
                                  .append(
                                      hash("writer " + writer), i, hash(writer + " writes " + i)))
                          .toList()))
              .toList();
      for (Future<List<Long>> one : running) {
        assertThat(one.get()).isSorted();
      }
      // Some are read while others write: each checkpoint continues the one before.
      before.advanced();
    }
    DirectoryLog log = before.advanced();
    assertThat(log.size()).isEqualTo(from + (long) writers * each);
    assertThat(log.from(from).stream().map(DirectoryEntry::payload).distinct())
        .hasSize(writers * each);
  }

  @Test
  void entries_outOfBounds_malformed() {
    LogClient client = client();
    refused(client.entries(0, Log.MAX_ENTRIES + 1), 400, "malformed");
    refused(client.entries(2, 1), 400, "malformed");
    refused(client.entries(-1, 1), 400, "malformed");
    refused(client.checkpoint(-1), 400, "malformed");
    client.entries(0, Log.MAX_ENTRIES).then().statusCode(200);
  }

  /** Who holds more than there is sees for himself what that means. */
  @Test
  void checkpoint_forWhoHoldsMore_isTheNewestWithoutAProof() {
    client().checkpoint(1L << 30).then().statusCode(200).body("consistency", hasSize(0));
  }

  @Test
  void statement_byItsHash_isServedToEveryUser_andWhatIsNotThereIsNot() {
    world
        .as(member, "identity")
        .get("/identity/v1/statements/" + world.organisation().policy().hash())
        .then()
        .statusCode(200)
        .body("kind", equalTo("policy"))
        .body("envelope", equalTo(world.organisation().policy().envelope().encode().toBase64Url()));
    world
        .as(member, "identity")
        .get("/identity/v1/statements/" + member.keys().identity().hash())
        .then()
        .statusCode(200)
        .body("kind", equalTo("identity"));
    refused(
        world.as(member, "identity").get("/identity/v1/statements/" + hash("nothing")),
        404,
        "not-found");
  }

  @Test
  void people_inABatch_areThoseThatAreKnown_andAtMostAThousand() {
    String known = member.keys().user().toString();
    String unknown = hash("nobody").toString();
    world
        .as(member, "identity")
        .body(Map.of("users", List.of(known, unknown, known)))
        .post("/identity/v1/users/batch")
        .then()
        .statusCode(200)
        .body("", hasSize(1))
        .body("[0].user", equalTo(known))
        .body("[0].indexes", hasSize(1));
    refused(
        world
            .as(member, "identity")
            .body(
                Map.of(
                    "users",
                    IntStream.range(0, 1001).mapToObj(i -> hash("u" + i).toString()).toList()))
            .post("/identity/v1/users/batch"),
        400,
        "malformed");
  }

  @Test
  void policy_thatDoesNotNameThisLogsKey_isRefused() {
    SigningKey other = SigningKey.fromSeed(SecretBytes.random(new SecureRandom(), 32));
    Signed<Policy> next =
        Policy.following(
            world.organisation().root(),
            world.organisation().policy(),
            world.organisation().policy().body().providers(),
            List.of(new NoteKey(Organisation.LOG_NAME, other.verifyingKey())),
            Map.of(),
            Organisation.TIME);
    world
        .as(world.signedIn("administrator", "org-admin"), "identity")
        .body(Map.of("envelope", next.envelope().encode().toBase64Url()))
        .post("/identity/v1/organisation/policies")
        .then()
        .statusCode(422)
        .body("detail", containsString("POLICY"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE log_entry SET payload = '\\x00'",
        "DELETE FROM log_node",
        "TRUNCATE log_checkpoint"
      })
  void database_willNotChangeWhatWasLogged(String statement) throws SQLException {
    try (Connection database = world.database("identity");
        Statement sql = database.createStatement()) {
      assertThatThrownBy(() -> sql.execute(statement)).hasMessageContaining("append-only");
    }
  }

  @Test
  void checkpoints_ofEverySize_areThoseOfTheOneTree() throws SQLException {
    client().append(hash("a room"), 0, hash("a link"));
    List<DirectoryEntry> entries = client().advanced().from(0);
    List<Hash> leaves =
        entries.stream().map(entry -> entry.leaf(world.organisation().id())).toList();
    try (Connection database = world.database("identity");
        Statement sql = database.createStatement();
        var rows = sql.executeQuery("SELECT size, note FROM log_checkpoint ORDER BY size")) {
      int size = 0;
      while (rows.next() && size < leaves.size()) {
        size++;
        Checkpoint kept = LogClient.open(rows.getString(2));
        assertThat(kept.size()).isEqualTo(rows.getLong(1)).isEqualTo(size);
        assertThat(kept.root()).isEqualTo(MerkleLog.root(leaves.subList(0, size)));
      }
      assertThat(size).isEqualTo(leaves.size());
    }
  }
}
