package dev.strongroom.protocol.content;

import java.io.IOException;

/** Random access to what is to be sealed. Used by several threads at once. */
@FunctionalInterface
public interface PlaintextSource {
  /**
   * Reads exactly {@code length} bytes.
   *
   * @throws IOException also if the source has become shorter
   */
  void read(long offset, byte[] into, int at, int length) throws IOException;
}
