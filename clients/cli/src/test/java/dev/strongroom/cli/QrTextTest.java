package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.identity.Fingerprint;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scanner reads off the terminal, by another library than the one that drew it. */
class QrTextTest {
  private static final int QUIET = 4;

  @Test
  void picture_isReadAsTheFingerprint() throws Exception {
    SecureRandom random = new SecureRandom();
    for (int i = 0; i < 20; i++) {
      Fingerprint fingerprint = Fingerprint.of(Bytes.random(random, 32));
      assertThat(new Decoder().decode(scanned(QrText.of(fingerprint))).getText())
          .isEqualTo(fingerprint.text());
    }
  }

  /** The dark modules inside the quiet zone, which has to be light on all sides. */
  private static BitMatrix scanned(String picture) {
    List<String> lines =
        picture.lines().map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "")).toList();
    int size = lines.getFirst().length() - 2 * QUIET;
    BitMatrix modules = new BitMatrix(size);
    for (int row = 0; row < lines.size() * 2; row++) {
      for (int column = 0; column < size + 2 * QUIET; column++) {
        char block = lines.get(row / 2).charAt(column);
        boolean dark = block == '█' || block == (row % 2 == 0 ? '▀' : '▄');
        int x = column - QUIET;
        int y = row - QUIET;
        boolean inside = x >= 0 && y >= 0 && x < size && y < size;
        assertThat(dark && !inside).as("the quiet zone").isFalse();
        if (dark) {
          modules.set(x, y);
        }
      }
    }
    return modules;
  }
}
