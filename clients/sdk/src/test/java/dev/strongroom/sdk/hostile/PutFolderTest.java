package dev.strongroom.sdk.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.sdk.room.Entry;
import dev.strongroom.sdk.room.PutPlan;
import dev.strongroom.sdk.room.Room;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Puts of many things: how many requests, how many commits, and what is left where one fails. */
class PutFolderTest {
  @TempDir Path folder;
  private World world;
  private ChainId room;

  @BeforeEach
  void begin() throws IOException {
    world = new World(folder);
    room = world.room();
  }

  @AfterEach
  void end() {
    world.close();
  }

  private List<Room.Put> put(List<PutPlan> plan, TransferListener listener) throws Exception {
    List<Room.Put> puts = new ArrayList<>();
    world.with("member", room, open -> puts.addAll(open.putAll(plan, listener)));
    return puts;
  }

  private PutPlan file(String path) throws IOException {
    return new PutPlan.File(world.file("source-" + path.replace('/', '-'), path), World.path(path));
  }

  private static PutPlan folder(String path) {
    return new PutPlan.Folder(World.path(path));
  }

  private long requests(Predicate<Request> kind) {
    return world.platform().requests().stream().filter(kind).count();
  }

  @Test
  void manyFiles_proofsAreAskedForByLevelAndNotByFile() throws Exception {
    List<PutPlan> plan = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      plan.add(file("a/b/c/" + i));
    }
    put(List.of(folder("a/b/c")), TransferListener.NONE);
    world.platform().forgetRequests();
    List<Room.Put> puts = put(plan, TransferListener.NONE);
    assertThat(puts).hasSize(30).allMatch(p -> p.revision() == 1);
    // Twice the four levels, before and after sending, and once for the commit's own proof.
    assertThat(requests(Request.post("/proofs"))).isLessThanOrEqualTo(9);
    assertThat(requests(Request.post("/commits"))).isEqualTo(1);
    put(plan, TransferListener.NONE);
    assertThat(world.platform().rooms().changesOfEachCommit(room)).containsExactly(3, 30, 30);
  }

  @Test
  void manyFiles_contentsGoSeveralAtOnce() throws Exception {
    List<PutPlan> plan = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      plan.add(file("f" + i));
    }
    put(plan, TransferListener.NONE);
    List<String> uploads =
        world.platform().requests().stream()
            .filter(Request.to("/uploads"))
            .map(r -> r.parts().size() == 5 ? "begin" : r.parts().getLast())
            .toList();
    // One after the other, an upload would be complete before the next begins.
    assertThat(uploads.subList(0, uploads.indexOf("completion")))
        .filteredOn("begin"::equals)
        .hasSizeGreaterThan(1);
  }

  @Test
  void moreThanACommitTakes_twoCommits() throws Exception {
    List<PutPlan> plan = new ArrayList<>(List.of(folder("all")));
    for (int i = 1; i <= Commit.MAX_CHANGES; i++) {
      plan.add(folder("all/" + i));
    }
    assertThat(put(plan, TransferListener.NONE)).hasSize(10_001);
    assertThat(world.platform().rooms().changesOfEachCommit(room)).containsExactly(10_000, 1);
    world.with(
        "manager",
        room,
        open -> {
          List<Entry> entries = open.list(World.path("all"));
          assertThat(entries).hasSize(10_000);
          entries.forEach(Entry::close);
        });
  }

  @Test
  void listener_hearsTheSumOverAllFiles() throws Exception {
    AtomicLong last = new AtomicLong();
    AtomicLong total = new AtomicLong();
    put(
        List.of(file("a"), file("b"), file("c")),
        (done, all) -> {
          last.accumulateAndGet(done, Math::max);
          total.set(all);
        });
    assertThat(total.get()).isPositive();
    assertThat(last).hasValue(total.get());
  }

  @Test
  void oneFileMissing_nothingIsSent() throws Exception {
    List<PutPlan> plan =
        List.of(file("a"), new PutPlan.File(folder.resolve("none"), World.path("b")));
    world.platform().forgetRequests();
    assertThatThrownBy(() -> put(plan, TransferListener.NONE))
        .isInstanceOf(NoSuchFileException.class);
    world.assertNoRequest(Request.to("/uploads").or(Request.to("/commits")));
  }

  @Test
  void onePartRefused_noCommitAndEveryOpenUploadIsGivenUp() throws Exception {
    List<PutPlan> plan = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      plan.add(file("f" + i));
    }
    world.platform().lie(Request.post("/urls"), Answer.problem(409, "conflict"));
    world.platform().forgetRequests();
    assertThatThrownBy(() -> put(plan, TransferListener.NONE)).isInstanceOf(ServerException.class);
    world.assertNoRequest(Request.to("/commits"));
    long begun = requests(Request.post("/uploads").and(r -> r.parts().size() == 5));
    assertThat(world.platform().blobs().givenUp()).hasSizeBetween(1, (int) begun);
  }

  @Test
  void fileWhereAFolderIs_isSaidBeforeAnythingIsSent() throws Exception {
    put(List.of(folder("docs"), file("report")), TransferListener.NONE);
    world.platform().forgetRequests();
    for (PutPlan bad :
        List.of(file("docs"), file("report/inside"), folder("report"), folder("report/deep"))) {
      assertThatThrownBy(() -> put(List.of(bad), TransferListener.NONE))
          .isInstanceOf(FileAlreadyExistsException.class);
    }
    world.assertNoRequest(Request.to("/uploads").or(Request.to("/commits")));
  }

  @Test
  void somebodyElseWasFirst_signedAgainAndNotSentAgain() throws Exception {
    world
        .platform()
        .lieOnce(
            Request.post("/commits"),
            Answer.problem(409, "stale-head"),
            Answer.problem(409, "stale-head"));
    put(List.of(file("report")), TransferListener.NONE);
    assertThat(requests(Request.post("/commits"))).isEqualTo(3);
    assertThat(requests(Request.post("/completion"))).isEqualTo(1);
    assertThat(world.platform().rooms().commits(room)).isEqualTo(1);
  }

  @Test
  void alwaysSomebodyElseFirst_endsAfterSomeRaces() {
    world.platform().lie(Request.post("/commits"), Answer.problem(409, "stale-head"));
    assertThatThrownBy(() -> put(List.of(file("report")), TransferListener.NONE))
        .isInstanceOfSatisfying(ServerException.class, e -> assertThat(e.isStale()).isTrue());
    assertThat(requests(Request.post("/commits"))).isEqualTo(9);
  }

  @Test
  void moveAndRemove_keepContentsAndRefuseWhatIsNotThere() throws Exception {
    put(List.of(file("a"), folder("docs/deep")), TransferListener.NONE);
    world.with(
        "member",
        room,
        open -> {
          open.move(World.path("a"), World.path("docs/deep"));
          open.move(World.path("docs/deep/a"), World.path("b"));
          assertThat(open.find(World.path("b"))).isPresent();
          assertThatThrownBy(() -> open.move(World.path("docs"), World.path("docs/deep")))
              .hasFieldOrPropertyWithValue("code", ErrorCode.LISTING);
          assertThatThrownBy(() -> open.move(World.path("none"), World.path("c")))
              .isInstanceOf(NoSuchFileException.class);
          assertThatThrownBy(() -> open.move(World.path("b"), World.path("none/c")))
              .isInstanceOf(NoSuchFileException.class);
          assertThatThrownBy(() -> open.remove(World.path("")))
              .isInstanceOf(NoSuchFileException.class);
          open.remove(World.path("b"));
          assertThat(open.find(World.path("b"))).isEmpty();
          assertThat(open.bin()).hasSize(1);
        });
  }
}
