package dev.strongroom.protocol.directory;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the example of c2sp.org/signed-note. */
class NoteTest {
  private static final NoteKey KEY =
      NoteKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  private static final String TEXT = "This is an example message.\n";
  private static final String LINE =
      "\u2014 example.com/foo"
          + " Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

  @Test
  void example_isGood() {
    Note note = Note.parse(TEXT + "\n" + LINE);
    assertThat(note.verify(List.of(KEY))).isEqualTo(KEY);
    assertThat(note.text()).isEqualTo(TEXT);
    assertThat(note.encode()).isEqualTo(TEXT + "\n" + LINE);
  }

  @Test
  void text_changedByALetter_isRefused() {
    Note note = Note.parse(TEXT.replace("This", "That") + "\n" + LINE);
    assertRefused(ErrorCode.LOG_SIG, () -> note.verify(List.of(KEY)));
  }

  @Test
  void signature_ofSomebodyElse_isPassedOverButNotEnough() {
    String other = LINE.replace("example.com/foo", "example.com/bar");
    assertThat(Note.parse(TEXT + "\n" + other + LINE).verify(List.of(KEY))).isEqualTo(KEY);
    assertRefused(ErrorCode.LOG_SIG, () -> Note.parse(TEXT + "\n" + other).verify(List.of(KEY)));
  }

  @Test
  void signature_badInTheNameOfAKnownKey_spoilsTheNote() {
    String broken = LINE.replace("Uw2QOkn8", "Uw2QOkn9");
    assertThat(broken).isNotEqualTo(LINE);
    assertRefused(
        ErrorCode.LOG_SIG, () -> Note.parse(TEXT + "\n" + LINE + broken).verify(List.of(KEY)));
  }

  @Test
  void note_malformed_isRefused() {
    for (String note :
        List.of(
            "",
            TEXT,
            TEXT + LINE,
            TEXT + "\n",
            TEXT + "\n" + LINE.strip(),
            TEXT + "\n" + LINE + "more",
            TEXT + "\n" + LINE.replace("\u2014", "-"),
            TEXT + "\n\u2014 name\n",
            TEXT + "\n\u2014 name %%%%\n",
            TEXT + "\n\u2014 name AAAA\n",
            TEXT + "\n\u2014 a b AAAAAAAA\n",
            TEXT + "\u0007\n" + LINE,
            TEXT + "\n" + LINE.repeat(33))) {
      assertRefused(ErrorCode.LOG_SIG, () -> Note.parse(note));
    }
    assertRefused(ErrorCode.LIMIT, () -> Note.parse("a".repeat(Note.MAX_CHARACTERS + 1)));
  }

  @Test
  void key_whoseIdOrTypeIsAnother_isRefused() {
    for (String text :
        List.of(
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
            "example.com/foo+530d903a+A",
            "example.com/foo")) {
      assertRefused(ErrorCode.LOG_SIG, () -> NoteKey.parse(text));
    }
  }
}
