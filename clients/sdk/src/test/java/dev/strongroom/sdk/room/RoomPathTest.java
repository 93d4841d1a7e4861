package dev.strongroom.sdk.room;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.name.NodeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomPathTest {
  @ParameterizedTest
  @CsvSource({"a/b/c,a/b/c", "/a//b/,a/b", "'',''", "/,''", "///,''", "a,a"})
  void parse_emptyParts_doNotCount(String text, String path) {
    assertThat(RoomPath.parse(text)).hasToString(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a/../b", "..", ".", "a/./b", "a\\b", "a/con", "a/b\n", "a/b ", " a", "C:x"})
  void t42_unsafePart_nameUnsafe(String text) {
    assertRefused(ErrorCode.NAME_UNSAFE, () -> RoomPath.parse(text));
  }

  @Test
  void parse_twoSpellingsOfOneName_areOnePath() {
    assertThat(RoomPath.parse("e\u0301")).isEqualTo(RoomPath.parse("\u00e9"));
  }

  @Test
  void parentAndResolve_areEachOthersInverse() {
    RoomPath path = RoomPath.parse("a/b/c");
    assertThat(path.parent()).isEqualTo(RoomPath.parse("a/b"));
    assertThat(path.parent().resolve(NodeName.of("c"))).isEqualTo(path);
    assertThat(path.ancestor(1)).isEqualTo(RoomPath.parse("a"));
    assertThat(path.last()).isEqualTo(NodeName.of("c"));
    assertThat(path.isRoot()).isFalse();
  }

  @Test
  void root_hasNoParent() {
    RoomPath root = RoomPath.parse("");
    assertThat(root.isRoot()).isTrue();
    assertThatThrownBy(root::parent).isInstanceOf(IllegalStateException.class);
  }
}
