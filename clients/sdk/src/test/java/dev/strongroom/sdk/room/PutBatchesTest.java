package dev.strongroom.sdk.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.commit.Commit;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PutBatchesTest {
  private static PutPlan file(String path) {
    return new PutPlan.File(Path.of("x"), RoomPath.parse(path));
  }

  private static PutPlan folder(String path) {
    return new PutPlan.Folder(RoomPath.parse(path));
  }

  private static List<Integer> sizes(List<PutPlan> plan, int limit) throws Exception {
    return PutBatches.of(plan, limit).stream().map(List::size).toList();
  }

  @Test
  void of_asManyAsACommitTakes_oneBatch() throws Exception {
    List<PutPlan> plan = new ArrayList<>(List.of(folder("all")));
    for (int i = 1; i < Commit.MAX_CHANGES; i++) {
      plan.add(file("all/" + i));
    }
    assertThat(sizes(plan, Commit.MAX_CHANGES)).containsExactly(10_000);
  }

  @Test
  void of_oneMoreThanACommitTakes_twoBatchesInOrder() throws Exception {
    List<PutPlan> plan = new ArrayList<>(List.of(folder("all")));
    for (int i = 1; i <= Commit.MAX_CHANGES; i++) {
      plan.add(file("all/" + i));
    }
    assertThat(sizes(plan, Commit.MAX_CHANGES)).containsExactly(10_000, 1);
    assertThat(PutBatches.of(plan, Commit.MAX_CHANGES).stream().flatMap(List::stream))
        .containsExactlyElementsOf(plan);
  }

  @Test
  void of_foldersThatNobodyNamed_countToo() throws Exception {
    assertThat(sizes(List.of(file("a/b/c"), file("d")), 3)).containsExactly(1, 1);
    assertThat(sizes(List.of(file("a/b/c"), file("a/b/d")), 4)).containsExactly(2);
  }

  @Test
  void of_foldersOfAnEarlierBatch_doNotCountAgain() throws Exception {
    assertThat(sizes(List.of(file("a/b/c"), file("a/b/d"), file("a/b/e")), 3))
        .containsExactly(1, 2);
  }

  @Test
  void of_nothing_noBatch() throws Exception {
    assertThat(sizes(List.of(), 10)).isEmpty();
  }

  @Test
  void of_twoThingsInOnePlace_isRefused() throws Exception {
    assertRefused(file("a"), file("a"));
    assertRefused(file("a"), folder("a"));
    assertRefused(folder("a"), file("a"));
    assertRefused(file("a/b"), file("a"));
    assertRefused(file("a"), file("a/b/c"));
    assertRefused(file(""));
    assertThat(sizes(List.of(folder("a"), folder("a"), file("a/b")), 10)).containsExactly(3);
  }

  private static void assertRefused(PutPlan... plan) {
    assertThatThrownBy(() -> PutBatches.of(List.of(plan), 10))
        .isInstanceOf(FileAlreadyExistsException.class);
  }
}
