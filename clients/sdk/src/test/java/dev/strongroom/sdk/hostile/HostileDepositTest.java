package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupRole;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.deposit.Inbox;
import dev.strongroom.sdk.deposit.Waiting;
import dev.strongroom.sdk.rewrap.RewrapListener;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files sent into a room, on an honest platform and on one that lies about them: T59, T77. */
class HostileDepositTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void start() throws IOException {
    world = new World(folder);
    world.enrol("depositor");
    world.platform().chains().onlySends("depositor");
    room = world.room();
    grant(room, "depositor", Role.DEPOSITOR);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void grant(ChainId to, String who, Role role) {
    try (Strongroom manager = world.client("manager")) {
      manager.grant(to.toString(), manager.people().named(who), role);
    }
  }

  private UserId user(String name) {
    try (Strongroom client = world.client(name)) {
      return client.self().user();
    }
  }

  private Path send(String name, String text) throws IOException {
    Path file = world.file(name, text);
    try (Strongroom depositor = world.client("depositor")) {
      depositor.depositRoom(room.toString()).send(file, NodeName.of(name), TransferListener.NONE);
    }
    return file;
  }

  /** What an editor does with the inbox. */
  private interface Use {
    void of(Room room, Inbox inbox, List<Waiting> waiting) throws Exception;
  }

  private void inbox(String who, ChainId of, Use use) throws Exception {
    try (Strongroom client = world.client(who);
        Room open = client.room(of.toString())) {
      Inbox inbox = client.inbox(open);
      List<Waiting> waiting = inbox.waiting();
      use.of(open, inbox, waiting);
      waiting.forEach(Waiting::close);
    }
  }

  private static String name(Waiting waiting) {
    return ((Waiting.Found.Good) waiting.found()).metadata().name().value();
  }

  private static ErrorCode refusal(Waiting waiting) {
    return ((Waiting.Found.Refused) waiting.found()).why().code();
  }

  private Signed<Deposit> onlyDeposit() {
    List<Signed<Deposit>> all = world.platform().rooms().deposits().all();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  /** Listed as refused for {@code code}, not adopted whoever asks, and no commit sent. */
  private void assertNeverAdopted(String who, ChainId of, ErrorCode code) throws Exception {
    int before = world.platform().rooms().commits(of);
    inbox(
        who,
        of,
        (_, inbox, waiting) -> {
          assertThat(refusal(waiting.getLast())).isEqualTo(code);
          assertRefused(
              code, () -> inbox.adopt(List.of(waiting.getLast()), World.path("in"), true));
        });
    assertThat(world.platform().rooms().commits(of)).isEqualTo(before);
  }

  @Test
  void deposit_sentAndTakenOver_isAFileOfTheRoomForAllItsReaders() throws Exception {
    Path sent = send("invoice.pdf", "a hundred and twenty");
    inbox(
        "member",
        room,
        (_, inbox, waiting) -> {
          assertThat(waiting).extracting(HostileDepositTest::name).containsExactly("invoice.pdf");
          assertThat(waiting.getFirst().sender()).isEqualTo(user("depositor"));
          List<Room.Put> puts = inbox.adopt(waiting, World.path("in"), false);
          assertThat(puts).extracting(Room.Put::path).containsExactly("in/invoice.pdf");
        });
    world.with(
        "manager",
        room,
        open -> {
          try (Entry entry = open.find(World.path("in/invoice.pdf")).orElseThrow()) {
            Path got = world.target().resolve("got");
            open.get(entry, got, false, TransferListener.NONE);
            assertThat(Files.mismatch(sent, got)).isEqualTo(-1);
          }
        });
    inbox("manager", room, (_, _, waiting) -> assertThat(waiting).isEmpty());
    try (Strongroom depositor = world.client("depositor")) {
      assertThat(depositor.depositRoom(room.toString()).own())
          .extracting(o -> o.state())
          .containsExactly("adopted");
    }
  }

  @Test
  void room_ofADepositor_isNamedByHimself_andListedUnopened() {
    try (Strongroom depositor = world.client("depositor")) {
      assertThat(depositor.rooms())
          .containsExactly(new Strongroom.RoomSummary(room, "", Role.DEPOSITOR, false));
      assertThat(depositor.isForSending(room)).isTrue();
      depositor.acceptRoom(room, NodeName.of("Invoices"));
    }
    try (Strongroom depositor = world.client("depositor")) {
      assertThat(depositor.depositRoom("Invoices").id()).isEqualTo(room);
      assertThat(depositor.rooms())
          .containsExactly(new Strongroom.RoomSummary(room, "Invoices", Role.DEPOSITOR, true));
    }
  }

  @Test
  void depositor_leaves_withoutAKeyOfTheRoom() throws Exception {
    UserId depositor = user("depositor");
    try (Strongroom client = world.client("depositor")) {
      client.leaveRoom(room.toString());
    }
    world.with(
        "manager",
        room,
        open ->
            assertThat(open.chain().newest().grants())
                .doesNotContainKey(new Grantee.User(depositor)));
  }

  @Test
  void name_thatIsTaken_becomesOneLikeIt() throws Exception {
    world.put("manager", room, world.file("there", "text"), "a.txt");
    send("a.txt", "one");
    send("a.txt", "two");
    inbox(
        "manager",
        room,
        (open, inbox, waiting) -> {
          assertThat(inbox.adopt(waiting, World.path(""), false))
              .extracting(Room.Put::path)
              .containsExactly("a (2).txt", "a (3).txt");
          List<Entry> entries = open.list(World.path(""));
          assertThat(entries).hasSize(3);
          entries.forEach(Entry::close);
        });
  }

  @Test
  void deposit_underAnEpochBeforeARotation_isStillTakenOver() throws Exception {
    send("invoice", "text");
    try (Strongroom manager = world.client("manager")) {
      manager.withdraw(room.toString(), new Grantee.User(user("member")));
    }
    inbox(
        "manager",
        room,
        (open, inbox, waiting) -> {
          assertThat(open.chain().newest().epoch().number()).isEqualTo(2);
          assertThat(inbox.adopt(waiting, World.path(""), false)).hasSize(1);
        });
  }

  /** Its epoch's secret is needed until it is settled. */
  @Test
  void deposit_underAnOldEpoch_keepsThatFromBeingRetired() throws Exception {
    world.put("manager", room, world.file("there", "text"), "there");
    send("invoice", "text");
    try (Strongroom manager = world.client("manager")) {
      manager.withdraw(room.toString(), new Grantee.User(user("member")));
    }
    world.with(
        "manager",
        room,
        open -> {
          open.keys().rewrap(RewrapListener.NONE, () -> false);
          assertThat(retire(open)).isFalse();
        });
    inbox("manager", room, (_, inbox, waiting) -> inbox.adopt(waiting, World.path(""), false));
    world.with("manager", room, open -> assertThat(retire(open)).isTrue());
  }

  private static boolean retire(Room open) {
    return open.keys().retire(false, RewrapListener.NONE, () -> false).retired();
  }

  @Test
  void deposit_whereTheRoomChangedMeanwhile_isSealedAgain_andNotUploadedAgain() throws Exception {
    world.platform().lieOnce(Request.post("/deposits"), Answer.problem(409, "stale-head"));
    send("invoice", "text");
    assertThat(onlyDeposit().body().room()).isEqualTo(room);
    assertThat(world.platform().requests().stream().filter(Request.post("/uploads")))
        .filteredOn(request -> request.parts().size() == 5)
        .hasSize(1);
  }

  @Test
  void deposit_turnedDownOrTakenBack_waitsNoMore() throws Exception {
    send("one", "text");
    send("two", "text");
    inbox("manager", room, (_, inbox, waiting) -> inbox.reject(waiting.getFirst().hash()));
    try (Strongroom depositor = world.client("depositor")) {
      var sending = depositor.depositRoom(room.toString());
      sending.withdraw(sending.own().getLast().deposit());
      assertThat(sending.own()).extracting(o -> o.state()).containsExactly("rejected", "withdrawn");
    }
    inbox("manager", room, (_, _, waiting) -> assertThat(waiting).isEmpty());
  }

  @Test
  void t59_depositor_isWrappedNothing_andOpensNothing() throws Exception {
    long wraps =
        world.platform().requests().stream()
            .filter(Request.post("/links"))
            .mapToLong(request -> request.json().path("wraps").size())
            .sum();
    // The member's, and none for the depositor.
    assertThat(wraps).isEqualTo(1);
    assertRefused(ErrorCode.GROUP_CHAIN, () -> world.with("depositor", room, _ -> {}));
  }

  @Test
  void t59_depositorServedKeysOfTheRoom_groupRole() throws Exception {
    for (String field : List.of("boxes", "wraps")) {
      world
          .platform()
          .bend(
              Request.get("/access/v1/rooms/" + room),
              answer ->
                  ((ObjectNode) answer)
                      .putArray(field)
                      .addObject()
                      .put("epoch", 1)
                      .put("box", "")
                      .put("history", "")
                      .put("kind", "user")
                      .put("recipient", "")
                      .put("reference", "")
                      .put("wrap", ""));
      world.platform().forgetRequests();
      assertRefused(ErrorCode.GROUP_ROLE, () -> send("invoice", "text"));
      world.assertNoRequest(Request.to("/uploads").or(Request.post("/deposits")));
      world.platform().beHonest();
    }
  }

  @Test
  void t59_depositAltered_statement_andThoseBesideItAreTakenOver() throws Exception {
    send("invoice", "text");
    Signed<Deposit> good = onlyDeposit();
    Organisation.Somebody outsider = world.platform().people().enrol("another");
    DepositPart deposits = world.platform().rooms().deposits();
    deposits.serveFirst(room, Deposit.sign(good.body(), outsider.keys().signing()));
    inbox(
        "manager",
        room,
        (_, inbox, waiting) -> {
          assertThat(refusal(waiting.getFirst())).isEqualTo(ErrorCode.STATEMENT);
          assertRefused(ErrorCode.STATEMENT, () -> inbox.adopt(waiting, World.path(""), true));
          assertThat(name(waiting.getLast())).isEqualTo("invoice");
          assertThat(inbox.adopt(waiting.subList(1, 2), World.path(""), false)).hasSize(1);
        });
  }

  @Test
  void t59_depositServedInAnotherRoom_keyMismatch() throws Exception {
    send("invoice", "text");
    ChainId other;
    try (Strongroom manager = world.client("manager")) {
      other = manager.createRoom("Other");
    }
    world.platform().rooms().deposits().serve(other, onlyDeposit());
    assertNeverAdopted("manager", other, ErrorCode.KEY_MISMATCH);
  }

  @Test
  void t77_depositOfferedAgain_deposit_toWhomeverItIs() throws Exception {
    send("invoice", "text");
    Signed<Deposit> deposit = onlyDeposit();
    inbox("member", room, (_, inbox, waiting) -> inbox.adopt(waiting, World.path(""), false));
    world.platform().rooms().deposits().settle(deposit.hash(), "waiting");
    assertNeverAdopted("member", room, ErrorCode.DEPOSIT);
    assertNeverAdopted("manager", room, ErrorCode.DEPOSIT);
    world.secondMachine("manager");
    assertNeverAdopted("manager", room, ErrorCode.DEPOSIT);
  }

  /** Somebody else was first: what was waiting is not taken over a second time. */
  @Test
  void t77_depositTakenOverMeanwhile_deposit() throws Exception {
    send("invoice", "text");
    inbox(
        "manager",
        room,
        (_, mine, waiting) -> {
          inbox("member", room, (_, other, same) -> other.adopt(same, World.path(""), false));
          assertRefused(ErrorCode.DEPOSIT, () -> mine.adopt(waiting, World.path("again"), true));
        });
    assertThat(world.platform().rooms().commits(room)).isEqualTo(1);
  }

  @Test
  void t59_depositThatCannotBeRead_isOneBadDeposit_andThoseBesideItAreTakenOver() throws Exception {
    send("first", "text");
    send("second", "more");
    send("third", "more");
    world
        .platform()
        .bend(
            Request.get("/deposits"),
            json -> {
              ((ObjectNode) json.path("items").get(0)).put("envelope", "bm90aGluZw");
              ((ObjectNode) json.path("items").get(1)).put("envelope", "%").put("deposit", "%");
            });
    inbox(
        "manager",
        room,
        (_, inbox, waiting) -> {
          assertThat(refusal(waiting.getFirst())).isEqualTo(ErrorCode.STATEMENT);
          assertThat(waiting.get(1).found()).isInstanceOf(Waiting.Found.Refused.class);
          assertRefused(ErrorCode.STATEMENT, () -> inbox.adopt(waiting, World.path(""), true));
          assertThat(inbox.adopt(waiting.subList(2, 3), World.path(""), false)).hasSize(1);
        });
  }

  @Test
  void t77_depositTwiceInOneList_deposit() throws Exception {
    send("invoice", "text");
    world.platform().rooms().deposits().serve(room, onlyDeposit());
    assertNeverAdopted("manager", room, ErrorCode.DEPOSIT);
    inbox(
        "manager",
        room,
        (_, inbox, waiting) -> {
          Waiting one = waiting.getFirst();
          assertRefused(
              ErrorCode.DEPOSIT, () -> inbox.adopt(List.of(one, one), World.path(""), true));
        });
  }

  @Test
  void t77_depositTakenOverAsOnesOwn_deposit() throws Exception {
    send("invoice", "text");
    Organisation.Somebody thief = world.platform().people().enrol("thief");
    grant(room, "thief", Role.DEPOSITOR);
    Deposit body = onlyDeposit().body();
    world.with(
        "manager",
        room,
        open -> {
          RoomState state = open.chain().newest();
          Deposit stolen =
              new Deposit(
                  world.platform().organisation().header(0, Optional.empty(), thief),
                  body.id(),
                  room,
                  state.sequence(),
                  state.head(),
                  Optional.empty(),
                  thief.author(),
                  body.epoch(),
                  body.content(),
                  body.metadata(),
                  body.nodeKey(),
                  body.directory());
          world
              .platform()
              .rooms()
              .deposits()
              .serve(room, Deposit.sign(stolen, thief.keys().signing()));
        });
    assertNeverAdopted("manager", room, ErrorCode.DEPOSIT);
  }

  @Test
  void t77_sentAfterItsSendersRemoval_deposit_unlessTakenByHand() throws Exception {
    send("invoice", "text");
    try (Strongroom manager = world.client("manager")) {
      manager.withdraw(room.toString(), new Grantee.User(user("depositor")));
    }
    inbox(
        "manager",
        room,
        (_, inbox, waiting) -> {
          assertThat(waiting.getFirst().found()).isInstanceOf(Waiting.Found.ByHand.class);
          assertRefused(ErrorCode.DEPOSIT, () -> inbox.adopt(waiting, World.path(""), false));
          assertThat(world.platform().rooms().commits(room)).isZero();
          assertThat(inbox.adopt(waiting, World.path(""), true)).hasSize(1);
        });
  }

  @Test
  void t33_keysOfTheRoomDue_nothingIsSent() throws Exception {
    ChainId group;
    try (Strongroom manager = world.client("manager")) {
      group = manager.createGroup("Team");
      manager.addMember(group, manager.people().named("member"), GroupRole.MEMBER);
      manager.grant(room.toString(), group, Role.EDITOR);
      world.platform().chains().hide(room);
      manager.removeMember(group, user("member"));
      world.platform().chains().show();
    }
    world.platform().forgetRequests();
    assertRefused(ErrorCode.EPOCH_STALE, () -> send("invoice", "text"));
    world.assertNoRequest(Request.to("/uploads").or(Request.post("/deposits")));
  }

  @Test
  void pages_thatLeadNowhere_areNoEndlessAsking() throws Exception {
    send("invoice", "text");
    for (String next : List.of("0", "-1", "x/../../head", "9223372036854775808")) {
      world
          .platform()
          .bend(Request.get("/deposits"), answer -> ((ObjectNode) answer).put("next", next));
      assertThatThrownBy(() -> inbox("manager", room, (_, _, _) -> {}))
          .isInstanceOf(ServerException.class);
      world.platform().beHonest();
    }
    AtomicInteger pages = new AtomicInteger();
    world
        .platform()
        .bend(
            Request.get("/deposits"),
            answer -> {
              // Further each time, and to nothing; ends by itself so that a client that follows
              // ends.
              int page = pages.incrementAndGet();
              ((ObjectNode) answer).putArray("items");
              ((ObjectNode) answer).put("next", page < 10 ? Integer.toString(page) : "");
            });
    assertThatThrownBy(() -> inbox("manager", room, (_, _, _) -> {}))
        .isInstanceOf(ServerException.class);
  }
}
