package dev.strongroom.access.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.crypto.Sha256;
import org.junit.jupiter.api.Test;

class StateCacheTest {
  private static final ChainId ONE = new ChainId(Sha256.of(Bytes.utf8("one")).value());
  private static final ChainId OTHER = new ChainId(Sha256.of(Bytes.utf8("other")).value());

  @Test
  void upTo_severalPlaces_givesTheLatestThatIsNotBehind() {
    StateCache<String> cache = new StateCache<>(100);
    cache.keep(ONE, 3, "third", 1);
    cache.keep(ONE, 7, "seventh", 1);
    assertThat(cache.upTo(ONE, 2)).isEmpty();
    assertThat(cache.upTo(ONE, 3)).contains("third");
    assertThat(cache.upTo(ONE, 6)).contains("third");
    assertThat(cache.upTo(ONE, 9)).contains("seventh");
    assertThat(cache.upTo(OTHER, 9)).isEmpty();
  }

  @Test
  void keep_beyondTheWeight_givesUpWhatWasNotUsedForLongest() {
    StateCache<String> cache = new StateCache<>(10);
    cache.keep(ONE, 1, "first", 4);
    cache.keep(OTHER, 1, "of another", 4);
    assertThat(cache.upTo(ONE, 1)).contains("first");
    cache.keep(ONE, 2, "second", 4);
    assertThat(cache.upTo(OTHER, 1)).isEmpty();
    assertThat(cache.upTo(ONE, 1)).contains("first");
    assertThat(cache.upTo(ONE, 2)).contains("second");
  }

  /** A link for each member of a growing group keeps no more than the weight says. */
  @Test
  void keep_aGrowingGroup_staysWithinTheWeight_andKeepsTheNewest() {
    StateCache<String> cache = new StateCache<>(1_000);
    for (int members = 1; members <= 2_000; members++) {
      cache.keep(ONE, members, "state", members);
      assertThat(cache.upTo(ONE, Long.MAX_VALUE)).isPresent();
    }
    // The last one alone is above it.
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void keep_theSamePlaceTwice_weighsOnce() {
    StateCache<String> cache = new StateCache<>(10);
    for (int time = 0; time < 10; time++) {
      cache.keep(ONE, 1, "state", 5);
    }
    cache.keep(OTHER, 1, "of another", 5);
    assertThat(cache.size()).isEqualTo(2);
  }
}
