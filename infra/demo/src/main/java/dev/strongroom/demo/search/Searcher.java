package dev.strongroom.demo.search;

import dev.strongroom.protocol.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for all patterns at once, in one pass and with constant memory: the first four bytes of
 * every pattern are in a bitmap, and only where that says maybe is anything compared.
 */
public final class Searcher {
  private static final int BUFFER = 1 << 20;
  private static final int BITS = 22;

  private static final class Pattern {
    private final Canary canary;
    private final String encoding;
    private final byte[] bytes;

    Pattern(Canary canary, String encoding, byte[] bytes) {
      this.canary = canary;
      this.encoding = encoding;
      this.bytes = bytes;
    }
  }

  /** A canary found, and how it was written. */
  public record Hit(Canary canary, String encoding, String place) {}

  private final long[] maybe = new long[1 << (BITS - 6)];
  private final Map<Integer, List<Pattern>> byHead = new HashMap<>();
  private final int longest;

  public Searcher(Collection<Canary> canaries) {
    int max = 4;
    for (Canary canary : canaries) {
      for (Map.Entry<String, Bytes> encoded : Encodings.of(canary).entrySet()) {
        byte[] bytes = encoded.getValue().toArray();
        int head = head(bytes, 0);
        byHead
            .computeIfAbsent(head, h -> new ArrayList<>())
            .add(new Pattern(canary, encoded.getKey(), bytes));
        int slot = slot(head);
        maybe[slot >>> 6] |= 1L << (slot & 63);
        max = Math.max(max, bytes.length);
      }
    }
    this.longest = max;
  }

  private static int head(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }

  private static int slot(int head) {
    return (head * 0x9e3779b1) >>> (32 - BITS);
  }

  /** What was looked through, and what was found. */
  public record Found(long bytes, Set<Hit> hits) {}

  /** Looks through a stream to its end. */
  public Found search(String place, InputStream in) throws IOException {
    Set<Hit> hits = new LinkedHashSet<>();
    byte[] buffer = new byte[BUFFER + longest];
    int kept = 0;
    long total = 0;
    while (true) {
      int read = in.readNBytes(buffer, kept, buffer.length - kept);
      total += read;
      int filled = kept + read;
      scan(buffer, filled, place, hits);
      if (read == 0 || filled < buffer.length) {
        return new Found(total, hits);
      }
      // A pattern may lie across the border.
      kept = longest - 1;
      System.arraycopy(buffer, filled - kept, buffer, 0, kept);
    }
  }

  private void scan(byte[] buffer, int filled, String place, Set<Hit> hits) {
    if (filled < 4) {
      return;
    }
    int head = head(buffer, 0) >>> 8;
    for (int at = 0; at + 4 <= filled; at++) {
      head = head << 8 | buffer[at + 3] & 0xff;
      int slot = slot(head);
      if ((maybe[slot >>> 6] >>> (slot & 63) & 1) != 0) {
        compare(buffer, at, filled, head, place, hits);
      }
    }
  }

  private void compare(byte[] buffer, int at, int filled, int head, String place, Set<Hit> hits) {
    for (Pattern pattern : byHead.getOrDefault(head, List.of())) {
      byte[] bytes = pattern.bytes;
      boolean same =
          at + bytes.length <= filled
              && Arrays.equals(buffer, at, at + bytes.length, bytes, 0, bytes.length);
      if (same) {
        hits.add(new Hit(pattern.canary, pattern.encoding, place));
      }
    }
  }
}
