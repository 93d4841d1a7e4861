package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.sdk.room.Entry;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A room's state and history, shown otherwise than its editors signed it. */
class HostileHistoryTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void aRoomWithFiles() throws Exception {
    world = new World(folder);
    room = world.room();
    world.put("manager", room, world.file("one", "first"), "docs/one");
    world.put("manager", room, world.file("two", "second"), "docs/two");
    world.with("member", room, open -> {});
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void find(String path) throws Exception {
    world.with("member", room, open -> open.find(World.path(path)).ifPresent(Entry::close));
  }

  private void list(String path) throws Exception {
    world.with("member", room, open -> open.list(World.path(path)).forEach(Entry::close));
  }

  /** Requires the refusal, and that it moved no pin. */
  private void assertRefusedAndNothingPinned(ErrorCode code, World.Use use) throws Exception {
    String pins = world.pins("member");
    assertRefused(code, () -> world.with("member", room, use));
    assertThat(world.pins("member")).isEqualTo(pins);
  }

  private ObjectNode entryOf(String path) throws Exception {
    ObjectNode[] kept = new ObjectNode[1];
    world
        .platform()
        .bend(
            Request.post("/proofs"),
            json -> {
              for (JsonNode entry : json.path("entries")) {
                kept[0] = entry.deepCopy();
              }
            });
    find(path);
    world.platform().beHonest();
    return kept[0];
  }

  private void bendEntries(UnaryOperator<ObjectNode> change) {
    UnaryOperator<ObjectNode> bend = change;
    world
        .platform()
        .bend(
            Request.to("/storage/"),
            json -> {
              if (json.path("entries") instanceof ArrayNode entries) {
                for (int i = 0; i < entries.size(); i++) {
                  entries.set(i, bend.apply((ObjectNode) entries.path(i)));
                }
              }
            });
  }

  @Test
  void t35_olderRevisionServedAsTheNewest_revRollback() throws Exception {
    ObjectNode old = entryOf("docs/one");
    world.put("manager", room, world.file("one", "changed"), "docs/one");
    bendEntries(entry ->
        entry.path("key").equals(old.path("key"))
            ? entry.<ObjectNode>set("record", old.path("record")).set("wraps", old.path("wraps"))
            : entry);
    assertRefused(ErrorCode.REV_ROLLBACK, () -> find("docs/one"));
    assertRefused(ErrorCode.REV_ROLLBACK, () -> list("docs"));
  }

  @Test
  void t36_deletedNodeBackInItsFolder_listing() throws Exception {
    ObjectNode[] listing = new ObjectNode[1];
    world.platform().bend(Request.get("/children"), json -> listing[0] = json.deepCopy());
    list("docs");
    world.platform().beHonest();
    world.with("manager", room, open -> open.remove(World.path("docs/two")));
    world.platform().lie(Request.get("/children"), Answer.json(listing[0]));
    assertRefused(ErrorCode.LISTING, () -> list("docs"));
  }

  @Test
  void t37_entryLeftOut_listing() throws Exception {
    world
        .platform()
        .bend(Request.get("/children"), json -> ((ArrayNode) json.path("entries")).remove(0));
    assertRefused(ErrorCode.LISTING, () -> list("docs"));
  }

  @Test
  void t37_folderShownEmpty_listing() throws Exception {
    world
        .platform()
        .bend(Request.get("/children"), json -> ((ArrayNode) json.path("entries")).removeAll());
    assertRefused(ErrorCode.LISTING, () -> list("docs"));
  }

  @Test
  void t37_entryTwice_listing() throws Exception {
    world
        .platform()
        .bend(
            Request.get("/children"),
            json -> {
              ArrayNode entries = (ArrayNode) json.path("entries");
              entries.add(entries.path(0).deepCopy());
            });
    assertRefused(ErrorCode.LISTING, () -> list("docs"));
  }

  @Test
  void t37_nodeWithheldOrItsProof_listing() throws Exception {
    world
        .platform()
        .bend(Request.post("/proofs"), json -> ((ArrayNode) json.path("entries")).removeAll());
    assertRefused(ErrorCode.LISTING, () -> find("docs/one"));
    world.platform().beHonest();
    world
        .platform()
        .bend(Request.post("/proofs"), json -> ((ArrayNode) json.path("nodes")).removeAll());
    assertRefused(ErrorCode.LISTING, () -> find("docs/one"));
  }

  @Test
  void t37_pagesThatLeadNowhere_listingAndNoEndlessAsking() throws Exception {
    world
        .platform()
        .bend(
            Request.get("/children"),
            json -> {
              ((ArrayNode) json.path("entries")).removeAll();
              ((ObjectNode) json).put("next", "AAAA");
            });
    world.platform().forgetRequests();
    assertRefused(ErrorCode.LISTING, () -> list("docs"));
    assertThat(world.platform().requests()).filteredOn(Request.get("/children")).hasSize(1);
  }

  @Test
  void t38_headRolledBack_roomFork() throws Exception {
    Runnable old = world.platform().rooms().remember(room);
    world.put("manager", room, world.file("three", "third"), "three");
    world.with("member", room, open -> {});
    old.run();
    assertRefusedAndNothingPinned(ErrorCode.ROOM_FORK, open -> {});
  }

  @Test
  void t38_wholeHistoryGone_roomFork() throws Exception {
    world
        .platform()
        .lie(Request.get("/head"), Answer.json(Answer.JSON.createObjectNode().put("sequence", -1)));
    assertRefusedAndNothingPinned(ErrorCode.ROOM_FORK, open -> {});
  }

  @Test
  void t70_newestPinnedCommitTakenBackAndAnotherInItsPlace_roomFork() throws Exception {
    Runnable old = world.platform().rooms().remember(room);
    world.put("member", room, world.file("three", "third"), "three");
    old.run();
    world.put("manager", room, world.file("four", "fourth"), "four");
    assertRefusedAndNothingPinned(ErrorCode.ROOM_FORK, open -> {});
    world.put("manager", room, world.file("five", "fifth"), "five");
    assertRefusedAndNothingPinned(ErrorCode.ROOM_FORK, open -> {});
  }

  @Test
  void t38_proofsOfTheHistoryMissing_roomFork() throws Exception {
    world.put("manager", room, world.file("three", "third"), "three");
    world.put("manager", room, world.file("four", "fourth"), "four");
    world
        .platform()
        .bend(Request.get("/head"), json -> ((ArrayNode) json.path("inclusion")).removeAll());
    assertRefusedAndNothingPinned(ErrorCode.ROOM_FORK, open -> {});
    world.platform().beHonest();
    world
        .platform()
        .bend(Request.get("/head"), json -> ((ArrayNode) json.path("consistency")).removeAll());
    assertRefusedAndNothingPinned(ErrorCode.ROOM_FORK, open -> {});
  }

  @Test
  void t38_afterARefusedHead_nothingIsAskedOfItsState() throws Exception {
    Runnable old = world.platform().rooms().remember(room);
    world.put("manager", room, world.file("three", "third"), "three");
    world.with("member", room, open -> {});
    old.run();
    world.platform().forgetRequests();
    assertRefused(ErrorCode.ROOM_FORK, () -> list("docs"));
    world.assertNoRequest(Request.to("/children").or(Request.to("/proofs")));
  }

  @Test
  void recordOfAnotherPlace_listing() throws Exception {
    ObjectNode other = entryOf("docs/two");
    bendEntries(entry ->
        entry.path("key").equals(other.path("key"))
            ? entry
            : entry
                .<ObjectNode>set("record", other.path("record"))
                .set("wraps", other.path("wraps")));
    assertRefused(ErrorCode.LISTING, () -> list("docs"));
  }
}
