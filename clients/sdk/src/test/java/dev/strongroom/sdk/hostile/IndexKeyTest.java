package dev.strongroom.sdk.hostile;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.name.NameIndex;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.server.ServerException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new index key: the whole tree is rebuilt under it by one commit, and not used before. */
class IndexKeyTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void aRoomWithAFolderAndABin() throws Exception {
    world = new World(folder);
    room = world.room();
    world.put("manager", room, world.file("a", "first"), "a");
    world.put("member", room, world.file("b", "second"), "deep/er/b");
    world.put("manager", room, world.file("c", "third"), "gone");
    world.with("manager", room, open -> open.remove(World.path("gone")));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void replace() throws Exception {
    world.with("manager", room, open -> open.keys().replaceIndexKey());
  }

  private void assertWhole(String name) throws Exception {
    world.with(
        name,
        room,
        open -> {
          for (String path : List.of("a", "deep/er/b")) {
            try (Entry entry = open.find(World.path(path)).orElseThrow()) {
              assertThat(open.read(entry, 0, 5)).hasSize(5);
            }
          }
          List<Entry> bin = open.bin();
          assertThat(bin).extracting(Entry::name).containsExactly("gone");
          bin.forEach(Entry::close);
        });
  }

  /** The server's view of a name: guesses with the key that a removed member kept find nothing. */
  private Bytes indexUnderTheKeyOf(String name) throws Exception {
    AtomicReference<Bytes> index = new AtomicReference<>();
    world.with(
        "member",
        room,
        open -> {
          try (Entry entry = open.find(World.path(name)).orElseThrow()) {
            Bytes own =
                NameIndex.of(
                    open.chain().secrets().box().indexKey(),
                    entry.record().parent(),
                    NodeName.of(name));
            assertThat(entry.record().nameIndex()).isEqualTo(own);
            index.set(own);
          }
        });
    return index.get();
  }

  @Test
  void everyNode_liesUnderTheNewKey_inOneCommit() throws Exception {
    Bytes before = indexUnderTheKeyOf("a");
    int commits = world.platform().rooms().commits(room);
    replace();
    assertThat(world.platform().rooms().commits(room)).isEqualTo(commits + 1);
    assertThat(indexUnderTheKeyOf("a")).isNotEqualTo(before);
    assertWhole("member");
    world.put("member", room, world.file("d", "later"), "deep/d");
    assertWhole("manager");
  }

  @Test
  void killedBeforeTheRebuild_namesAreNotLookedUp_andTheNextWriterRebuilds() throws Exception {
    world.platform().lie(Request.post("/commits"), Answer.problem(500, "killed"));
    assertThatThrownBy(this::replace).isInstanceOf(ServerException.class);
    world.platform().beHonest();
    world.with(
        "manager",
        room,
        open -> {
          assertRefused(ErrorCode.EPOCH_STALE, () -> open.find(World.path("a")));
          assertRefused(ErrorCode.EPOCH_STALE, open::bin);
        });
    world.put("member", room, world.file("d", "later"), "d");
    assertWhole("manager");
  }

  @Test
  void twoRebuildAtOnce_theSecondFindsItDone() throws Exception {
    world.platform().lieOnce(Request.post("/commits"), Answer.problem(409, "stale-head"));
    replace();
    assertWhole("member");
  }
}
