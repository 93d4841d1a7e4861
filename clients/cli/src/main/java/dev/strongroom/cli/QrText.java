package dev.strongroom.cli;

import dev.strongroom.protocol.identity.Fingerprint;
import io.nayuki.qrcodegen.QrCode;

/**
 * A fingerprint as a QR code in the terminal: two rows of modules to a line, in half blocks, dark
 * on light whatever the terminal's colours, with the quiet zone that scanners need.
 */
final class QrText {
  private static final int QUIET = 4;
  private static final String BLACK_ON_WHITE = "\u001b[30;107m";
  private static final String PLAIN = "\u001b[0m";

  private QrText() {}

  /** What the code says: the letters of the fingerprint, for a reader of any kind. */
  static String of(Fingerprint fingerprint) {
    QrCode code = QrCode.encodeText(fingerprint.text(), QrCode.Ecc.MEDIUM);
    StringBuilder text = new StringBuilder();
    for (int y = -QUIET; y < code.size + QUIET; y += 2) {
      text.append(BLACK_ON_WHITE);
      for (int x = -QUIET; x < code.size + QUIET; x++) {
        text.append(block(code.getModule(x, y), code.getModule(x, y + 1)));
      }
      text.append(PLAIN).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static char block(boolean upper, boolean lower) {
    if (upper) {
      return lower ? '█' : '▀';
    }
    return lower ? '▄' : ' ';
  }
}
