package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.sdk.Strongroom;
import dev.strongroom.sdk.hostile.Answer;
import dev.strongroom.sdk.hostile.Request;
import dev.strongroom.sdk.hostile.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code room rotate --reencrypt}, ended in between and run again. */
class RotateTest {
  @TempDir Path folder;

  private World world;
  private ChainId room;
  private Terminal manager;

  @BeforeEach
  void aRoomWithAFile() throws IOException {
    world = new World(folder);
    room = world.room();
    manager = new Terminal(world.config("manager"));
    put("first");
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** By the member, under the newest keys. */
  private void put(String name) throws IOException {
    world.put("member", room, world.file(name, name), name);
  }

  /** A run that is ended before it has sealed anything anew. */
  private void endedRun() {
    world.platform().lie(Request.post("/commits"), Answer.problem(500, "killed"));
    assertThat(manager.run("room", "rotate", "Board", "--reencrypt")).isEqualTo(Exit.REFUSED);
    world.platform().beHonest();
    manager.out();
    manager.err();
  }

  private JsonNode rotate(String... more) throws IOException {
    String[] all = new String[more.length + 5];
    System.arraycopy(
        new String[] {"room", "rotate", "Board", "--reencrypt", "--json"}, 0, all, 0, 5);
    System.arraycopy(more, 0, all, 5, more.length);
    assertThat(manager.run(all)).isEqualTo(Exit.OK);
    return new ObjectMapper().readTree(manager.out());
  }

  private void assertDone(JsonNode result, long epoch, long files) {
    assertThat(result.path("epoch").asLong()).isEqualTo(epoch);
    assertThat(result.path("reencrypted").asLong()).isEqualTo(files);
    assertThat(folder.resolve("manager/reencrypt").resolve(room.toString())).doesNotExist();
  }

  private Bytes indexKey() throws Exception {
    List<Bytes> key = new ArrayList<>();
    world.with(
        "manager",
        room,
        open -> key.add(Bytes.of(open.chain().secrets().box().indexKey().copyOfSecret())));
    return key.getFirst();
  }

  @Test
  void endedRun_goesOn_underTheEpochThatItBegan() throws Exception {
    endedRun();
    put("second");
    assertDone(rotate(), 2, 1);
    assertThat(manager.err()).contains("An earlier run goes on, which began epoch 2.");
    assertDone(rotate(), 3, 2);
  }

  @Test
  void removalSinceTheEndedRun_beginsAnew_forWhatTheRemovedOneHolds() throws Exception {
    endedRun();
    put("second");
    assertThat(manager.run("room", "remove", "Board", "--user", "member")).isEqualTo(Exit.OK);
    manager.out();
    assertDone(rotate(), 4, 2);
    assertThat(manager.err()).contains("begins anew");
  }

  @Test
  void keysAreDueSinceTheEndedRun_beginsAnew() throws Exception {
    try (Strongroom client = world.client("manager")) {
      client.grant("Board", client.person("outsider"), Role.VIEWER);
    }
    endedRun();
    put("second");
    try (Strongroom outsider = world.client("outsider")) {
      outsider.leaveRoom(room.toString());
    }
    assertDone(rotate(), 3, 2);
  }

  @Test
  void otherOptionsThanTheEndedRuns_areNotIgnored() throws Exception {
    endedRun();
    Bytes before = indexKey();
    assertDone(rotate("--index-key"), 3, 1);
    assertThat(indexKey()).isNotEqualTo(before);
  }

  @Test
  void indexKeyThatTheEndedRunReplaced_isNotReplacedAgain() throws Exception {
    AtomicInteger commits = new AtomicInteger();
    // The first one rebuilds the tree.
    world
        .platform()
        .lie(
            Request.post("/commits").and(_ -> commits.incrementAndGet() > 1),
            Answer.problem(500, "killed"));
    assertThat(manager.run("room", "rotate", "Board", "--reencrypt", "--index-key"))
        .isEqualTo(Exit.REFUSED);
    world.platform().beHonest();
    manager.out();
    Bytes replaced = indexKey();
    assertDone(rotate(), 2, 1);
    assertThat(indexKey()).isEqualTo(replaced);
  }

  @Test
  void removalWhileItRuns_isTold() throws Exception {
    AtomicBoolean removed = new AtomicBoolean();
    world
        .platform()
        .lie(
            Request.post("/commits").and(_ -> removed.compareAndSet(false, true) && remove()),
            Answer.problem(500, "never"));
    assertThat(manager.run("room", "rotate", "Board", "--reencrypt")).isEqualTo(Exit.OK);
    assertThat(manager.out())
        .contains("The room is in epoch 3.", "run it again", "those of epoch 2");
  }

  /** By the same user, elsewhere. */
  private boolean remove() {
    try (Strongroom other = world.client("manager")) {
      other.withdraw("Board", new Grantee.User(other.person("member").user()));
    }
    return false;
  }

  @Test
  void damagedMark_isNamed_andNothingIsDone() throws Exception {
    endedRun();
    Files.writeString(folder.resolve("manager/reencrypt").resolve(room.toString()), "x");
    assertThat(manager.run("room", "rotate", "Board", "--reencrypt")).isEqualTo(Exit.LOCAL);
    assertThat(manager.err()).contains("is damaged: delete it");
  }
}
