package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.epoch.EpochSecret;
import dev.strongroom.protocol.epoch.EpochWrap;
import dev.strongroom.protocol.epoch.Recipient;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.sdk.rewrap.BadWrap;
import dev.strongroom.sdk.rewrap.RewrapListener;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomKeys;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.server.ServerException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Wraps of epoch secrets and node keys: altered, moved, hidden, and made by whoever may not. */
@ExtendWith(Scene.Shared.class)
@Timeout(60)
class LyingWrapsIT {
  private static Scene scene;
  private static LyingServer server;
  private ChainId room = new ChainId(Bytes.of(new byte[32]));

  @BeforeAll
  static void start(Scene shared) {
    scene = shared;
    server = shared.server();
  }

  @BeforeEach
  void begin() throws Exception {
    room = scene.room(Role.EDITOR);
    scene.with("member", room, _ -> {});
    scene.begin();
  }

  @AfterEach
  void theTruthIsAcceptedAfterwards() throws Exception {
    scene.theTruthAgain();
    scene.assertReads("member", room, "first");
  }

  private static String chain(ChainId of) {
    return "GET /access/v1/rooms/" + of + ".*";
  }

  private void wraps(Consumer<ArrayNode> change) {
    server.edit(chain(room), answer -> change.accept((ArrayNode) answer.path("wraps")));
  }

  private static Bytes wrap(JsonNode wrap) {
    return Bytes.fromBase64Url(wrap.path("wrap").asText());
  }

  private void refused(ErrorCode code) throws Exception {
    scene.assertRefusedAndNothingKept(code, "member", () -> scene.with("member", room, _ -> {}));
  }

  /** What the server gives somebody of a room. */
  private static JsonNode served(String who, ChainId of) throws Exception {
    JsonNode[] kept = new JsonNode[1];
    server.edit(chain(of), answer -> kept[0] = answer.deepCopy());
    scene.with(who, of, _ -> {});
    server.tellTheTruth();
    return kept[0];
  }

  @Test
  void t18_wrapAltered_unlockFailed_andBesideAGoodOneItHarmsNothing() throws Exception {
    wraps(all ->
        all.forEach(one -> {
          byte[] bytes = wrap(one).toArray();
          bytes[bytes.length - 1] ^= 1;
          ((ObjectNode) one).put("wrap", Bytes.of(bytes).toBase64Url());
        }));
    refused(ErrorCode.UNLOCK_FAILED);
    server.tellTheTruth();
    wraps(all -> {
      JsonNode good = all.path(0).deepCopy();
      all.removeAll();
      all.add(good.<ObjectNode>deepCopy().put("wrap", "AAAA"));
      all.add(good.<ObjectNode>deepCopy().put("kind", "group").put("reference", "x"));
      all.add(good);
    });
    scene.assertReads("member", room, "first");
  }

  @Test
  void t18_wrapOfAnotherUser_unlockFailed() throws Exception {
    String managers = served("manager", room).path("wraps").path(0).path("wrap").asText();
    wraps(all -> all.forEach(one -> ((ObjectNode) one).put("wrap", managers)));
    refused(ErrorCode.UNLOCK_FAILED);
  }

  @Test
  void t19_wrapOfAnotherRoom_unlockFailed() throws Exception {
    String others =
        served("member", scene.room(Role.EDITOR)).path("wraps").path(0).path("wrap").asText();
    wraps(all -> all.forEach(one -> ((ObjectNode) one).put("wrap", others)));
    refused(ErrorCode.UNLOCK_FAILED);
  }

  @Test
  void t20_wrapOfAnEarlierEpoch_unlockFailed() throws Exception {
    String earlier = served("member", room).path("wraps").path(0).path("wrap").asText();
    scene.with("manager", room, open -> open.keys().rotate());
    wraps(all -> all.forEach(one -> ((ObjectNode) one).put("wrap", earlier)));
    refused(ErrorCode.UNLOCK_FAILED);
  }

  /** Everybody can wrap to the member: what it opens to is held against the signed link. */
  @Test
  void t21_secretWhosePublicKeyIsNotTheSignedOne_keyMismatch() throws Exception {
    try (Forger member = new Forger(scene, "member");
        EpochSecret other = EpochSecret.random(scene.organisation(), member.random())) {
      Bytes planted =
          EpochWrap.seal(
              scene.organisation(),
              room,
              1,
              new Recipient.User(member.user(), member.identity().hash()),
              member.keys().kem().publicKey(),
              other);
      wraps(all -> all.forEach(one -> ((ObjectNode) one).put("wrap", planted.toBase64Url())));
      refused(ErrorCode.KEY_MISMATCH);
    }
  }

  private void nodeWraps(Consumer<ArrayNode> change) {
    server.edit(
        ".* /storage/v1/rooms/" + room + "/.*(children|proofs).*",
        answer ->
            answer
                .path("entries")
                .forEach(entry -> change.accept((ArrayNode) entry.path("wraps"))));
  }

  private void assertNodeRefused(ErrorCode code) throws Exception {
    scene.with(
        "member",
        room,
        open -> {
          assertRefused(code, () -> open.find(RoomPath.parse("first")));
          assertRefused(code, () -> open.list(RoomPath.parse("")));
        });
  }

  @Test
  void t17_worthlessWrapsBesideTheGoodOne_theReaderFallsBack() throws Exception {
    nodeWraps(all -> {
      JsonNode good = all.path(0).deepCopy();
      all.removeAll();
      byte[] junk = new byte[wrap(good).length()];
      junk[0] = 1;
      all.add(good.<ObjectNode>deepCopy().put("wrap", Bytes.of(junk).toBase64Url()));
      all.add(good.<ObjectNode>deepCopy().put("wrap", ""));
      all.add(good);
    });
    scene.assertReads("member", room, "first");
  }

  @Test
  void t17_goodWrapHidden_keyCommit() throws Exception {
    nodeWraps(ArrayNode::removeAll);
    assertNodeRefused(ErrorCode.KEY_COMMIT);
    server.tellTheTruth();
    nodeWraps(all ->
        all.forEach(one -> {
          byte[] junk = new byte[wrap(one).length()];
          junk[0] = 1;
          ((ObjectNode) one).put("wrap", Bytes.of(junk).toBase64Url());
        }));
    assertNodeRefused(ErrorCode.KEY_COMMIT);
  }

  /** A hand in the database gives one file's wrap to another. */
  @Test
  void t22_wrapOfAnotherNode_keyCommit() throws Exception {
    scene.put("manager", room, "second");
    List<List<Object>> rows =
        scene.rows(
            "storage",
            "SELECT record, wrap FROM node_wrap WHERE room = ? ORDER BY record",
            room.value());
    assertThat(rows).hasSize(2);
    swap(rows.get(0).get(0), rows.get(1).get(1));
    swap(rows.get(1).get(0), rows.get(0).get(1));
    assertNodeRefused(ErrorCode.KEY_COMMIT);
    swap(rows.get(0).get(0), rows.get(0).get(1));
    swap(rows.get(1).get(0), rows.get(1).get(1));
  }

  private static List<Object> nodeWrapsOf(ChainId of) {
    return scene
        .rows(
            "storage",
            "SELECT w.wrap FROM node_wrap w JOIN change_record r ON r.room = w.room"
                + " AND r.hash = w.record WHERE w.room = ?",
            of.value())
        .stream()
        .map(List::getFirst)
        .toList();
  }

  /** Of a room that the member reads as well, and of the file as it was before. */
  @Test
  void t22_wrapOfAnotherRoomOrRevision_keyCommit() throws Exception {
    Object others = nodeWrapsOf(scene.room(Role.EDITOR)).getFirst();
    Object earlier = nodeWrapsOf(room).getFirst();
    scene.put("manager", room, "first");
    for (Object moved : List.of(others, earlier)) {
      String wrap = Bytes.of((byte[]) moved).toBase64Url();
      nodeWraps(all -> all.forEach(one -> ((ObjectNode) one).put("wrap", wrap)));
      assertNodeRefused(ErrorCode.KEY_COMMIT);
      server.tellTheTruth();
    }
  }

  private static void read(Room open) throws Exception {
    try (Entry entry = open.find(RoomPath.parse("first")).orElseThrow()) {
      open.read(entry, 0, 5);
    }
  }

  /** Where the store has the content of {@code first}, as the service says to the member. */
  private static String download(ChainId of) throws Exception {
    String[] kept = new String[1];
    server.lie(
        ".*/rooms/" + of + "/.*downloads.*",
        answer -> {
          kept[0] = answer.text();
          return answer;
        });
    scene.with("member", of, LyingWrapsIT::read);
    server.tellTheTruth();
    return Objects.requireNonNull(kept[0]);
  }

  @Test
  void t23_contentOfAnotherRoomOrRevision_keyCommitOrCtDigest() throws Exception {
    String others = download(scene.room(Role.EDITOR));
    String earlier = download(room);
    scene.put("manager", room, "first");
    for (String moved : List.of(others, earlier)) {
      server.lie(".*/rooms/" + room + "/.*downloads.*", _ -> LyingServer.Answer.of(200, moved));
      scene.with(
          "member",
          room,
          open ->
              assertThatThrownBy(() -> read(open))
                  .isInstanceOfSatisfying(
                      ProtocolException.class,
                      e -> assertThat(e.code()).isIn(ErrorCode.KEY_COMMIT, ErrorCode.CT_DIGEST)));
      server.tellTheTruth();
    }
  }

  private void swap(Object record, Object wrap) {
    assertThat(
            scene.change(
                "storage",
                "UPDATE node_wrap SET wrap = ? WHERE room = ? AND record = ?",
                wrap,
                room.value(),
                record))
        .isEqualTo(1);
  }

  /** A member who holds the epoch's secret wraps a key that is not the record's. */
  @Test
  void t22_keyWhoseCommitmentDoesNotMatch_keyCommit() throws Exception {
    scene.with(
        "member",
        room,
        open -> {
          Entry entry = open.find(RoomPath.parse("first")).orElseThrow();
          try (entry;
              Forger member = new Forger(scene, "member")) {
            String other =
                NodeKey.random(member.random())
                    .wrap(
                        open.chain().secrets().present(),
                        scene.organisation(),
                        room,
                        entry.record().hash(),
                        member.random())
                    .toBase64Url();
            nodeWraps(all -> all.forEach(one -> ((ObjectNode) one).put("wrap", other)));
          }
        });
    assertNodeRefused(ErrorCode.KEY_COMMIT);
  }

  private RoomKeys.Retired retire() throws Exception {
    RoomKeys.Retired[] retired = new RoomKeys.Retired[1];
    scene.with(
        "manager",
        room,
        open -> retired[0] = open.keys().retire(false, RewrapListener.NONE, () -> false));
    return retired[0];
  }

  /** The service takes an editor's wraps for what they are named: it cannot open them. */
  @Test
  void t24_junkBatchOfAnEditor_nothingLostEpochNotRetiredAuthorNamed() throws Exception {
    scene.with("manager", room, open -> open.keys().rotate());
    byte[] junk = new byte[105];
    junk[0] = 1;
    scene.change(
        "storage",
        "INSERT INTO node_wrap (room, record, epoch, author, wrap)"
            + " SELECT room, record, 2, ?, ? FROM node_wrap WHERE room = ? AND epoch = 1",
        scene.user("member").value(),
        junk,
        room.value());
    scene.change("storage", "UPDATE wrapped_item SET epoch = 2 WHERE room = ?", room.value());
    server.forgetRequests();
    RoomKeys.Retired first = retire();
    assertThat(first.retired()).isFalse();
    assertThat(first.findings().bad())
        .extracting(BadWrap::author)
        .isNotEmpty()
        .containsOnly(scene.user("member"));
    assertThat(server.requests()).noneMatch(r -> r.startsWith("POST /access/"));
    scene.assertReads("member", room, "first");
    assertThat(retire().retired()).isTrue();
    scene.assertReads("manager", room, "first");
  }

  @Test
  void t24_recordOrCommitLeftOutOfTheHistory_epochNotRetired() throws Exception {
    scene.put("member", room, "second");
    scene.with(
        "manager",
        room,
        open -> {
          open.keys().rotate();
          open.keys().rewrap(RewrapListener.NONE, () -> false);
        });
    for (String part : List.of("records", "commits")) {
      server.tellTheTruth();
      server.edit(
          "GET /storage/v1/rooms/" + room + "/history.*",
          answer -> ((ArrayNode) answer.path(part)).remove(0));
      server.forgetRequests();
      assertRefused(
          part.equals("records") ? ErrorCode.STATE_ROOT : ErrorCode.ROOM_FORK, this::retire);
      assertThat(server.requests()).noneMatch(r -> r.startsWith("POST /access/"));
    }
    server.tellTheTruth();
    assertThat(retire().retired()).isTrue();
  }

  @Test
  void t24_rewrapByAViewer_isRefusedByTheService() throws Exception {
    ChainId viewed = scene.room(Role.VIEWER);
    scene.with("manager", viewed, open -> open.keys().rotate());
    scene.with(
        "member",
        viewed,
        open ->
            assertThatThrownBy(() -> open.keys().rewrap(RewrapListener.NONE, () -> false))
                .isInstanceOfSatisfying(
                    ServerException.class,
                    e -> {
                      assertThat(e.status()).isEqualTo(403);
                      assertThat(e.reason()).isEqualTo("forbidden");
                    }));
    assertThat(
            scene.rows(
                "storage", "SELECT DISTINCT epoch FROM node_wrap WHERE room = ?", viewed.value()))
        .containsExactly(List.of(1L));
    scene.assertReads("member", viewed, "first");
  }
}
