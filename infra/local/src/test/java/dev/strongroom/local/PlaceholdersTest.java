package dev.strongroom.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
  @Test
  void fill_knownNames_takesTheirValues() {
    assertThat(Placeholders.fill("http://h:${port.a}/${b}${b}", Map.of("port.a", "1", "b", "x")))
        .isEqualTo("http://h:1/xx");
  }

  @Test
  void fill_valueThatLooksLikeSyntax_isTakenAsItIs() {
    assertThat(Placeholders.fill("${a}", Map.of("a", "$1\\${b}"))).isEqualTo("$1\\${b}");
  }

  @Test
  void fill_unknownName_isRefused() {
    assertThatThrownBy(() -> Placeholders.fill("${nobody}", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody");
  }
}
