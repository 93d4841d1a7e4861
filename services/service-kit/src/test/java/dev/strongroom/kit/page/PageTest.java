package dev.strongroom.kit.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
  private static final List<Integer> ALL = IntStream.range(0, 23).boxed().toList();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 11, 22, 23, 24, 500})
  void pages_oneAfterAnother_holdEachItemOnce(int limit) {
    List<Integer> seen = new ArrayList<>();
    String next = "-1";
    while (!next.isEmpty()) {
      int after = Integer.parseInt(next);
      List<Integer> found = ALL.stream().filter(i -> i > after).limit(limit + 1).toList();
      Page<Integer> page = Page.of(found, limit, String::valueOf);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      seen.addAll(page.items());
      next = page.next();
    }

    assertThat(seen).isEqualTo(ALL);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 501})
  void page_limitOutOfBounds_isRefused(int limit) {
    assertThatIllegalArgumentException().isThrownBy(() -> Page.of(ALL, limit, String::valueOf));
  }

  @Test
  void page_moreThanTheMost_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Page<>(Collections.nCopies(501, 1), ""));
    assertThatIllegalArgumentException().isThrownBy(() -> new Page<>(List.of(), "17"));
  }
}
