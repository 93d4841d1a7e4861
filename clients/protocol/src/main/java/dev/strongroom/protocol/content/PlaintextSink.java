package dev.strongroom.protocol.content;

import java.io.IOException;

/** Takes what was opened, in any order and from several threads. Never given padding. */
@FunctionalInterface
public interface PlaintextSink {
  void write(long offset, byte[] from, int at, int length) throws IOException;
}
