package dev.strongroom.identity.signon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconcilerTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, false",
    "10, 10, false",
    "11, 11, true",
    "11, 21, true",
    "11, 22, false",
    "5000, 10000, false",
    "5001, 10000, true"
  })
  void deletions_ofMostPeople_areHeld_whereTheyAreMoreThanTen(int missing, int all, boolean held) {
    assertThat(Reconciler.most(missing, all)).isEqualTo(held);
  }
}
