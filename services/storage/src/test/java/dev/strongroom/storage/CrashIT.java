package dev.strongroom.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.strongroom.events.Topic;
import dev.strongroom.kit.testing.Crash;
import dev.strongroom.kit.testing.EventTap;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.statement.Signed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The storage service is killed at a named point, which is a table that this test holds locked: the
 * service has done all that comes before it, and waits there when the blow falls.
 */
class CrashIT {
  private static final byte[] TEXT = "a text of some length".getBytes(StandardCharsets.UTF_8);
  private static World world;
  private static World.Person manager;
  private static Membership membership;
  private static Crash crash;

  @BeforeAll
  static void start() {
    world = World.start("storage-crash", "identity", "access", "storage").founded();
    membership = new Membership(world);
    crash = new Crash(world, "storage");
    manager = world.enrolled("manager");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static Hand newRoom() {
    return new Hand(world, manager, membership.newRoom(manager));
  }

  /**
   * {@code upload}: nothing was asked of the store yet. {@code outbox}: the store has completed.
   */
  @ParameterizedTest
  @ValueSource(strings = {"upload", "outbox"})
  void completion_killedAndAskedForAgain_isOneWholeBlob(String point) throws Exception {
    Hand hand = newRoom();
    Hand.Content content = hand.seal(TEXT);
    String upload = hand.begin(content.stored().length()).then().extract().path("upload");
    List<String> etags = List.of(hand.putPart(upload, content.blob()));

    crash.at(point, () -> hand.complete(upload, etags));

    hand.complete(upload, etags).then().statusCode(202);
    assertThat(hand.settled(upload)).isEqualTo("complete");
    ChangeRecord record = hand.file("a", Hand.ref(upload, content));
    hand.write(record);
    String url =
        world
            .as(manager, "storage")
            .body(Map.of("record", record.hash().toString()))
            .post(hand.path() + "/downloads")
            .then()
            .extract()
            .path("url");
    assertThat(Hand.get(url)).isEqualTo(content.blob());
  }

  /** After the records, after the tree and before the head, before the event. */
  @ParameterizedTest
  @ValueSource(strings = {"node_wrap", "tree_node", "room_commit", "outbox"})
  void commit_killedAndSentAgain_isThereOnceWithAllThatBelongsToIt(String point) throws Exception {
    Hand hand = newRoom();
    List<ChangeRecord> records = List.of(hand.file("a", hand.upload(TEXT)));
    Signed<Commit> commit = hand.commit(records);

    crash.at(point, () -> hand.handIn(commit, records));

    hand.head(-1).then().statusCode(200).body("sequence", equalTo(-1));
    hand.handIn(commit, records).then().statusCode(200);
    hand.handIn(commit, records).then().statusCode(200);
    hand.head(-1)
        .then()
        .body("sequence", equalTo(0))
        .body("commit", equalTo(commit.envelope().encode().toBase64Url()));
    world
        .as(manager, "storage")
        .queryParam("at", 0)
        .get(hand.path() + "/folders/" + hand.folders().root() + "/children")
        .then()
        .body("entries", hasSize(1))
        .body("entries[0].wraps", hasSize(1));
  }

  @Test
  void commit_acknowledgedAndThenKilled_isThere_andIsTold() throws Exception {
    Hand hand = newRoom();
    hand.write(hand.file("a", hand.upload(TEXT)));
    world.services().kill("storage");
    world.services().start("storage");
    hand.head(-1).then().body("sequence", equalTo(0));
    try (EventTap tap = new EventTap(world.lease(), Topic.STORAGE)) {
      tap.await(event ->
          event.path("type").asText().endsWith(".Committed")
              && event.path("subject").asText().equals(hand.room().id().toString()));
    }
  }
}
