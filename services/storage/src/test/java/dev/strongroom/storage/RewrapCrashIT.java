package dev.strongroom.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.Crash;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.statement.Signed;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The storage service is killed at named points of rewrapping and of retirement. */
class RewrapCrashIT {
  private static World world;
  private static World.Person manager;
  private static Rotations rotations;
  private static Crash crash;

  private final List<ChangeRecord> records = new ArrayList<>();

  @BeforeAll
  static void start() {
    world = World.start("storage-rewrap-crash", "identity", "access", "storage").founded();
    manager = world.enrolled("manager");
    rotations = new Rotations(world, manager);
    crash = new Crash(world, "storage");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private Hand rotatedRoom() {
    Hand hand = rotations.newRoom();
    for (int i = 0; i < 3; i++) {
      records.add(hand.folder("folder " + i));
    }
    hand.write(records.toArray(ChangeRecord[]::new));
    rotations.rotate(hand);
    return hand;
  }

  private static Response claim(Hand hand, String claim) {
    return world
        .as(manager, "storage")
        .body(Map.of("claim", claim, "epoch", 2, "limit", 1000, "again", false))
        .post(hand.path() + "/rewraps/claims");
  }

  private Response handIn(Hand hand, String claim) {
    List<Map<String, String>> wraps =
        records.stream()
            .map(record ->
                Map.of(
                    "record", record.hash().toString(),
                    "wrap", hand.wrap(record).toBase64Url()))
            .toList();
    return world
        .as(manager, "storage")
        .body(Map.of("epoch", 2, "claim", claim, "wraps", wraps))
        .post(hand.path() + "/rewraps");
  }

  private static String newClaim() {
    return Bytes.random(world.organisation().random(), 16).toBase64Url();
  }

  /** Epochs of all wraps of each record, newest first. */
  private static List<List<Integer>> epochs(Hand hand) {
    return world
        .as(manager, "storage")
        .get(hand.path() + "/history")
        .then()
        .statusCode(200)
        .extract()
        .path("records.wraps.epoch");
  }

  /**
   * Before anything, before the wraps, before they count, before the claim ends, before the event.
   */
  @ParameterizedTest
  @ValueSource(strings = {"wrapped_item", "node_wrap", "rewrap_author", "rewrap_claim", "outbox"})
  void wraps_killedAndSentAgain_areThereOnce_andNothingWasUnreadable(String point)
      throws Exception {
    Hand hand = rotatedRoom();
    String claim = newClaim();
    claim(hand, claim).then().statusCode(200).body("items", hasSize(3));

    crash.at(point, () -> handIn(hand, claim));

    assertThat(epochs(hand)).hasSize(3).allMatch(List.of(1)::equals);
    handIn(hand, claim).then().statusCode(200).body("kept", equalTo(3));
    handIn(hand, claim).then().statusCode(200).body("kept", equalTo(0));
    assertThat(epochs(hand)).hasSize(3).allMatch(List.of(2, 1)::equals);
    try (EventTap tap = new EventTap(world.lease(), Topic.STORAGE)) {
      tap.await(DomainEvent.RewrapProgressed.class, hand.room().id().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rewrap_round", "rewrap_claim"})
  void claim_killedAndAskedForAgain_isOneClaim(String point) throws Exception {
    Hand hand = rotatedRoom();
    String claim = newClaim();

    crash.at(point, () -> claim(hand, claim));

    claim(hand, claim).then().statusCode(200).body("items", hasSize(3));
    claim(hand, claim).then().statusCode(200).body("items", hasSize(3));
    claim(hand, newClaim()).then().statusCode(200).body("items", hasSize(0));
    handIn(hand, claim).then().statusCode(200).body("kept", equalTo(3));
  }

  @Test
  void wraps_acknowledgedAndThenKilled_areThere() throws Exception {
    Hand hand = rotatedRoom();
    handIn(hand, "").then().statusCode(200).body("kept", equalTo(3));
    world.services().kill("storage");
    world.services().start("storage");
    assertThat(epochs(hand)).hasSize(3).allMatch(List.of(2, 1)::equals);
  }

  /** While wraps are being dropped, and while that is written down. */
  @ParameterizedTest
  @ValueSource(strings = {"node_wrap", "outbox"})
  void retirement_killedAtAnyPoint_isFinishedAfterwards(String point) throws Exception {
    Hand hand = rotatedRoom();
    handIn(hand, "").then().statusCode(200);
    Signed<Commit> head = hand.head().orElseThrow();
    List<String> links = rotations.retire(hand, 2, head.body().ref(head.hash()));

    crash.at(point, () -> rotations.tell(hand, links));

    rotations.tell(hand, links).then().statusCode(200);
    rotations.awaitDropped(hand);
    assertThat(epochs(hand)).hasSize(3).allMatch(List.of(2)::equals);
  }
}
