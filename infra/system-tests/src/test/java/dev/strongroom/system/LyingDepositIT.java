package dev.strongroom.system;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.deposit.Inbox;
import dev.strongroom.sdk.deposit.Waiting;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.room.RoomPath;
import dev.strongroom.sdk.transfer.TransferListener;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is sent into a room: altered, moved, taken over by others, and offered again. */
@ExtendWith(Scene.Shared.class)
@Timeout(60)
class LyingDepositIT {
  private static final String TEXT = "a hundred and twenty";
  private static Scene scene;
  private static LyingServer server;
  private static SceneChains chains;

  @BeforeAll
  static void start(Scene shared) {
    scene = shared;
    server = shared.server();
    chains = new SceneChains(shared);
  }

  /** A room in which the member edits and the outsider sends files in. */
  private static ChainId room() throws Exception {
    ChainId room = scene.room(Role.EDITOR);
    try (Strongroom manager = scene.client("manager")) {
      manager.grant(room.toString(), Scene.person(manager, "outsider"), Role.DEPOSITOR);
    }
    return room;
  }

  private static void send(ChainId room, String name) throws Exception {
    try (Strongroom outsider = scene.client("outsider")) {
      outsider
          .depositRoom(room.toString())
          .send(scene.file(TEXT), NodeName.of(name), TransferListener.NONE);
    }
  }

  /** What an editor does with the inbox. */
  private interface Use {
    void of(Inbox inbox, List<Waiting> waiting) throws Exception;
  }

  private static void inbox(String who, ChainId room, Use use) throws Exception {
    try (Strongroom client = scene.client(who);
        Room open = client.room(room.toString())) {
      Inbox inbox = client.inbox(open);
      List<Waiting> waiting = inbox.waiting();
      use.of(inbox, waiting);
      waiting.forEach(Waiting::close);
    }
  }

  private static String path(ChainId room) {
    return "GET /storage/v1/rooms/" + room + "/deposits.*";
  }

  private static Signed<Deposit> onlyDeposit(ChainId room) {
    List<List<Object>> rows =
        scene.rows("storage", "SELECT envelope FROM deposit WHERE room = ?", room.value());
    assertThat(rows).hasSize(1);
    return Deposit.decode(
        Envelope.decode(StatementKind.DEPOSIT, Bytes.of((byte[]) rows.getFirst().getFirst())));
  }

  private static int commits(ChainId room) {
    return scene.rows("storage", "SELECT 1 FROM room_commit WHERE room = ?", room.value()).size();
  }

  private static void adoptsNormally(ChainId room, String name) throws Exception {
    server.tellTheTruth();
    inbox(
        "member",
        room,
        (inbox, waiting) ->
            assertThat(inbox.adopt(waiting, RoomPath.parse("in"), false)).hasSize(1));
    scene.with(
        "manager",
        room,
        open -> {
          try (var entry = open.find(RoomPath.parse("in/" + name)).orElseThrow()) {
            assertThat(open.read(entry, 0, TEXT.length())).asString().isEqualTo(TEXT);
          }
        });
  }

  private static void assertNeverAdopted(String who, ChainId room, ErrorCode code)
      throws Exception {
    int before = commits(room);
    inbox(
        who,
        room,
        (inbox, waiting) -> {
          Waiting last = waiting.getLast();
          assertThat(((Waiting.Found.Refused) last.found()).why().code()).isEqualTo(code);
          assertRefused(code, () -> inbox.adopt(List.of(last), RoomPath.parse("in"), true));
        });
    assertThat(commits(room)).isEqualTo(before);
  }

  @Test
  void t59_depositorServedKeysOfTheRoom_groupRoleAndNothingIsSent() throws Exception {
    ChainId room = room();
    for (String field : List.of("boxes", "wraps")) {
      server.tellTheTruth();
      server.edit(
          "GET /access/v1/rooms/" + room + ".*",
          answer ->
              answer
                  .putArray(field)
                  .addObject()
                  .put("epoch", 1)
                  .put("box", "")
                  .put("history", "")
                  .put("kind", "user")
                  .put("recipient", "")
                  .put("reference", "")
                  .put("wrap", ""));
      server.forgetRequests();
      assertRefused(ErrorCode.GROUP_ROLE, () -> send(room, "invoice"));
      assertThat(server.requests()).noneMatch(r -> r.startsWith("POST /storage/"));
    }
    server.tellTheTruth();
    send(room, "invoice");
    adoptsNormally(room, "invoice");
  }

  @Test
  void t59_depositorsCommit_commitRole() throws Exception {
    ChainId room = room();
    RoomState state = chains.roomState(room);
    scene.with("manager", room, Room::verified);
    try (Forger outsider = new Forger(scene, "outsider")) {
      new ForgedRoom(scene, room).empty(outsider, state).serve();
    }
    scene.assertRefusedAndNothingKept(
        ErrorCode.COMMIT_ROLE, "manager", () -> scene.with("manager", room, Room::verified));
    server.tellTheTruth();
    scene.assertReads("manager", room, "first");
  }

  @Test
  void t59_depositAltered_statement_andTheGoodOneBesideItIsTakenOver() throws Exception {
    ChainId room = room();
    send(room, "invoice");
    Envelope forged;
    try (Forger member = new Forger(scene, "member")) {
      forged = Deposit.sign(onlyDeposit(room).body(), member.keys().signing()).envelope();
    }
    server.edit(
        path(room),
        answer -> {
          ArrayNode items = (ArrayNode) answer.path("items");
          items.insert(
              0,
              items.path(0).<ObjectNode>deepCopy().put("envelope", forged.encode().toBase64Url()));
        });
    int before = commits(room);
    inbox(
        "manager",
        room,
        (inbox, waiting) -> {
          assertThat(((Waiting.Found.Refused) waiting.getFirst().found()).why().code())
              .isEqualTo(ErrorCode.STATEMENT);
          assertRefused(
              ErrorCode.STATEMENT, () -> inbox.adopt(waiting, RoomPath.parse("in"), true));
          assertThat(commits(room)).isEqualTo(before);
          assertThat(inbox.adopt(waiting.subList(1, 2), RoomPath.parse("in"), false)).hasSize(1);
        });
    assertThat(commits(room)).isEqualTo(before + 1);
  }

  @Test
  void t59_depositServedInAnotherRoom_keyMismatch() throws Exception {
    ChainId room = room();
    ChainId other = room();
    send(room, "invoice");
    String[] kept = new String[1];
    server.lie(
        path(room),
        answer -> {
          kept[0] = answer.text();
          return answer;
        });
    inbox("manager", room, (_, waiting) -> assertThat(waiting).hasSize(1));
    server.tellTheTruth();
    server.instead(path(other), _ -> LyingServer.Answer.of(200, kept[0]));
    assertNeverAdopted("manager", other, ErrorCode.KEY_MISMATCH);
    adoptsNormally(room, "invoice");
  }

  /** A hand in the database says that it still waits. */
  @Test
  void t77_depositOfferedAgain_deposit() throws Exception {
    ChainId room = room();
    send(room, "invoice");
    adoptsNormally(room, "invoice");
    assertThat(
            scene.change(
                "storage",
                "UPDATE deposit SET state = 'waiting', adopted_by = NULL WHERE room = ?",
                room.value()))
        .isEqualTo(1);
    assertNeverAdopted("member", room, ErrorCode.DEPOSIT);
    assertNeverAdopted("manager", room, ErrorCode.DEPOSIT);
    scene.assertReads("manager", room, "first");
  }

  @Test
  void t77_depositTwiceInOneList_deposit() throws Exception {
    ChainId room = room();
    send(room, "invoice");
    server.edit(
        path(room),
        answer -> {
          ArrayNode items = (ArrayNode) answer.path("items");
          items.add(items.path(0).<JsonNode>deepCopy());
        });
    assertNeverAdopted("manager", room, ErrorCode.DEPOSIT);
    adoptsNormally(room, "invoice");
  }

  /** The member passes the outsider's deposit off as his own. */
  @Test
  void t77_depositTakenOverAsOnesOwn_deposit() throws Exception {
    ChainId room = room();
    send(room, "invoice");
    RoomState state = chains.roomState(room);
    Deposit body = onlyDeposit(room).body();
    Envelope stolen;
    try (Forger member = new Forger(scene, "member")) {
      stolen =
          Deposit.sign(
                  new Deposit(
                      member.header(0, Optional.empty()),
                      body.id(),
                      room,
                      state.sequence(),
                      state.head(),
                      Optional.empty(),
                      member.author(),
                      body.epoch(),
                      body.content(),
                      body.metadata(),
                      body.nodeKey(),
                      body.directory()),
                  member.keys().signing())
              .envelope();
    }
    server.edit(
        path(room),
        answer ->
            ((ObjectNode) answer.path("items").path(0))
                .put("envelope", stolen.encode().toBase64Url()));
    assertNeverAdopted("manager", room, ErrorCode.DEPOSIT);
    adoptsNormally(room, "invoice");
  }
}
