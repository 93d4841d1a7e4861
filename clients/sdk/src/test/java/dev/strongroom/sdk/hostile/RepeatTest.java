package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.sdk.room.Repeating;
import dev.strongroom.sdk.room.Room;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent repeats every commit in full: what an editor and the server make up together shows. */
class RepeatTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void aRoom() throws Exception {
    world = new World(folder);
    room = world.room();
  }

  @AfterEach
  void end() {
    world.close();
  }

  private List<Repeating.Repeated> repeat() throws Exception {
    List<Repeating.Repeated> all = new ArrayList<>();
    world.with("manager", room, open -> all.addAll(open.repeat()));
    return all;
  }

  private void twoFiles() throws Exception {
    world.put("manager", room, world.file("one", "first"), "docs/one");
    world.put("member", room, world.file("two", "second"), "docs/two");
  }

  @Test
  void commitsOfHonestEditors_follow_andAreRepeatedOnce() throws Exception {
    twoFiles();
    world.with("member", room, open -> open.move(World.path("docs/two"), World.path("two")));
    assertThat(repeat()).extracting(Repeating.Repeated::changes).containsExactly(2, 1, 1);
    assertThat(repeat()).isEmpty();
    world.with("manager", room, Room::signEmpty);
    assertThat(repeat()).extracting(Repeating.Repeated::changes).containsExactly(0);
  }

  @Test
  void t39_stateThatDoesNotFollowFromItsChanges_stateRootAndEvidence() throws Exception {
    HostileAuthor editor =
        new HostileAuthor(world.platform(), world.platform().people().somebody("member"));
    world.with(
        "member",
        room,
        open ->
            editor.commit(
                open,
                List.of(
                    editor.folder(
                        open, editor.newNode(), editor.root(open), "said", Optional.empty())),
                List.of(
                    editor.folder(
                        open, editor.newNode(), editor.root(open), "unsaid", Optional.empty()))));
    assertRefused(ErrorCode.STATE_ROOT, this::repeat);
    assertThat(World.names(world.config("manager").folder().resolve("evidence"))).hasSize(1);
    assertRefused(ErrorCode.STATE_ROOT, this::repeat);
  }

  @Test
  void t39_recordsLeftOutOrEarlierOnesWithheld_areTheServersDoing_andNoEvidence() throws Exception {
    twoFiles();
    world
        .platform()
        .bend(
            Request.get("/commits"), json -> ((ArrayNode) json.path(0).path("records")).remove(0));
    assertRefused(ErrorCode.STATE_ROOT, this::repeat);
    world.platform().beHonest();
    world
        .platform()
        .bend(
            Request.get("/commits"), json -> ((ArrayNode) json.path(1).path("before")).removeAll());
    assertRefused(ErrorCode.LISTING, this::repeat);
    assertThat(Files.exists(world.config("manager").folder().resolve("evidence"))).isFalse();
  }

  @Test
  void commitsLeftOutOrAnotherHistoryServed_roomFork() throws Exception {
    twoFiles();
    world.platform().bend(Request.get("/commits"), json -> ((ArrayNode) json).remove(0));
    assertRefused(ErrorCode.ROOM_FORK, this::repeat);
    world.platform().beHonest();
    world.platform().bend(Request.get("/commits"), json -> ((ArrayNode) json).removeAll());
    assertRefused(ErrorCode.ROOM_FORK, this::repeat);
  }
}
