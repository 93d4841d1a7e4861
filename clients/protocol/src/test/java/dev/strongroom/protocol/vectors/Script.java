package dev.strongroom.protocol.vectors;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.crypto.Sha256;
import java.security.SecureRandom;

/**
 * Randomness that is the same each time: block n is SHA-256 of the label and n. What was drawn last
 * can be written down.
 */
final class Script extends SecureRandom {
  private static final long serialVersionUID = 1;
  private final String label;
  private int block;
  private transient Bytes last = Bytes.empty();

  Script(String label) {
    this.label = label;
  }

  @Override
  public void nextBytes(byte[] out) {
    for (int at = 0; at < out.length; at += 32) {
      Bytes next = Sha256.of(Bytes.utf8(label + "/" + block++)).value();
      next.slice(0, Math.min(32, out.length - at)).copyTo(out, at);
    }
    last = Bytes.of(out);
  }

  /** What the last draw gave. */
  Bytes last() {
    return last;
  }
}
