package dev.strongroom.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.Draft;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.DepositId;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.deposit.Deposit;
import dev.strongroom.protocol.deposit.Deposits;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.DepositMark;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A room's inbox over HTTP, with a real store and the real authority. */
class DepositIT {
  private static final byte[] TEXT = "an invoice".getBytes(StandardCharsets.UTF_8);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static World world;
  private static Membership membership;
  private static Deposits deposits;
  private static World.Person manager;
  private static World.Person depositor;
  private static World.Person another;
  private static World.Person outsider;

  @BeforeAll
  static void start() {
    world = World.start("storage", "identity", "access", "storage").founded();
    membership = new Membership(world);
    deposits = new Deposits(world.organisation());
    manager = world.enrolled("manager");
    depositor = world.enrolled("depositor");
    another = world.enrolled("another");
    outsider = world.enrolled("outsider");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  /** A room with two depositors, who hold no wrap. */
  private static Membership.Room newRoom() {
    Membership.Room room = membership.newRoom(manager);
    return granted(granted(room, depositor, Role.DEPOSITOR), another, Role.DEPOSITOR);
  }

  private static Membership.Room granted(Membership.Room room, World.Person who, Role role) {
    Signed<RoomLink> link =
        membership
            .chains()
            .room(
                Optional.of(room.state()),
                Cause.CHANGE,
                manager.keys(),
                List.of(Chains.grant(who.keys(), role)),
                List.of(),
                room.state().epoch());
    List<Map<String, String>> wraps =
        role.reads() ? List.of(room.epoch().wrapFor(room.id(), who.keys())) : List.of();
    membership.handIn(manager, room, Draft.goesOn(link, wraps)).then().statusCode(200);
    return new Membership.Room(
        membership.chains().roomChain().next(room.state(), link, Order.NOW), room.epoch());
  }

  private static void refused(Response answer, int status, String reason) {
    answer.then().statusCode(status).body("reason", equalTo(reason));
  }

  private static String path(Membership.Room room) {
    return "/storage/v1/rooms/" + room.id();
  }

  private static Response begin(World.Person who, Membership.Room room, long length) {
    return world
        .as(who, "storage")
        .body(Map.of("storedLength", length, "deposit", true))
        .post(path(room) + "/uploads");
  }

  private static BlobRef upload(World.Person who, Membership.Room room) throws Exception {
    Hand hand = new Hand(world, who, room);
    Hand.Content content = hand.seal(TEXT);
    String upload =
        begin(who, room, content.stored().length()).then().statusCode(200).extract().path("upload");
    hand.complete(upload, List.of(hand.putPart(upload, content.blob()))).then().statusCode(202);
    assertThat(hand.settled(upload)).isEqualTo("complete");
    return Hand.ref(upload, content);
  }

  private static Signed<Deposit> deposit(World.Person who, Membership.Room room) throws Exception {
    return deposits.honest(room.state(), who.keys(), "invoice", upload(who, room));
  }

  private static Response handIn(World.Person who, Membership.Room room, Signed<Deposit> deposit) {
    return world
        .as(who, "storage")
        .body(Map.of("envelope", deposit.envelope().encode().toBase64Url()))
        .post(path(room) + "/deposits");
  }

  private static Signed<Deposit> sent(World.Person who, Membership.Room room) throws Exception {
    Signed<Deposit> deposit = deposit(who, room);
    handIn(who, room, deposit)
        .then()
        .statusCode(200)
        .body("deposit", equalTo(deposit.hash().toString()));
    return deposit;
  }

  private static Response inbox(World.Person who, Membership.Room room) {
    return world.as(who, "storage").get(path(room) + "/deposits");
  }

  private static Response own(World.Person who, Membership.Room room) {
    return world.as(who, "storage").get(path(room) + "/deposits/own");
  }

  private static ChangeRecord mark(Membership.Room room, Signed<Deposit> deposit) {
    return DepositMark.of(
        world.organisation().id(),
        room.id(),
        new NodeId(Bytes.random(RANDOM, NodeId.LENGTH_BYTES)),
        deposit.hash(),
        room.state().epoch().number());
  }

  /** Hands in the commit that adopts a deposit as a file. */
  private static Response adopt(
      Hand hand, Signed<Deposit> deposit, ChangeRecord file, ChangeRecord mark) {
    List<ChangeRecord> records = List.of(file, mark);
    Signed<Commit> commit = hand.commit(records);
    assertThat(commit.body().deposits()).containsExactly(deposit.hash());
    Response answer =
        world
            .as(manager, "storage")
            .body(
                Map.of(
                    "envelope",
                    commit.envelope().encode().toBase64Url(),
                    "records",
                    records.stream().map(r -> r.encode().toBase64Url()).toList(),
                    "wraps",
                    List.of(
                        hand.request(commit, List.of(file)).get("wraps") instanceof List<?> wraps
                            ? wraps.getFirst()
                            : "",
                        "")))
            .post(hand.path() + "/commits");
    if (answer.statusCode() == 200) {
      hand.taken(commit, records);
    }
    return answer;
  }

  @Test
  void deposit_sentByADepositor_waits_andIsAdoptedOnceByAnEditor() throws Exception {
    Membership.Room room = newRoom();
    Hand editor = new Hand(world, manager, room);
    Signed<Deposit> deposit = sent(depositor, room);
    handIn(depositor, room, deposit).then().statusCode(200);
    inbox(manager, room)
        .then()
        .statusCode(200)
        .body("items", hasSize(1))
        .body("items[0].deposit", equalTo(deposit.hash().toString()))
        .body("items[0].envelope", equalTo(deposit.envelope().encode().toBase64Url()))
        .body("items[0].state", equalTo("waiting"));
    world
        .as(manager, "storage")
        .get(path(room) + "/deposits/epochs")
        .then()
        .statusCode(200)
        .body("", hasSize(1))
        .body("[0].epoch", equalTo(1))
        .body("[0].count", equalTo(1));

    ChangeRecord file = editor.file("invoice", deposit.body().content());
    adopt(editor, deposit, file, mark(room, deposit)).then().statusCode(200);
    inbox(manager, room).then().body("items", hasSize(0));
    own(depositor, room)
        .then()
        .statusCode(200)
        .body("items[0].deposit", equalTo(deposit.hash().toString()))
        .body("items[0].state", equalTo("adopted"));
    String url =
        world
            .as(manager, "storage")
            .body(Map.of("record", file.hash().toString()))
            .post(path(room) + "/downloads")
            .then()
            .statusCode(200)
            .extract()
            .path("url");
    assertThat(Hand.get(url)).isNotEqualTo(Bytes.empty());
    try (EventTap tap = new EventTap(world.lease(), Topic.STORAGE)) {
      String id = room.id().toString();
      tap.await(DomainEvent.DepositReceived.class, id);
      tap.await(DomainEvent.DepositAdopted.class, id);
    }
  }

  @Test
  void t77_depositAdoptedAgain_isRefused() throws Exception {
    Membership.Room room = newRoom();
    Hand editor = new Hand(world, manager, room);
    Signed<Deposit> deposit = sent(depositor, room);
    BlobRef content = deposit.body().content();
    adopt(editor, deposit, editor.file("one", content), mark(room, deposit)).then().statusCode(200);
    // The state refuses a second mark already in the client; a hostile one signs any state.
    ChangeRecord again = editor.file("two", content);
    ChangeRecord mark = mark(room, deposit);
    Signed<Commit> commit =
        editor.commit(manager, List.of(again, mark), editor.after(List.of(again)).rootHash());
    Map<String, Object> request = new HashMap<>(editor.request(commit, List.of(again)));
    request.put("records", List.of(again.encode().toBase64Url(), mark.encode().toBase64Url()));
    request.put(
        "wraps", List.of(((List<?>) Objects.requireNonNull(request.get("wraps"))).getFirst(), ""));
    refused(
        world.as(manager, "storage").body(request).post(path(room) + "/commits"),
        422,
        "statement-refused");
  }

  @Test
  void adoption_ofWhatDoesNotWaitHere_orWithoutItsContent_isRefused() throws Exception {
    Membership.Room room = newRoom();
    Hand editor = new Hand(world, manager, room);
    Signed<Deposit> deposit = sent(depositor, room);
    BlobRef other = editor.upload(TEXT);
    refused(
        adopt(editor, deposit, editor.file("invoice", other), mark(room, deposit)),
        422,
        "statement-refused");
    Membership.Room elsewhere = newRoom();
    Hand there = new Hand(world, manager, elsewhere);
    refused(
        adopt(there, deposit, there.file("invoice", there.upload(TEXT)), mark(elsewhere, deposit)),
        422,
        "statement-refused");
    inbox(manager, room).then().body("items", hasSize(1));
    editor.head(-1).then().body("sequence", equalTo(-1));
  }

  @Test
  void depositor_readsNothing_notEvenWhatOthersSent() throws Exception {
    Membership.Room room = newRoom();
    Hand editor = new Hand(world, manager, room);
    ChangeRecord file = editor.file("a", editor.upload(TEXT));
    editor.write(file);
    Signed<Deposit> foreign = sent(another, room);
    Signed<Deposit> mine = sent(depositor, room);
    String base = path(room);
    for (String one :
        List.of(
            "/head",
            "/folders/" + editor.folders().root() + "/children?at=0",
            "/deposits/epochs",
            "/deposits/" + foreign.hash(),
            "/deposits/" + mine.hash())) {
      refused(world.as(depositor, "storage").get(base + one), 404, "not-found");
    }
    refused(
        world
            .as(depositor, "storage")
            .body(Map.of("record", file.hash().toString()))
            .post(base + "/downloads"),
        404,
        "not-found");
    refused(
        world
            .as(depositor, "storage")
            .body(Map.of("keys", List.of(file.treeKey().toBase64Url())))
            .post(base + "/proofs?at=0"),
        404,
        "not-found");
    refused(inbox(depositor, room), 403, "forbidden");
    own(depositor, room)
        .then()
        .body("items.deposit", equalTo(List.of(mine.hash().toString())))
        .body("items[0].envelope", equalTo(null));
    refused(
        world.as(depositor, "storage").delete(base + "/deposits/" + foreign.hash()),
        404,
        "not-found");
    refused(
        world.as(depositor, "storage").post(base + "/deposits/" + mine.hash() + "/rejection"),
        403,
        "forbidden");
  }

  @Test
  void t59_depositor_uploadsForDepositsOnly_andCommitsNothing() throws Exception {
    Membership.Room room = newRoom();
    Hand hand = new Hand(world, depositor, room);
    refused(hand.begin(1000), 403, "forbidden");
    ChangeRecord file = hand.file("a", upload(depositor, room));
    refused(hand.handIn(hand.commit(List.of(file)), List.of(file)), 403, "forbidden");
  }

  @Test
  void deposit_thatIsNotHisOwn_orCitesAnOldLink_isRefused() throws Exception {
    Membership.Room room = newRoom();
    Signed<Deposit> mine = deposit(depositor, room);
    refused(handIn(another, room, mine), 403, "forbidden");
    refused(handIn(outsider, room, mine), 404, "not-found");
    Signed<Deposit> forged = Deposit.sign(mine.body(), another.keys().keys().signing());
    refused(handIn(depositor, room, forged), 422, "statement-refused");
    Membership.Room elsewhere = newRoom();
    refused(handIn(depositor, elsewhere, mine), 403, "forbidden");
    Membership.Room later = granted(room, outsider, Role.VIEWER);
    refused(handIn(depositor, later, mine), 409, "stale-head");
    inbox(manager, room).then().body("items", hasSize(0));
  }

  @Test
  void deposit_ofABlobThatIsNotHis_orNotThere_isRefused() throws Exception {
    Membership.Room room = newRoom();
    Hand editor = new Hand(world, manager, room);
    BlobRef his = upload(another, room);
    String open = begin(depositor, room, 1000).then().extract().path("upload");
    BlobRef early = new BlobRef(his.content(), Bytes.fromBase64Url(open), 0, 1000, his.digest());
    for (BlobRef wrong : List.of(his, editor.upload(TEXT), deposits.anyBlob(), early)) {
      refused(
          handIn(depositor, room, deposits.honest(room.state(), depositor.keys(), "a", wrong)),
          422,
          "statement-refused");
    }
  }

  @Test
  void t77_oneIdOrBlobForTwoDeposits_isRefused() throws Exception {
    Membership.Room room = newRoom();
    Signed<Deposit> first = sent(depositor, room);
    Signed<Deposit> sameBlob =
        deposits.honest(room.state(), depositor.keys(), "again", first.body().content());
    refused(handIn(depositor, room, sameBlob), 409, "conflict");
    DepositId id = first.body().id();
    Signed<Deposit> sameId =
        deposits.signed(
            room.state(),
            depositor.keys(),
            Optional.empty(),
            id,
            upload(depositor, room),
            deposits.box(
                room.state(), deposits.place(room.state(), depositor.keys(), id), "again"));
    refused(handIn(depositor, room, sameId), 409, "conflict");
    inbox(manager, room).then().body("items", hasSize(1));
  }

  @Test
  void deposit_withdrawnOrRejected_isSettled_andNotAdoptedAnyMore() throws Exception {
    Membership.Room room = newRoom();
    Hand editor = new Hand(world, manager, room);
    Signed<Deposit> withdrawn = sent(depositor, room);
    Signed<Deposit> rejected = sent(depositor, room);
    String base = path(room) + "/deposits/";
    for (int i = 0; i < 2; i++) {
      world.as(depositor, "storage").delete(base + withdrawn.hash()).then().statusCode(204);
      world
          .as(manager, "storage")
          .post(base + rejected.hash() + "/rejection")
          .then()
          .statusCode(204);
    }
    refused(
        world.as(manager, "storage").post(base + withdrawn.hash() + "/rejection"), 409, "conflict");
    refused(world.as(depositor, "storage").delete(base + rejected.hash()), 409, "conflict");
    own(depositor, room).then().body("items.state", equalTo(List.of("withdrawn", "rejected")));
    inbox(manager, room).then().body("items", hasSize(0));
    for (Signed<Deposit> settled : List.of(withdrawn, rejected)) {
      refused(
          adopt(
              editor,
              settled,
              editor.file("invoice", settled.body().content()),
              mark(room, settled)),
          422,
          "statement-refused");
    }
    try (EventTap tap = new EventTap(world.lease(), Topic.STORAGE)) {
      tap.await(DomainEvent.DepositWithdrawn.class, room.id().toString());
      tap.await(DomainEvent.DepositRejected.class, room.id().toString());
    }
  }

  @Test
  void room_foreignOrMadeUp_isNotThereByAnyRequest() throws Exception {
    Membership.Room room = newRoom();
    Signed<Deposit> mine = sent(depositor, room);
    String madeUp = "/storage/v1/rooms/" + Bytes.random(RANDOM, 32).toBase64Url();
    for (String base : List.of(path(room), madeUp)) {
      refused(world.as(outsider, "storage").get(base + "/deposits"), 404, "not-found");
      refused(world.as(outsider, "storage").get(base + "/deposits/own"), 404, "not-found");
      refused(world.as(outsider, "storage").get(base + "/deposits/epochs"), 404, "not-found");
      refused(
          world.as(outsider, "storage").get(base + "/deposits/" + mine.hash()), 404, "not-found");
      refused(
          world.as(outsider, "storage").delete(base + "/deposits/" + mine.hash()),
          404,
          "not-found");
      refused(
          world.as(outsider, "storage").post(base + "/deposits/" + mine.hash() + "/rejection"),
          404,
          "not-found");
      refused(
          world
              .as(outsider, "storage")
              .body(Map.of("storedLength", 1000, "deposit", true))
              .post(base + "/uploads"),
          404,
          "not-found");
    }
  }

  @Test
  void inbox_inPages_givesEachOnce() throws Exception {
    Membership.Room room = newRoom();
    List<String> all =
        List.of(
            sent(depositor, room).hash().toString(),
            sent(another, room).hash().toString(),
            sent(depositor, room).hash().toString());
    Response first =
        world.as(manager, "storage").queryParam("limit", 2).get(path(room) + "/deposits");
    first.then().body("items.deposit", equalTo(all.subList(0, 2)));
    world
        .as(manager, "storage")
        .queryParam("after", first.path("next").toString())
        .get(path(room) + "/deposits")
        .then()
        .body("items.deposit", equalTo(all.subList(2, 3)))
        .body("next", equalTo(""));
  }

  @Test
  void uploads_thatBelongToNoDeposit_haveALimit() {
    Membership.Room room = newRoom();
    for (int i = 0; i < 100; i++) {
      begin(depositor, room, 1000).then().statusCode(200);
    }
    refused(begin(depositor, room, 1000), 409, "conflict");
    String upload = begin(another, room, 1000).then().statusCode(200).extract().path("upload");
    world.as(another, "storage").delete(path(room) + "/uploads/" + upload).then().statusCode(204);
  }
}
