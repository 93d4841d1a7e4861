package dev.strongroom.storage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.Draft;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.TreePurpose;
import io.restassured.response.Response;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Uploads and commits over HTTP, with a real store and the real authority. */
class StorageIT {
  private static final byte[] TEXT = "a text of some length".getBytes(StandardCharsets.UTF_8);
  private static World world;
  private static Membership membership;
  private static World.Person manager;
  private static World.Person outsider;

  @BeforeAll
  static void start() {
    world = World.start("storage", "identity", "access", "storage").founded();
    membership = new Membership(world);
    manager = world.enrolled("manager");
    outsider = world.enrolled("outsider");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static Hand newRoom() {
    return new Hand(world, manager, membership.newRoom(manager));
  }

  private static void refused(Response answer, int status, String reason) {
    answer
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("reason", equalTo(reason))
        .body("correlationId", notNullValue());
  }

  private static Response download(World.Person who, Hand hand, ChangeRecord record) {
    return world
        .as(who, "storage")
        .body(Map.of("record", record.hash().toString()))
        .post(hand.path() + "/downloads");
  }

  private static Response children(World.Person who, Hand hand, long at) {
    return world
        .as(who, "storage")
        .queryParam("at", at)
        .get(hand.path() + "/folders/" + hand.folders().root() + "/children");
  }

  @Test
  void file_uploadedAndCommitted_isListedAndReadBackAsItWasSent() throws Exception {
    Hand hand = newRoom();
    Hand.Content content = hand.seal(TEXT);
    String upload = hand.begin(content.stored().length()).then().extract().path("upload");
    hand.complete(upload, List.of(hand.putPart(upload, content.blob()))).then().statusCode(202);
    assertThat(hand.settled(upload)).isEqualTo("complete");
    ChangeRecord record = hand.file("a", Hand.ref(upload, content));
    hand.write(record);

    hand.head(-1)
        .then()
        .statusCode(200)
        .body("sequence", equalTo(0))
        .body("commit", equalTo(hand.head().orElseThrow().envelope().encode().toBase64Url()));
    children(manager, hand, 0)
        .then()
        .statusCode(200)
        .body("entries.record", equalTo(List.of(record.encode().toBase64Url())))
        .body("entries[0].wraps", hasSize(1));
    String url = download(manager, hand, record).then().statusCode(200).extract().path("url");
    assertThat(Hand.get(url)).isEqualTo(content.blob());
    try (EventTap tap = new EventTap(world.lease(), Topic.STORAGE)) {
      String room = hand.room().id().toString();
      tap.await(DomainEvent.UploadCompleted.class, room);
      tap.await(DomainEvent.Committed.class, room);
      tap.await(DomainEvent.DownloadAuthorised.class, room);
    }
  }

  @Test
  void upload_longerOrShorterThanAnnounced_isNotKept() throws Exception {
    Hand hand = newRoom();
    Hand.Content content = hand.seal(TEXT);
    for (int wrong : new int[] {-1, 1}) {
      String upload = hand.begin(content.stored().length()).then().extract().path("upload");
      Bytes body =
          wrong < 0
              ? content.blob().slice(0, content.blob().length() - 1)
              : Bytes.utf8(content.blob().toHex());
      hand.complete(upload, List.of(hand.putPart(upload, body)));
      assertThat(hand.settled(upload)).isEqualTo("aborted");
      ChangeRecord record = hand.file("a", Hand.ref(upload, content));
      refused(hand.handIn(hand.commit(List.of(record)), List.of(record)), 422, "statement-refused");
    }
    hand.head(-1).then().body("sequence", equalTo(-1));
  }

  @Test
  void part_damagedOnTheWay_isRefusedByTheStore() throws Exception {
    Hand hand = newRoom();
    Hand.Content content = hand.seal(TEXT);
    String upload = hand.begin(content.stored().length()).then().extract().path("upload");
    String url = hand.urls(upload, 1).then().extract().path("urls[0]");
    HttpResponse<Void> damaged = Hand.put(url, content.blob(), Bytes.utf8("another body"));
    assertThat(damaged.statusCode()).isEqualTo(400);
    assertThat(hand.state(upload)).isEqualTo("open");
  }

  @Test
  void store_saysWhichChecksumItEnforces_andClientsAreTold() {
    Hand hand = newRoom();
    hand.begin(1000).then().body("checksum", equalTo("Content-MD5"));
    given()
        .baseUri(world.services().managementUrl("storage").toString())
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body(
            "checks.find { it.name == 'object store' }.data.partChecksum", equalTo("CONTENT_MD5"));
  }

  @Test
  void partUrl_changedToAnotherPart_isRefusedByTheStore() throws Exception {
    Hand hand = newRoom();
    Hand.Content content = hand.seal(TEXT);
    String upload = hand.begin(content.stored().length()).then().extract().path("upload");
    String url = hand.urls(upload, 1).then().extract().path("urls[0]");
    String other = url.replace("partNumber=1", "partNumber=2");
    assertThat(other).isNotEqualTo(url);
    assertThat(Hand.put(other, content.blob()).statusCode()).isEqualTo(403);
  }

  @Test
  void completion_askedForTwice_andByTwoAtOnce_isOneBlob() throws Exception {
    Hand hand = newRoom();
    Hand.Content content = hand.seal(TEXT);
    String upload = hand.begin(content.stored().length()).then().extract().path("upload");
    List<String> etags = List.of(hand.putPart(upload, content.blob()));
    List<Callable<Integer>> two = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      two.add(() -> hand.complete(upload, etags).statusCode());
    }
    assertThat(atOnce(two)).containsExactly(202, 202);
    assertThat(hand.settled(upload)).isEqualTo("complete");
    hand.complete(upload, etags).then().statusCode(202).body("state", equalTo("complete"));
    hand.write(hand.file("a", Hand.ref(upload, content)));
  }

  @Test
  void upload_ofSomebodyElse_isNotThereLikeOneThatIsNone() {
    Hand hand = newRoom();
    String upload = hand.begin(1000).then().extract().path("upload");
    String madeUp = Bytes.random(new SecureRandom(), 16).toBase64Url();
    for (String id : List.of(upload, madeUp)) {
      refused(world.as(outsider, "storage").get(hand.path() + "/uploads/" + id), 404, "not-found");
    }
    World.Person editor = world.enrolled("editor");
    Hand shared = granted(hand, editor, Role.EDITOR);
    refused(
        world.as(editor, "storage").get(shared.path() + "/uploads/" + upload), 404, "not-found");
  }

  @Test
  void upload_nonsense_isMalformed() {
    Hand hand = newRoom();
    refused(hand.begin(0), 400, "malformed");
    refused(hand.begin(-1), 400, "malformed");
    refused(hand.begin(1L << 50), 413, "body-too-large");
    String upload = hand.begin(1000).then().extract().path("upload");
    refused(hand.urls(upload, 2), 400, "malformed");
    refused(hand.urls(upload, 0), 400, "malformed");
    refused(hand.complete(upload, List.of("a", "b")), 400, "malformed");
  }

  @Test
  void upload_givenUp_takesNoMore() throws Exception {
    Hand hand = newRoom();
    Hand.Content content = hand.seal(TEXT);
    String upload = hand.begin(content.stored().length()).then().extract().path("upload");
    world.as(manager, "storage").delete(hand.path() + "/uploads/" + upload).then().statusCode(204);
    refused(hand.urls(upload, 1), 409, "conflict");
    refused(hand.complete(upload, List.of("etag")), 409, "conflict");
  }

  @Test
  void commit_namingABlobOfAnotherRoomOrOneNotUploaded_isRefused() throws Exception {
    Hand hand = newRoom();
    Hand elsewhere = newRoom();
    BlobRef foreign = elsewhere.upload(TEXT);
    ChangeRecord stolen = hand.file("a", foreign);
    refused(hand.handIn(hand.commit(List.of(stolen)), List.of(stolen)), 422, "statement-refused");
    Hand.Content content = hand.seal(TEXT);
    String open = hand.begin(content.stored().length()).then().extract().path("upload");
    ChangeRecord early = hand.file("b", Hand.ref(open, content));
    refused(hand.handIn(hand.commit(List.of(early)), List.of(early)), 422, "statement-refused");
    hand.head(-1).then().body("sequence", equalTo(-1));
  }

  @Test
  void commit_thatDoesNotFollow_isRefusedAndNothingOfItIsKept() throws Exception {
    Hand hand = newRoom();
    hand.write(hand.file("a", hand.upload(TEXT)));
    ChangeRecord more = hand.file("b", hand.upload(TEXT));
    Hash wrong = TreePurpose.STATE.emptyRoot();
    refused(
        hand.handIn(hand.commit(manager, List.of(more), wrong), List.of(more)),
        422,
        "statement-refused");
    ChangeRecord other = hand.file("c", hand.upload(TEXT));
    refused(hand.handIn(hand.commit(List.of(more)), List.of(other)), 422, "statement-refused");
    hand.head(0).then().body("sequence", equalTo(0));
    children(manager, hand, 0).then().body("entries", hasSize(1));
    hand.write(more);
  }

  @Test
  void commit_resent_isTheSame_andTwoForOnePlaceAreOneAndAConflict() throws Exception {
    Hand hand = newRoom();
    BlobRef blob = hand.upload(TEXT);
    List<ChangeRecord> one = List.of(hand.file("a", blob));
    List<ChangeRecord> two = List.of(hand.file("b", blob));
    Signed<Commit> first = hand.commit(one);
    Signed<Commit> second = hand.commit(two);
    List<Integer> statuses =
        atOnce(
            List.of(
                () -> hand.handIn(first, one).statusCode(),
                () -> hand.handIn(second, two).statusCode()));
    assertThat(statuses).containsExactlyInAnyOrder(200, 409);
    boolean firstWon = statuses.getFirst() == 200;
    hand.handIn(firstWon ? first : second, firstWon ? one : two).then().statusCode(200);
    refused(hand.handIn(firstWon ? second : first, firstWon ? two : one), 409, "stale-head");
    hand.head(-1).then().body("sequence", equalTo(0));
  }

  @Test
  void commit_byAnotherHandThanHis_orUnderAnOldLink_isRefused() throws Exception {
    Hand hand = newRoom();
    World.Person editor = world.enrolled("second-editor");
    List<ChangeRecord> records = List.of(hand.file("a", hand.upload(TEXT)));
    Signed<Commit> underOldLink = hand.commit(records);
    granted(hand, editor, Role.EDITOR);
    refused(hand.handIn(underOldLink, records), 409, "stale-head");
    refused(hand.handIn(editor, underOldLink, records), 403, "forbidden");
    refused(hand.handIn(outsider, underOldLink, records), 404, "not-found");
  }

  @Test
  void commit_withABrokenSignature_orABodyThatIsNone_isRefused() throws Exception {
    Hand hand = newRoom();
    List<ChangeRecord> records = List.of(hand.file("a", hand.upload(TEXT)));
    Signed<Commit> forged = hand.commit(outsider, records, hand.after(records).rootHash());
    refused(hand.handIn(forged, records), 403, "forbidden");
    Map<String, Object> request = new HashMap<>(hand.request(hand.commit(records), records));
    for (String envelope : List.of("AAAA", Bytes.utf8("{}").toBase64Url())) {
      request.put("envelope", envelope);
      Response answer = world.as(manager, "storage").body(request).post(hand.path() + "/commits");
      answer.then().contentType("application/problem+json");
      assertThat(answer.statusCode()).as(envelope).isIn(400, 422);
    }
    hand.head(-1).then().body("sequence", equalTo(-1));
  }

  @Test
  void viewer_reads_andMayNotWrite() throws Exception {
    Hand hand = newRoom();
    ChangeRecord record = hand.file("a", hand.upload(TEXT));
    hand.write(record);
    World.Person viewer = world.enrolled("viewer");
    Hand seen = granted(hand, viewer, Role.VIEWER);
    seen.headFor(viewer, -1).then().statusCode(200).body("sequence", equalTo(0));
    download(viewer, seen, record).then().statusCode(200);
    refused(
        world
            .as(viewer, "storage")
            .body(Map.of("storedLength", 1000))
            .post(seen.path() + "/uploads"),
        403,
        "forbidden");
  }

  @Test
  void room_foreignOrMadeUp_isNotThereByAnyRequest() throws Exception {
    Hand hand = newRoom();
    ChangeRecord record = hand.file("a", hand.upload(TEXT));
    hand.write(record);
    String madeUp = "/storage/v1/rooms/" + Bytes.random(new SecureRandom(), 32).toBase64Url();
    refused(hand.headFor(outsider, -1), 404, "not-found");
    refused(children(outsider, hand, 0), 404, "not-found");
    refused(download(outsider, hand, record), 404, "not-found");
    Response none = world.as(outsider, "storage").get(madeUp + "/head");
    refused(none, 404, "not-found");
    assertThat(none.path("detail").toString()).isEqualTo(hand.headFor(outsider, -1).path("detail"));
    try (EventTap tap = new EventTap(world.lease(), Topic.STORAGE)) {
      tap.await(DomainEvent.AccessRefused.class, hand.room().id().toString());
    }
  }

  @Test
  void authorityAway_nothingIsReleasedOrTaken() throws Exception {
    Hand hand = newRoom();
    ChangeRecord record = hand.file("a", hand.upload(TEXT));
    List<ChangeRecord> records = List.of(record);
    Signed<Commit> commit = hand.commit(records);
    world.services().kill("access");
    try {
      for (Response answer :
          List.of(hand.handIn(commit, records), hand.head(-1), download(manager, hand, record))) {
        refused(answer, 503, "unavailable");
        assertThat(answer.header("Retry-After")).isNotBlank();
      }
    } finally {
      world.services().start("access");
    }
    hand.handIn(commit, records).then().statusCode(200);
  }

  @Test
  void directoryAway_nothingIsTaken_andReadingGoesOn() throws Exception {
    Hand hand = newRoom();
    ChangeRecord first = hand.file("a", hand.upload(TEXT));
    hand.write(first);
    ChangeRecord record = hand.file("b", hand.upload(TEXT));
    List<ChangeRecord> records = List.of(record);
    Signed<Commit> commit = hand.commit(records);
    world.services().kill("identity");
    try {
      Response answer = hand.handIn(commit, records);
      refused(answer, 503, "unavailable");
      assertThat(answer.header("Retry-After")).isNotBlank();
      download(manager, hand, first).then().statusCode(200);
    } finally {
      world.services().start("identity");
    }
    hand.handIn(commit, records).then().statusCode(200);
  }

  /** The same room with one grant more. */
  private static Hand granted(Hand hand, World.Person who, Role role) {
    Membership.Room room = hand.room();
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
    membership
        .handIn(
            manager, room, Draft.goesOn(link, List.of(room.epoch().wrapFor(room.id(), who.keys()))))
        .then()
        .statusCode(200);
    return new Hand(
        world,
        manager,
        new Membership.Room(
            membership.chains().roomChain().next(room.state(), link, Order.NOW), room.epoch()));
  }

  private static List<Integer> atOnce(List<Callable<Integer>> calls) throws Exception {
    CyclicBarrier all = new CyclicBarrier(calls.size());
    List<Callable<Integer>> waiting = new ArrayList<>();
    for (Callable<Integer> call : calls) {
      waiting.add(() -> {
        all.await();
        return call.call();
      });
    }
    List<Integer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      for (Future<Integer> answer : threads.invokeAll(waiting)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }
}
