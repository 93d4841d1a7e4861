package dev.strongroom.sdk.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.sdk.rewrap.RewrapListener;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.server.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents sealed anew after a new epoch: resumable, and nothing else is touched. */
class ReencryptTest {
  private static final List<String> FILES = List.of("a", "deep/er/b");

  @TempDir Path folder;
  private World world;
  private ChainId room;
  private Path work;

  /** A file at the top, one in a folder, one in the bin; and a new epoch. */
  @BeforeEach
  void aRoomWithOldContents() throws Exception {
    world = new World(folder);
    room = world.room();
    work = folder.resolve("work");
    world.put("manager", room, world.file("a", "first"), "a");
    world.put("member", room, world.file("b", "second"), "deep/er/b");
    world.put("manager", room, world.file("c", "third"), "gone");
    world.with(
        "manager",
        room,
        open -> {
          open.remove(World.path("gone"));
          open.keys().rotate();
          open.keys().rewrap(RewrapListener.NONE, () -> false);
        });
  }

  @AfterEach
  void end() {
    world.close();
  }

  private long reencrypt() throws Exception {
    AtomicLong files = new AtomicLong();
    world.with(
        "manager",
        room,
        open -> files.set(open.keys().reencrypt(2, work, RewrapListener.NONE, () -> false)));
    assertThat(World.names(work)).as("no plaintext stays behind").isEmpty();
    return files.get();
  }

  private List<BlobRef> contents() throws Exception {
    List<BlobRef> contents = new ArrayList<>();
    world.with(
        "member",
        room,
        open -> {
          for (String file : FILES) {
            try (Entry entry = open.find(World.path(file)).orElseThrow()) {
              contents.add(entry.record().content().orElseThrow());
            }
          }
          try (Entry binned = open.bin().getFirst()) {
            contents.add(binned.record().content().orElseThrow());
          }
        });
    return contents;
  }

  private void assertText(Room open, String path, String text) throws IOException {
    try (Entry entry = open.find(World.path(path)).orElseThrow()) {
      assertThat(open.read(entry, 0, text.length())).asString().isEqualTo(text);
    }
  }

  private void assertAllReadable() throws Exception {
    world.with(
        "member",
        room,
        open -> {
          assertText(open, "a", "first");
          assertText(open, "deep/er/b", "second");
          try (Entry binned = open.bin().getFirst()) {
            assertThat(open.read(binned, 0, 5)).asString().isEqualTo("third");
          }
        });
  }

  @Test
  void presentContents_areSealedAnewOnce_andTheBinsToo() throws Exception {
    List<BlobRef> before = contents();
    assertThat(reencrypt()).isEqualTo(3);
    assertThat(contents()).hasSize(3).doesNotContainAnyElementsOf(before);
    assertAllReadable();
    int commits = world.platform().rooms().commits(room);
    assertThat(reencrypt()).isZero();
    assertThat(world.platform().rooms().commits(room)).isEqualTo(commits);
  }

  @Test
  void contentMadeSince_isLeftAlone_whereARenamedOldOneIsNot() throws Exception {
    world.put("member", room, world.file("d", "fourth"), "d");
    world.with("member", room, open -> open.move(World.path("a"), World.path("renamed")));
    assertThat(reencrypt()).isEqualTo(3);
    world.with("member", room, open -> assertText(open, "renamed", "first"));
  }

  @Test
  void killedBeforeTheCommit_goesOn_andLeavesNoPlaintext() throws Exception {
    Files.createDirectories(work);
    Files.writeString(work.resolve("content"), "left by a run that was killed");
    world.platform().lie(Request.post("/commits"), Answer.problem(500, "killed"));
    assertThatThrownBy(this::reencrypt).isInstanceOf(ServerException.class);
    world.platform().beHonest();
    assertThat(World.names(work)).isEmpty();
    assertAllReadable();
    assertThat(reencrypt()).isEqualTo(3);
    assertAllReadable();
  }

  @Test
  void otherWasFirst_hisCommitStays_andTheRestIsDoneOnTheNewHead() throws Exception {
    world.platform().lieOnce(Request.post("/commits"), Answer.problem(409, "stale-head"));
    assertThat(reencrypt()).isEqualTo(3);
    assertAllReadable();
  }
}
