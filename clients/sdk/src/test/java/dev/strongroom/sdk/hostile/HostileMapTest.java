package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.directory.RoomMap;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.room.Room;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rooms whose head is not the one that the directory's maps have. */
class HostileMapTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void start() throws IOException {
    world = new World(folder);
    room = world.room();
    write("a");
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private RoomMap.Head write(String name) throws IOException {
    world.put("manager", room, world.file(name, name), name);
    List<CommitRef> head = new ArrayList<>();
    try {
      world.with("manager", room, open -> head.add(open.verified().orElseThrow()));
    } catch (Exception e) {
      throw new IOException(e);
    }
    return new RoomMap.Head(head.getFirst().sequence(), head.getFirst().hash());
  }

  private static Hash other(String what) {
    return Sha256.of(Bytes.utf8(what));
  }

  private void log(RoomMap.Head head) {
    world.platform().people().logMap(room, Optional.of(head));
  }

  private void open() throws Exception {
    world.with("member", room, Room::verified);
  }

  private void assertOpenRefused(ErrorCode code) throws IOException {
    String pins = world.pins("member");
    assertRefused(code, this::open);
    assertThat(world.pins("member")).isEqualTo(pins);
  }

  @Test
  void maps_ofAnHonestDirectory_areCheckedOnceEach() throws Exception {
    log(write("b"));
    open();
    log(write("c"));
    log(write("d"));
    world.platform().people().logMap(new ChainId(other("room").value()), Optional.empty());
    world.platform().forgetRequests();
    open();
    assertThat(world.platform().requests())
        .filteredOn(Request.to("/maps"))
        .singleElement()
        .matches(
            r -> r.query("from").equals(List.of("1")) && r.query("limit").equals(List.of("3")));
    world.platform().forgetRequests();
    open();
    world.assertNoRequest(Request.to("/maps"));
  }

  /** More maps than one answer holds, and more heads than one proves. */
  @Test
  void maps_many_areAllChecked() throws Exception {
    open();
    log(write("b"));
    open();
    for (int i = 0; i < 130; i++) {
      world
          .platform()
          .people()
          .logMap(
              new ChainId(other("room " + i).value()), Optional.of(new RoomMap.Head(i, room())));
    }
    log(new RoomMap.Head(1, other("forked")));
    assertRefused(ErrorCode.ROOM_FORK, this::open);
  }

  /** Nobody signs over a head that a later map contradicts than one answer holds. */
  @Test
  void maps_many_areAllCheckedBeforeAHeadIsSignedOver() throws Exception {
    try (Strongroom manager = world.client("manager")) {
      manager.grant(room.toString(), manager.people().named("outsider"), Role.EDITOR);
    }
    log(write("b"));
    open();
    world.put("outsider", room, world.file("c", "c"), "c");
    Runnable before = world.platform().rooms().remember(room);
    try (Strongroom manager = world.client("manager")) {
      manager.withdraw(
          room.toString(), new Grantee.User(world.platform().people().somebody("outsider").user()));
    }
    before.run();
    for (int i = 0; i < 130; i++) {
      world
          .platform()
          .people()
          .logMap(
              new ChainId(other("room " + i).value()), Optional.of(new RoomMap.Head(i, room())));
    }
    log(new RoomMap.Head(2, other("forked")));
    world.platform().forgetRequests();
    try (Strongroom member = world.client("member")) {
      assertRefused(ErrorCode.ROOM_FORK, () -> member.settle(room.toString()));
    }
    world.assertNoRequest(Request.post("/commits").or(Request.post("/access/")));
  }

  private static Hash room() {
    return other("a commit");
  }

  @Test
  void t72_oldHeadShownToAFreshDevice_revRollback() throws Exception {
    Runnable old = world.platform().rooms().remember(room);
    open();
    log(write("b"));
    old.run();
    world.secondMachine("member");
    assertRefused(ErrorCode.REV_ROLLBACK, this::open);
  }

  @Test
  void t72_emptyRoomShownToAFreshDevice_revRollback() throws Exception {
    ChainId fresh;
    try (Strongroom manager = world.client("manager")) {
      fresh = manager.createRoom("Second");
    }
    world
        .platform()
        .people()
        .logMap(fresh, Optional.of(new RoomMap.Head(0, other("first commit"))));
    assertRefused(ErrorCode.REV_ROLLBACK, () -> world.with("manager", fresh, Room::verified));
  }

  @Test
  void t72_branchesLoggedInTurn_roomFork() throws Exception {
    RoomMap.Head mine = write("b");
    log(mine);
    open();
    RoomMap.Head next = write("c");
    RoomMap.Head last = write("d");
    log(new RoomMap.Head(next.sequence(), other("the other branch")));
    log(last);
    assertOpenRefused(ErrorCode.ROOM_FORK);
  }

  @Test
  void t72_headExchangedInTheMap_roomFork() throws Exception {
    RoomMap.Head mine = write("b");
    log(mine);
    open();
    log(new RoomMap.Head(mine.sequence(), other("another commit in its place")));
    assertOpenRefused(ErrorCode.ROOM_FORK);
  }

  @Test
  void t72_headTakenBackInTheMap_roomFork() throws Exception {
    RoomMap.Head first = write("b");
    log(write("c"));
    open();
    log(first);
    assertOpenRefused(ErrorCode.ROOM_FORK);
  }

  @Test
  void t72_roomGoneFromTheMap_roomFork() throws Exception {
    log(write("b"));
    open();
    world.platform().people().logMap(room, Optional.empty());
    assertOpenRefused(ErrorCode.ROOM_FORK);
  }

  @Test
  void t72_mapsProofWithheldOrAnother_dirProof() throws Exception {
    log(write("b"));
    open();
    log(write("c"));
    world.platform().bend(Request.to("/maps"), json -> ((ArrayNode) json.path("maps")).removeAll());
    assertOpenRefused(ErrorCode.DIR_PROOF);
    world.platform().beHonest();
    world
        .platform()
        .bend(Request.to("/maps"), json -> ((ArrayNode) json.path("maps").path(0)).removeAll());
    assertOpenRefused(ErrorCode.DIR_PROOF);
    world.platform().beHonest();
    open();
  }
}
