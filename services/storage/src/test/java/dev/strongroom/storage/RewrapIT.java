package dev.strongroom.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rewrapping over HTTP, with the real authority. */
class RewrapIT {
  private static final Comparator<String> BY_BYTES =
      Comparator.comparing(Base64.getUrlDecoder()::decode, Arrays::compareUnsigned);

  private static World world;
  private static Rotations rotations;
  private static World.Person manager;
  private static World.Person outsider;

  @BeforeAll
  static void start() {
    world = World.start("storage-rewrap", "identity", "access", "storage").founded();
    manager = world.enrolled("manager");
    outsider = world.enrolled("outsider");
    rotations = new Rotations(world, manager);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  /** A room with some records under epoch 1, which is in epoch 2 now. */
  private static Hand rotatedRoom(List<ChangeRecord> into, int records) {
    Hand hand = rotations.newRoom();
    for (int i = 0; i < records; i++) {
      into.add(hand.folder("folder " + i));
    }
    hand.write(into.toArray(ChangeRecord[]::new));
    rotations.rotate(hand);
    return hand;
  }

  private static Response claim(World.Person who, Hand hand, String claim, long epoch, int limit) {
    return world
        .as(who, "storage")
        .body(Map.of("claim", claim, "epoch", epoch, "limit", limit, "again", false))
        .post(hand.path() + "/rewraps/claims");
  }

  private static String newClaim() {
    return Bytes.random(world.organisation().random(), 16).toBase64Url();
  }

  private static Response handIn(
      World.Person who, Hand hand, long epoch, Map<ChangeRecord, Bytes> wraps) {
    List<Map<String, String>> all = new ArrayList<>();
    wraps.forEach((record, wrap) ->
        all.add(Map.of("record", record.hash().toString(), "wrap", wrap.toBase64Url())));
    return world
        .as(who, "storage")
        .body(Map.of("epoch", epoch, "claim", "", "wraps", all))
        .post(hand.path() + "/rewraps");
  }

  private static Map<ChangeRecord, Bytes> good(Hand hand, List<ChangeRecord> records) {
    Map<ChangeRecord, Bytes> wraps = new HashMap<>();
    records.forEach(record -> wraps.put(record, hand.wrap(record)));
    return wraps;
  }

  private static Map<ChangeRecord, Bytes> junk(List<ChangeRecord> records) {
    Map<ChangeRecord, Bytes> wraps = new HashMap<>();
    records.forEach(r -> wraps.put(r, Bytes.random(world.organisation().random(), 105)));
    return wraps;
  }

  private static Response progress(World.Person who, Hand hand) {
    return world.as(who, "storage").get(hand.path() + "/rewraps/progress");
  }

  private static Response list(World.Person who, Hand hand, long epoch, String after, int limit) {
    return world
        .as(who, "storage")
        .queryParam("epoch", epoch)
        .queryParam("after", after)
        .queryParam("limit", limit)
        .get(hand.path() + "/rewraps");
  }

  private static void refused(Response answer, int status, String reason) {
    answer.then().statusCode(status).body("reason", equalTo(reason));
  }

  private static void assertDone(Hand hand, int done, int total) {
    progress(manager, hand)
        .then()
        .statusCode(200)
        .body("epoch", equalTo((int) hand.room().state().epoch().number()))
        .body("done", equalTo(done))
        .body("total", equalTo(total));
  }

  /** Epochs of the wraps of a record, newest first, as a reader is served them. */
  private static List<Integer> epochs(Hand hand, ChangeRecord record) {
    List<Map<String, Object>> entries =
        world
            .as(manager, "storage")
            .queryParam("at", hand.head().orElseThrow().body().header().sequence())
            .get(hand.path() + "/folders/" + hand.folders().root() + "/children")
            .then()
            .statusCode(200)
            .extract()
            .path("entries");
    String wanted = record.encode().toBase64Url();
    return entries.stream()
        .filter(entry -> wanted.equals(entry.get("record")))
        .flatMap(entry -> ((List<?>) Objects.requireNonNull(entry.get("wraps"))).stream())
        .map(wrap -> (Integer) ((Map<?, ?>) wrap).get("epoch"))
        .toList();
  }

  @Test
  void oldEpoch_isListedClaimedAndTaken_andBothWrapsAreServedUntilRetirement() throws Exception {
    List<ChangeRecord> records = new ArrayList<>();
    Hand hand = rotatedRoom(records, 5);
    assertDone(hand, 0, 5);

    list(manager, hand, 2, "", 1000)
        .then()
        .statusCode(200)
        .body("items", hasSize(5))
        .body("items[0].wraps[0].epoch", equalTo(1))
        .body("items[0].wraps[0].author", equalTo(manager.keys().user().toString()))
        .body("next", equalTo(""));
    claim(manager, hand, newClaim(), 2, 1000).then().statusCode(200).body("items", hasSize(5));
    handIn(manager, hand, 2, good(hand, records)).then().statusCode(200).body("kept", equalTo(5));

    assertDone(hand, 5, 5);
    progress(manager, hand)
        .then()
        .body("oldestEpochInUse", equalTo(2))
        .body("byEpoch", hasSize(1))
        .body("authors[0].user", equalTo(manager.keys().user().toString()))
        .body("authors[0].wraps", equalTo(5));
    list(manager, hand, 2, "", 1000).then().body("items", hasSize(0));
    for (ChangeRecord record : records) {
      assertThat(epochs(hand, record)).containsExactly(2, 1);
    }
    try (EventTap tap = new EventTap(world.lease(), Topic.STORAGE)) {
      tap.await(DomainEvent.RewrapProgressed.class, hand.room().id().toString());
    }
  }

  @Test
  void list_inPages_isEverythingOnce() {
    List<ChangeRecord> records = new ArrayList<>();
    Hand hand = rotatedRoom(records, 5);
    Set<String> seen = new HashSet<>();
    String after = "";
    int pages = 0;
    do {
      Response page = list(manager, hand, 2, after, 2);
      List<String> items = page.then().statusCode(200).extract().path("items.item");
      assertThat(items).isSortedAccordingTo(BY_BYTES).noneMatch(seen::contains);
      seen.addAll(items);
      after = page.path("next");
      pages++;
    } while (!after.isEmpty());
    assertThat(pages).isEqualTo(3);
    assertThat(seen).hasSize(5);
    refused(list(manager, hand, 2, "", 1001), 400, "malformed");
    refused(list(manager, hand, 2, "", 0), 400, "malformed");
  }

  @Test
  void t24_rewrapByAViewerAnOutsiderOrInARoomThatIsNone_isRefused() {
    List<ChangeRecord> records = new ArrayList<>();
    Hand hand = rotatedRoom(records, 1);
    World.Person viewer = world.enrolled("rewrap-viewer");
    rotations.grant(hand, viewer, Role.VIEWER);
    Map<ChangeRecord, Bytes> wraps = good(hand, records);

    refused(handIn(viewer, hand, 2, wraps), 403, "forbidden");
    refused(claim(viewer, hand, newClaim(), 2, 10), 403, "forbidden");
    refused(list(viewer, hand, 2, "", 10), 403, "forbidden");
    progress(viewer, hand).then().statusCode(200);
    refused(handIn(outsider, hand, 2, wraps), 404, "not-found");
    refused(claim(outsider, hand, newClaim(), 2, 10), 404, "not-found");
    refused(list(outsider, hand, 2, "", 10), 404, "not-found");
    refused(progress(outsider, hand), 404, "not-found");
    refused(
        world
            .as(outsider, "storage")
            .body(Map.of("links", List.of("AAAA", "AAAA")))
            .post(hand.path() + "/rewraps/retirement"),
        404,
        "not-found");
    refused(world.as(outsider, "storage").get(hand.path() + "/history"), 404, "not-found");
    assertDone(hand, 0, 1);
  }

  @Test
  void epochThatIsNotThePresentOne_isStale_andNothingIsKept() {
    List<ChangeRecord> records = new ArrayList<>();
    Hand hand = rotatedRoom(records, 2);
    for (long wrong : new long[] {1, 3}) {
      refused(handIn(manager, hand, wrong, good(hand, records)), 409, "epoch-stale");
      refused(claim(manager, hand, newClaim(), wrong, 10), 409, "epoch-stale");
      refused(list(manager, hand, wrong, "", 10), 409, "epoch-stale");
    }
    assertDone(hand, 0, 2);
  }

  @Test
  void batch_resentOrOfAnotherRoom_changesNothing() {
    List<ChangeRecord> records = new ArrayList<>();
    Hand hand = rotatedRoom(records, 2);
    handIn(manager, hand, 2, good(hand, records)).then().body("kept", equalTo(2));
    handIn(manager, hand, 2, good(hand, records)).then().statusCode(200).body("kept", equalTo(0));
    for (ChangeRecord record : records) {
      assertThat(epochs(hand, record)).containsExactly(2, 1);
    }
    List<ChangeRecord> foreign = new ArrayList<>();
    Hand elsewhere = rotatedRoom(foreign, 1);
    handIn(manager, hand, 2, junk(foreign)).then().statusCode(200).body("kept", equalTo(0));
    assertDone(elsewhere, 0, 1);
    assertDone(hand, 2, 2);
  }

  @Test
  void wrapOfAnotherLength_isRefusedWithItsWholeBatch() {
    List<ChangeRecord> records = new ArrayList<>();
    Hand hand = rotatedRoom(records, 2);
    Map<ChangeRecord, Bytes> wraps = good(hand, records);
    wraps.put(records.getFirst(), Bytes.random(world.organisation().random(), 104));
    refused(handIn(manager, hand, 2, wraps), 422, "statement-refused");
    assertDone(hand, 0, 2);
  }

  @Test
  void t24_junkOfAnEditor_keepsNobodyFromAGoodWrap_andHisNameStandsBesideIt() {
    List<ChangeRecord> records = new ArrayList<>();
    Hand hand = rotatedRoom(records, 1);
    World.Person editor = world.enrolled("rewrap-editor");
    rotations.grant(hand, editor, Role.EDITOR);
    Map<ChangeRecord, Bytes> bad = junk(records);
    handIn(editor, hand, 2, bad).then().statusCode(200).body("kept", equalTo(1));
    handIn(manager, hand, 2, good(hand, records)).then().statusCode(200).body("kept", equalTo(1));
    assertThat(epochs(hand, records.getFirst())).containsExactly(2, 2, 1);
    List<String> authors =
        world
            .as(manager, "storage")
            .get(hand.path() + "/history")
            .then()
            .statusCode(200)
            .body("commits", hasSize(1))
            .body("last", equalTo(true))
            .extract()
            .path("records[0].wraps.author");
    assertThat(authors)
        .containsExactlyInAnyOrder(
            editor.keys().user().toString(),
            manager.keys().user().toString(),
            manager.keys().user().toString());
  }

  @Test
  void twoClients_shareTheWork_andWhatAKilledOneHeldGoesToTheOther() throws Exception {
    List<ChangeRecord> records = new ArrayList<>();
    Hand hand = rotatedRoom(records, 5);
    String lost = newClaim();
    List<String> first = claim(manager, hand, lost, 2, 2).path("items.item");
    List<String> second = claim(manager, hand, newClaim(), 2, 2).path("items.item");
    List<String> third = claim(manager, hand, newClaim(), 2, 2).path("items.item");
    assertThat(first).hasSize(2);
    assertThat(second).hasSize(2).noneMatch(first::contains);
    assertThat(third).hasSize(1).noneMatch(first::contains).noneMatch(second::contains);
    assertThat(claim(manager, hand, lost, 2, 2).<List<String>>path("items.item"))
        .as("the same claim again")
        .isEqualTo(first);
    claim(manager, hand, newClaim(), 2, 2)
        .then()
        .statusCode(200)
        .body("items", hasSize(0))
        .body("left", equalTo(true))
        .body("waitSeconds", greaterThan(60));

    expire(lost);
    assertThat(claim(manager, hand, newClaim(), 2, 2).<List<String>>path("items.item"))
        .as("what the one that was killed held")
        .isEqualTo(first);
  }

  @Test
  void claimWorkedThrough_isNotHandedOutAgain_untilSomebodyBeginsAgain() {
    List<ChangeRecord> records = new ArrayList<>();
    Hand hand = rotatedRoom(records, 2);
    String claim = newClaim();
    claim(manager, hand, claim, 2, 10).then().body("items", hasSize(2));
    world
        .as(manager, "storage")
        .body(Map.of("epoch", 2, "claim", claim, "wraps", List.of()))
        .post(hand.path() + "/rewraps")
        .then()
        .statusCode(200);
    claim(manager, hand, newClaim(), 2, 10)
        .then()
        .body("items", hasSize(0))
        .body("waitSeconds", equalTo(0))
        .body("left", equalTo(true));
    world
        .as(manager, "storage")
        .body(Map.of("claim", newClaim(), "epoch", 2, "limit", 10, "again", true))
        .post(hand.path() + "/rewraps/claims")
        .then()
        .body("items", hasSize(2));
  }

  private static void expire(String claim) throws SQLException {
    try (Connection storage = world.database("storage");
        PreparedStatement late =
            storage.prepareStatement(
                "UPDATE rewrap_claim SET expires_at = now() - interval '1 second' WHERE claim = ?")) {
      late.setBytes(1, Bytes.fromBase64Url(claim).toArray());
      late.executeUpdate();
    }
  }

  @Test
  void retirement_dropsOldWrapsOfWhatTheLinkCovers_andOfNothingElse() throws Exception {
    Hand hand = rotations.newRoom();
    ChangeRecord covered = hand.folder("covered");
    hand.write(covered);
    Signed<Commit> upTo = hand.head().orElseThrow();
    ChangeRecord later = hand.folder("later");
    hand.write(later);
    rotations.rotate(hand);
    List<ChangeRecord> records = List.of(covered, later);
    handIn(manager, hand, 2, good(hand, records)).then().body("kept", equalTo(2));
    List<String> links = rotations.retire(hand, 2, upTo.body().ref(upTo.hash()));
    assertThat(epochs(hand, covered)).as("nobody has told the service").containsExactly(2, 1);

    rotations.tell(hand, links).then().statusCode(200).body("retired", equalTo(2));
    rotations.awaitDropped(hand);
    assertThat(epochs(hand, covered)).containsExactly(2);
    assertThat(epochs(hand, later)).containsExactly(2, 1);
    try (EventTap tap = new EventTap(world.lease(), Topic.STORAGE)) {
      tap.await(DomainEvent.EpochsRetired.class, hand.room().id().toString());
    }
  }

  @Test
  void retirement_ofWhatHasNoLaterWrap_dropsNothing() {
    List<ChangeRecord> records = new ArrayList<>();
    Hand hand = rotatedRoom(records, 1);
    Signed<Commit> head = hand.head().orElseThrow();
    List<String> links = rotations.retire(hand, 2, head.body().ref(head.hash()));
    rotations.tell(hand, links).then().statusCode(200);
    rotations.awaitDropped(hand);
    assertThat(epochs(hand, records.getFirst())).containsExactly(1);
  }

  @Test
  void retirement_thatTheAuthorityDoesNotName_isRefused() {
    List<ChangeRecord> records = new ArrayList<>();
    Hand hand = rotatedRoom(records, 1);
    Membership.Room before = hand.room();
    Signed<Commit> head = hand.head().orElseThrow();
    List<String> never = rotations.retiring(hand, 2, head.body().ref(head.hash()));
    refused(rotations.tell(hand, never), 409, "stale-head");
    List<String> links = rotations.retire(hand, 2, head.body().ref(head.hash()));
    refused(
        rotations.tell(hand, List.of(links.getLast(), links.getLast())), 422, "statement-refused");
    assertThat(before.state().oldestEpoch()).isEqualTo(1);
    progress(manager, hand).then().body("retired", equalTo(1)).body("dropping", equalTo(false));
  }

  @Test
  void firstCommitUnderANewIndexKey_thatLeavesSomethingUnderTheOld_isRefused() {
    Hand hand = rotations.newRoom();
    ChangeRecord record = hand.folder("folder");
    hand.write(record);
    rotations.replaceIndexKey(hand);
    List<ChangeRecord> one = List.of(hand.folder("another"));
    refused(hand.handIn(hand.commit(one), one), 422, "statement-refused");
    List<ChangeRecord> all = List.of(hand.renamed(record, "under the new key"), one.getFirst());
    hand.handIn(hand.commit(all), all).then().statusCode(200);
    hand.taken(hand.commit(all), all);
    hand.write(hand.folder("third"));
  }
}
