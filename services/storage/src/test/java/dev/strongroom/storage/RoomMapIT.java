package dev.strongroom.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.strongroom.kit.testing.Crash;
import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.local.testing.Waiting;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.DirectoryLog;
import dev.strongroom.protocol.directory.RoomMap;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the storage service commits, found again in the maps that the identity service logs. */
class RoomMapIT {
  private static final byte[] TEXT = "a text of some length".getBytes(StandardCharsets.UTF_8);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static World world;
  private static World.Person manager;
  private static World.Person outsider;
  private static Membership membership;

  @BeforeAll
  static void start() {
    world = World.start("storage-map", "identity", "access", "storage").founded();
    membership = new Membership(world);
    manager = world.enrolled("manager");
    outsider = world.enrolled("outsider");
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static Response maps(World.Person who, ChainId room, int from) {
    return world
        .as(who, "identity")
        .queryParam("from", from)
        .get("/identity/v1/log/rooms/" + room + "/maps");
  }

  /** The roots of all maps in the log, which is replayed from nothing. */
  private static List<Hash> roots() {
    Response answer = world.as(manager, "identity").get("/identity/v1/log/checkpoint");
    Checkpoint checkpoint =
        Checkpoint.open(answer.path("checkpoint"), List.of(Organisation.logKey()));
    String text =
        world
            .as(manager, "identity")
            .queryParam("to", checkpoint.size())
            .get("/identity/v1/log/entries")
            .path("entries");
    Bytes all = Bytes.fromBase64Url(text);
    List<DirectoryEntry> entries = new ArrayList<>();
    for (int at = 0; at < all.length(); at += DirectoryEntry.LENGTH_BYTES) {
      entries.add(DirectoryEntry.decode(all.slice(at, at + DirectoryEntry.LENGTH_BYTES)));
    }
    DirectoryLog log = new DirectoryLog(world.organisation().id());
    log.advance(checkpoint, entries);
    List<DirectoryLog.Logged> logged =
        log.of(DirectoryEntry.Kind.MAP, world.organisation().id().value());
    List<Hash> roots = new ArrayList<>();
    for (DirectoryLog.Logged one : logged) {
      assertThat(one.entry().sequence()).isEqualTo(roots.size());
      roots.add(one.entry().payload());
    }
    return roots;
  }

  /** The room's head in each map that is there, proved. */
  private static List<Optional<RoomMap.Head>> heads(ChainId room) {
    List<Hash> roots = roots();
    List<Optional<RoomMap.Head>> heads = new ArrayList<>();
    while (heads.size() < roots.size()) {
      List<List<String>> proofs =
          maps(manager, room, heads.size()).then().statusCode(200).extract().path("maps");
      for (List<String> proof :
          proofs.subList(0, Math.min(proofs.size(), roots.size() - heads.size()))) {
        List<Bytes> nodes = proof.stream().map(Bytes::fromBase64Url).toList();
        heads.add(RoomMap.head(roots.get(heads.size()), room, nodes));
      }
    }
    return heads;
  }

  private static RoomMap.Head headOf(Hand hand) {
    return new RoomMap.Head(
        hand.head().orElseThrow().body().header().sequence(), hand.head().orElseThrow().hash());
  }

  private static void awaitInMap(Hand hand) {
    Optional<RoomMap.Head> head = Optional.of(headOf(hand));
    Waiting.until(
        LIMIT,
        () -> {
          List<Optional<RoomMap.Head>> heads = heads(hand.room().id());
          return !heads.isEmpty() && heads.getLast().equals(head);
        });
  }

  private static Hand newRoom() {
    return new Hand(world, manager, membership.newRoom(manager));
  }

  @Test
  void commits_areInTheMapsInTheirOrder_andRoomsWithoutNewOnesStay() throws Exception {
    Hand one = newRoom();
    Hand two = newRoom();
    one.write(one.file("a", one.upload(TEXT)));
    awaitInMap(one);
    RoomMap.Head first = headOf(one);
    two.write(two.file("a", two.upload(TEXT)));
    awaitInMap(two);
    assertThat(heads(one.room().id()).getLast()).contains(first);
    one.write(one.file("b", one.upload(TEXT)));
    awaitInMap(one);
    assertThat(
            heads(one.room().id()).stream().flatMap(Optional::stream).map(RoomMap.Head::sequence))
        .isSorted()
        .contains(first.sequence(), headOf(one).sequence());
  }

  @Test
  void map_whileNothingChanges_isNotLogged() throws Exception {
    Hand hand = newRoom();
    hand.write(hand.file("a", hand.upload(TEXT)));
    awaitInMap(hand);
    assertThat(roots()).doesNotHaveDuplicates();
  }

  @Test
  void maps_ofARoomThatIsNotHis_areNotFound_asOfOneThatIsNotThere() {
    Hand hand = newRoom();
    for (ChainId room : List.of(hand.room().id(), new ChainId(world.organisation().id().value()))) {
      maps(outsider, room, 0).then().statusCode(404).body("reason", equalTo("not-found"));
    }
  }

  /** Killed while it takes the report, makes the map, and logs it. */
  @ParameterizedTest
  @ValueSource(strings = {"room_head", "room_map_node", "room_map", "log_entry", "log_state"})
  void map_killedWhileItIsMade_isLoggedOnceAndWhole(String point) throws Exception {
    Hand hand = newRoom();
    new Crash(world, "identity").behind(point, () -> hand.write(hand.file("a", hand.upload(TEXT))));
    awaitInMap(hand);
    assertThat(roots()).doesNotHaveDuplicates();
  }
}
