package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x07, 0x08, 0x09, 0x0d, 0x1b, 0x7f, 0x85, 0x9b, 0x200e, 0x202e, 0x2028, 0x2066, 0xfeff
      })
  void characterThatMovesOrTurns_isSeenAsAMark(int c) {
    String text = "a" + Character.toString(c) + "b";
    assertThat(Printable.line(text)).isEqualTo("a\uFFFDb");
    assertThat(Printable.lines(text)).isEqualTo("a\uFFFDb");
  }

  @Test
  void lineBreak_isKeptOnlyWhereItIsOurs() {
    assertThat(Printable.line("a\nb")).isEqualTo("a\uFFFDb");
    assertThat(Printable.lines("a\nb")).isEqualTo("a\nb");
  }

  @Test
  void halfACharacter_isSeenAsAMark() {
    assertThat(Printable.line("a\uD83D")).isEqualTo("a\uFFFD");
  }

  @Test
  void lettersOfEveryScript_stay() {
    String text = "Lohnübersicht 給与 رواتب 📁 👩\u200D💻 می\u200Cخواهم – “x”";
    assertThat(Printable.line(text)).isEqualTo(text);
  }

  @Test
  void row_keepsItsOwnLineEnd_andMakesEachPartOneLine() {
    assertThat(Printable.row("%s|%d%n", "a\n\u001b[2Jb", 7))
        .isEqualTo("a\uFFFD\uFFFD[2Jb|7" + System.lineSeparator());
  }

  @Test
  void auditEventWithForeignLineBreaks_isOneLine() {
    ObjectNode event =
        new ObjectMapper()
            .createObjectNode()
            .put("position", 1)
            .put("time", "now\n")
            .put("type", "x\n    2  now  room.removed\u001b[2K")
            .put("actor", "a\nb")
            .put("aggregate", "c\u202e\nd");
    String shown = AuditCommand.ListAll.lines(List.of(event));
    assertThat(shown.lines()).hasSize(1);
    assertThat(shown).isEqualTo(Printable.line(shown)).contains("a\uFFFDb", "c\uFFFD\uFFFDd");
  }
}
