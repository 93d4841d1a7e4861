package dev.strongroom.protocol.directory;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.crypto.SigningKey;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of a checkpoint (c2sp.org/tlog-checkpoint), under a signature that is good. */
class CheckpointTextTest {
  private static final String LOG = "log.example/directory";
  private static final String ROOT =
      Base64.getEncoder().encodeToString(Sha256.of(Bytes.utf8("root")).value().toArray());
  private static final SigningKey KEY = SigningKey.fromSeed(SecretBytes.copyOf(new byte[32]));

  private static Checkpoint open(String text) {
    return Checkpoint.open(
        Note.sign(text, LOG, KEY).encode(), List.of(new NoteKey(LOG, KEY.verifyingKey())));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 10, 1_099_511_627_776L})
  void text_asALogWritesIt_isRead(long size) {
    Checkpoint read = open(LOG + "\n" + size + "\n" + ROOT + "\n");
    assertThat(read.size()).isEqualTo(size);
    assertThat(read.root()).isEqualTo(Sha256.of(Bytes.utf8("root")));
    assertThat(read.origin()).isEqualTo(LOG);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "01",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1.0",
        "0x1",
        "\u0661",
        "1099511627777",
        "10000000000000",
        "99999999999999999999"
      })
  void size_inAnyOtherForm_isRefused(String size) {
    assertRefused(ErrorCode.LOG_SIG, () -> open(LOG + "\n" + size + "\n" + ROOT + "\n"));
  }

  @Test
  void text_ofOtherLines_isRefused() {
    String bare = ROOT.substring(0, ROOT.length() - 1);
    for (String text :
        List.of(
            LOG + "\n",
            LOG + "\n1\n",
            LOG + "\n1\n\n",
            "\n1\n" + ROOT + "\n",
            "other.example\n1\n" + ROOT + "\n",
            LOG + " \n1\n" + ROOT + "\n",
            LOG + "\n1\n" + ROOT + "\nextension\n",
            LOG + "\n1\n" + bare + "\n",
            LOG + "\n1\n" + bare + "A\n",
            LOG + "\n1\n" + bare.substring(1) + "==\n",
            LOG + "\n1\n" + "-" + ROOT.substring(1) + "\n",
            LOG + "\n1\n" + ROOT + "=\n")) {
      assertRefused(ErrorCode.LOG_SIG, () -> open(text));
    }
  }
}
