package dev.strongroom.demo.search;

import dev.strongroom.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Chooses canaries from a file's contents. */
public final class Canaries {
  /** Windows of a file that are looked for. */
  public static final int WINDOWS = 64;

  private static final int WINDOW_BYTES = 48;

  /** A window with fewer different bytes could stand anywhere. */
  private static final int MIN_DIFFERENT = 24;

  private static final int TRIED_BYTES = 1 << 16;

  private Canaries() {}

  /** Up to 64 windows of 48 distinctive bytes, spread over the file. */
  public static List<Canary> ofContents(Path file) throws IOException {
    List<Canary> canaries = new ArrayList<>();
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      long step = Math.max(WINDOW_BYTES, in.size() / WINDOWS);
      for (long at = 0; at < in.size() && canaries.size() < WINDOWS; at += step) {
        ByteBuffer near = ByteBuffer.allocate((int) Math.min(TRIED_BYTES, in.size() - at));
        while (near.hasRemaining() && in.read(near, at + near.position()) >= 0) {
          // Reads on until the buffer is full or the file ends.
        }
        addDistinctive(near.array(), canaries);
      }
    }
    return canaries;
  }

  private static void addDistinctive(byte[] near, List<Canary> canaries) {
    for (int at = 0; at + WINDOW_BYTES <= near.length; at += WINDOW_BYTES) {
      BitSet different = new BitSet(256);
      for (int i = at; i < at + WINDOW_BYTES; i++) {
        different.set(near[i] & 0xff);
      }
      if (different.cardinality() >= MIN_DIFFERENT) {
        canaries.add(new Canary(Canary.Kind.CONTENTS, Bytes.of(near, at, WINDOW_BYTES)));
        return;
      }
    }
  }
}
