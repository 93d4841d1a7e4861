package dev.strongroom.protocol.name;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T42, T44: names of a hostile author. */
class NodeNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a/b",
        "a\\b",
        "a\0b",
        "a\nb",
        "a\u0085b",
        "a\u2028b",
        "\u202egnp.exe",
        "a\u2066b",
        "a\u200fb",
        "a\ufeffb",
        "a.",
        "a ",
        " a",
        "con",
        "CON.txt",
        "nul",
        "aux.tar.gz",
        "com1",
        "COM¹",
        "lpt9.log",
        "CONIN$",
        "a:b",
        "a*b",
        "a?b",
        "a\"b",
        "a<b",
        "a>b",
        "a|b",
        "a\ue000b",
        "a\ufffe"
      })
  void t42_unsafeName_nameUnsafe(String name) {
    assertRefused(ErrorCode.NAME_UNSAFE, () -> NodeName.of(name));
  }

  @Test
  void t42_loneSurrogateOrTooLong_nameUnsafe() {
    assertRefused(ErrorCode.NAME_UNSAFE, () -> NodeName.of("a\ud800b"));
    assertRefused(ErrorCode.NAME_UNSAFE, () -> NodeName.of("ü".repeat(128)));
    assertThat(NodeName.of("x".repeat(255)).value()).hasSize(255);
  }

  @Test
  void t42_nameOutOfASealedBoxThatIsNotNormal_nameUnsafe() {
    String decomposed = "u\u0308";
    assertThat(NodeName.of(decomposed).value()).isEqualTo("ü");
    assertRefused(ErrorCode.NAME_UNSAFE, () -> new NodeName(decomposed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "report.pdf",
        "Übersicht 2026.xlsx",
        "日本語",
        "👩‍👩‍👧.png",
        ".profile",
        "console"
      })
  void ordinaryName_isTaken(String name) {
    assertThat(NodeName.of(name).value()).isEqualTo(name);
  }

  @Test
  void t44_namesThatOneFileSystemTakesForTheSame_foldToOne() {
    assertThat(NodeName.of("Report.PDF").folded()).isEqualTo(NodeName.of("report.pdf").folded());
    assertThat(NodeName.of("ﬁle").folded()).isEqualTo(NodeName.of("FILE").folded());
    assertThat(NodeName.of("straße").folded()).isEqualTo(NodeName.of("STRASSE").folded());
    assertThat(NodeName.of("a").folded()).isNotEqualTo(NodeName.of("b").folded());
  }
}
