package dev.strongroom.protocol.content;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.seal.ChunkCipher;
import dev.strongroom.protocol.seal.Cobblestone;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Seals one content, any range of pieces at a time and several ranges at once. Deterministic once
 * made: the same range of the same plaintext gives the same bytes, so a retry never encrypts other
 * bytes under the same key and nonce.
 */
public final class ContentSealer implements AutoCloseable {
  private static final byte SUITE = 1;

  private final ContentLayout layout;
  private final long realLength;
  private final Bytes salt;
  private final Cobblestone message;

  private ContentSealer(ContentLayout layout, long realLength, Bytes salt, Cobblestone message) {
    this.layout = layout;
    this.realLength = realLength;
    this.salt = salt;
    this.message = message;
  }

  /**
   * @param realLength of the plaintext, before padding
   */
  public static ContentSealer create(
      ContentKey key,
      ContentContext context,
      long realLength,
      Padding padding,
      SecureRandom random) {
    ContentLayout layout = ContentLayout.ofPlaintext(padding.paddedLength(realLength));
    Bytes salt = Bytes.random(random, Cobblestone.SALT_BYTES);
    return new ContentSealer(
        layout, realLength, salt, Cobblestone.derive(key.value(), salt, context.encode()));
  }

  public ContentLayout layout() {
    return layout;
  }

  /**
   * Seals {@code pieceCount} pieces from {@code firstPiece} into {@code out}.
   *
   * @return the pieces' leaf hashes
   * @throws IOException what the source throws; nothing is kept then
   */
  public List<Hash> seal(
      long firstPiece, int pieceCount, PlaintextSource source, byte[] out, int outOffset)
      throws IOException {
    long start = layout.pieceStart(firstPiece);
    long end = layout.pieceStart(firstPiece + pieceCount);
    return new Range(start, end, source, out, outOffset).seal();
  }

  /** Stored bytes from {@code start} to {@code end}, written to {@code out}. */
  private final class Range {
    private final long start;
    private final long end;
    private final PlaintextSource source;
    private final byte[] out;
    private final int outOffset;
    private final byte[] plain = new byte[Cobblestone.CHUNK_BYTES];
    private final byte[] border = new byte[Cobblestone.SEALED_CHUNK_BYTES];

    Range(long start, long end, PlaintextSource source, byte[] out, int outOffset) {
      this.start = start;
      this.end = end;
      this.source = source;
      this.out = out;
      this.outOffset = outOffset;
    }

    List<Hash> seal() throws IOException {
      PieceHasher hasher = new PieceHasher(out, outOffset, (int) (end - start));
      if (start == 0) {
        out[outOffset] = SUITE;
        salt.copyTo(out, outOffset + 1);
        message.commitment().copyTo(out, outOffset + 1 + Cobblestone.SALT_BYTES);
      }
      ChunkCipher cipher = message.newChunkCipher();
      long first = Math.max(0, start - ContentLayout.HEADER_BYTES) / Cobblestone.SEALED_CHUNK_BYTES;
      try {
        for (long chunk = first;
            chunk < layout.chunkCount() && ContentLayout.chunkStart(chunk) < end;
            chunk++) {
          sealChunk(cipher, chunk);
          hasher.absorb(ContentLayout.chunkStart(chunk) + layout.chunkStoredLength(chunk) - start);
        }
      } finally {
        Arrays.fill(plain, (byte) 0);
      }
      return hasher.finish();
    }

    private void sealChunk(ChunkCipher cipher, long chunk) throws IOException {
      int length = layout.chunkPlaintextLength(chunk);
      readPadded(chunk * Cobblestone.CHUNK_BYTES, length);
      long at = ContentLayout.chunkStart(chunk);
      int stored = length + Cobblestone.TAG_BYTES;
      if (at >= start && at + stored <= end) {
        cipher.seal(chunk, plain, 0, length, out, outOffset + (int) (at - start));
      } else {
        cipher.seal(chunk, plain, 0, length, border, 0);
        long from = Math.max(at, start);
        long to = Math.min(at + stored, end);
        if (from < to) {
          System.arraycopy(
              border, (int) (from - at), out, outOffset + (int) (from - start), (int) (to - from));
        }
      }
    }

    private void readPadded(long offset, int length) throws IOException {
      int real = Math.clamp(realLength - offset, 0, length);
      if (real > 0) {
        source.read(offset, plain, 0, real);
      }
      Arrays.fill(plain, real, length, (byte) 0);
    }
  }

  @Override
  public void close() {
    message.close();
  }
}
