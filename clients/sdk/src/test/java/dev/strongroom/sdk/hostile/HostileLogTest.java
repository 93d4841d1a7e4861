package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.NoteKey;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.room.Room;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory log of a server that lies about it. */
class HostileLogTest {
  @TempDir Path folder;
  private World world;

  @BeforeEach
  void start() throws IOException {
    world = new World(folder);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private Organisation organisation() {
    return world.platform().organisation();
  }

  private void connect() {
    world.client("member").close();
  }

  private Path copy(String name) {
    return world.config("member").folder().resolve(name);
  }

  /** What is kept of the log; unchanged after every refusal. */
  private List<Bytes> kept() throws IOException {
    return List.of(
        Bytes.of(Files.readAllBytes(copy("directory.entries"))),
        Bytes.of(Files.readAllBytes(copy("directory.checkpoint"))));
  }

  private void assertConnectRefused(ErrorCode code) throws IOException {
    List<Bytes> before = kept();
    world.platform().forgetRequests();
    assertRefused(code, this::connect);
    assertThat(kept()).isEqualTo(before);
    world.assertNoRequest(Request.to("/access/").or(Request.to("/storage/")));
  }

  private static Hash hash(String text) {
    return Sha256.of(Bytes.utf8(text));
  }

  private void grow(String what) {
    organisation().log(DirectoryEntry.room(new ChainId(hash("room").value()), 0, hash(what)));
  }

  private void lieAboutCheckpoint(String note) {
    world
        .platform()
        .lie(
            Request.to("/log/checkpoint"),
            Answer.json(Map.of("checkpoint", note, "consistency", List.of())));
  }

  /** A signed checkpoint over other entries than the log has. */
  private String rewritten(int size) {
    return Organisation.note(size, hash("another history of " + size));
  }

  private List<JsonNode> evidence() throws IOException {
    Path files = copy("evidence");
    if (!Files.isDirectory(files)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(files)) {
      return all.map(
              file -> {
                try {
                  return Answer.JSON.readTree(Files.readAllBytes(file));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              })
          .toList();
    }
  }

  @Test
  void log_grown_isCaughtUpWith_andOnlyWhatIsNewIsAsked() {
    connect();
    int before = organisation().entries().size();
    grow("one");
    world.platform().forgetRequests();
    connect();
    assertThat(world.platform().requests())
        .filteredOn(Request.to("/log/entries"))
        .singleElement()
        .matches(r -> r.query("from").equals(List.of(Integer.toString(before))));
    world.platform().forgetRequests();
    connect();
    world.assertNoRequest(Request.to("/log/entries"));
  }

  @Test
  void t40_checkpointThatTheLogDidNotSign_logSig() throws Exception {
    connect();
    grow("one");
    SigningKey other = SigningKey.fromSeed(SecretBytes.random(organisation().random(), 32));
    Hash root = MerkleLog.root(organisation().leaves(organisation().entries().size()));
    lieAboutCheckpoint(
        Checkpoint.sign(Organisation.LOG_NAME, organisation().entries().size(), root, other)
            .note());
    assertConnectRefused(ErrorCode.LOG_SIG);
    assertThat(evidence()).isEmpty();
  }

  /** Whoever asks after the foundation believes the policy and not the server. */
  @Test
  void t65_logKeyFromTheServer_isNotBelieved() throws Exception {
    connect();
    SigningKey other = SigningKey.fromSeed(SecretBytes.random(organisation().random(), 32));
    String name = "another.invalid/directory";
    world
        .platform()
        .lie(
            Request.to("/log/key"),
            Answer.json(Map.of("key", new NoteKey(name, other.verifyingKey()).toString())));
    lieAboutCheckpoint(Checkpoint.sign(name, 0, MerkleLog.root(List.of()), other).note());
    assertConnectRefused(ErrorCode.LOG_SIG);
  }

  @Test
  void t41_historyRewritten_logForkAndBothCheckpointsAreKept() throws Exception {
    connect();
    String held = Files.readString(copy("directory.checkpoint"));
    int size = organisation().entries().size();
    for (int shown : List.of(size, size + 1)) {
      world.platform().beHonest();
      lieAboutCheckpoint(rewritten(shown));
      assertConnectRefused(ErrorCode.LOG_FORK);
      assertThat(evidence())
          .anyMatch(e ->
              e.path("held").asText().equals(held)
                  && e.path("shown").asText().equals(rewritten(shown)));
    }
    world.platform().beHonest();
    connect();
  }

  @Test
  void t13_olderDirectory_dirStale() throws Exception {
    connect();
    int size = organisation().entries().size() - 1;
    lieAboutCheckpoint(Organisation.note(size, MerkleLog.root(organisation().leaves(size))));
    assertConnectRefused(ErrorCode.DIR_STALE);
  }

  @Test
  void t14_entriesLeftOutOrChanged_dirProof() throws Exception {
    connect();
    grow("one");
    grow("two");
    world
        .platform()
        .bend(
            Request.to("/log/entries"),
            json -> {
              String whole = json.path("entries").asText();
              Bytes entries = Bytes.fromBase64Url(whole);
              ((ObjectNode) json)
                  .put("entries", entries.slice(0, DirectoryEntry.LENGTH_BYTES).toBase64Url());
            });
    assertConnectRefused(ErrorCode.DIR_PROOF);
    world.platform().beHonest();
    world
        .platform()
        .bend(
            Request.to("/log/entries"),
            json -> {
              byte[] entries = Bytes.fromBase64Url(json.path("entries").asText()).toArray();
              entries[entries.length - 1] ^= 1;
              ((ObjectNode) json).put("entries", Bytes.of(entries).toBase64Url());
            });
    assertConnectRefused(ErrorCode.DIR_PROOF);
  }

  @Test
  void copyDamaged_isFetchedAgain_andWhatWasSeenIsNotForgotten() throws Exception {
    connect();
    List<Bytes> good = kept();
    byte[] entries = good.getFirst().toArray();
    entries[100] ^= 1;
    for (byte[] damaged : List.of(entries, new byte[0])) {
      Files.write(copy("directory.entries"), damaged);
      int size = organisation().entries().size();
      lieAboutCheckpoint(
          Organisation.note(size - 1, MerkleLog.root(organisation().leaves(size - 1))));
      assertRefused(ErrorCode.DIR_STALE, this::connect);
      world.platform().beHonest();
      connect();
      assertThat(kept()).isEqualTo(good);
    }
  }

  /** The log forked, and this client's copy was lost but for the checkpoint. */
  @Test
  void t41_historyRewrittenWhileTheCopyIsDamaged_logFork() throws Exception {
    connect();
    Files.write(copy("directory.entries"), new byte[0]);
    Organisation other = organisation();
    List<DirectoryEntry> forked = new ArrayList<>(other.entries());
    forked.set(1, DirectoryEntry.room(new ChainId(hash("r").value()), 0, hash("forked")));
    forked.add(DirectoryEntry.room(new ChainId(hash("r").value()), 1, hash("more")));
    Hash root = MerkleLog.root(forked.stream().map(e -> e.leaf(other.id())).toList());
    lieAboutCheckpoint(Organisation.note(forked.size(), root));
    ByteBuffer all = ByteBuffer.allocate(forked.size() * DirectoryEntry.LENGTH_BYTES);
    forked.forEach(e -> all.put(e.encode().buffer()));
    world
        .platform()
        .lie(
            Request.to("/log/entries"),
            Answer.json(Map.of("entries", Bytes.of(all.array()).toBase64Url())));
    assertConnectRefused(ErrorCode.LOG_FORK);
    assertThat(evidence()).hasSize(1);
  }

  @Test
  void t41_anotherProcessOfThisClientWasShownAnotherHistory_logFork() throws Exception {
    try (Strongroom before = world.client("member")) {
      grow("one");
      connect();
      int size = organisation().entries().size();
      lieAboutCheckpoint(rewritten(size));
      world
          .platform()
          .lie(
              Request.to("/log/entries"),
              Answer.json(
                  Map.of(
                      "entries",
                      DirectoryEntry.room(new ChainId(hash("r").value()), 0, hash("forked"))
                          .encode()
                          .toBase64Url())));
      List<Bytes> kept = kept();
      assertRefused(ErrorCode.LOG_FORK, () -> before.people().named("manager"));
      assertThat(kept()).isEqualTo(kept);
    }
  }

  /** An editor's commit with a checkpoint; read by the manager. */
  private ErrorCode read(String note) throws Exception {
    ChainId room = world.room();
    HostileAuthor author =
        new HostileAuthor(world.platform(), world.platform().people().somebody("member"))
            .carrying(note);
    try (Strongroom member = world.client("member");
        Room open = member.room(room.toString())) {
      author.commit(open, List.of());
    }
    try {
      world.with("manager", room, Room::verified);
      return ErrorCode.STATE_ROOT;
    } catch (ProtocolException e) {
      return e.code();
    }
  }

  @Test
  void t76_commitWithACheckpointThatTheLogNeverSigned_statementAndNoEvidence() throws Exception {
    SigningKey other = SigningKey.fromSeed(SecretBytes.random(organisation().random(), 32));
    String forged =
        Checkpoint.sign(Organisation.LOG_NAME, 2, hash("another history"), other).note();
    assertThat(read(forged)).isEqualTo(ErrorCode.STATEMENT);
    assertThat(world.config("manager").folder().resolve("evidence")).doesNotExist();
  }

  @Test
  void t41_commitWhoseAuthorSawAnotherHistory_logForkAndEvidence() throws Exception {
    assertThat(read(rewritten(2))).isEqualTo(ErrorCode.LOG_FORK);
    assertThat(world.config("manager").folder().resolve("evidence")).isNotEmptyDirectory();
  }

  @Test
  void t13_commitWhoseAuthorSawMoreThanIsShownHere_dirStale() throws Exception {
    assertThat(read(rewritten(1000))).isEqualTo(ErrorCode.DIR_STALE);
  }
}
