package dev.strongroom.protocol.content;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.UnsupportedException;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.seal.ChunkCipher;
import dev.strongroom.protocol.seal.Cobblestone;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;

/**
 * Opens one content, whole in parts or by ranges. Order of the checks: length and suite, key
 * commitment, AEAD, digest last (section 8). Nothing of a chunk is handed out before it has
 * authenticated; nothing at all may be used before {@link #finishWhole} or, for a range, before
 * {@link #openRange} returns.
 */
public final class ContentOpener implements AutoCloseable {
  private static final byte SUITE = 1;

  private final ContentLayout layout;
  private final Hash digest;
  private final long realLength;
  private final Cobblestone message;
  private final AtomicReferenceArray<Hash> leaves;

  private ContentOpener(ContentLayout layout, Hash digest, long realLength, Cobblestone message) {
    this.layout = layout;
    this.digest = digest;
    this.realLength = realLength;
    this.message = message;
    this.leaves = new AtomicReferenceArray<>((int) layout.pieceCount());
  }

  /**
   * @param storedLength and {@code digest}: from the signed record
   * @param realLength from the sealed metadata
   * @param header the first {@link ContentLayout#HEADER_BYTES} bytes of the blob
   * @throws dev.strongroom.protocol.ProtocolException {@link ErrorCode#LIMIT}, {@link
   *     ErrorCode#CT_TRUNCATED}, {@link ErrorCode#SUITE_UNKNOWN}, {@link ErrorCode#KEY_COMMIT}
   */
  public static ContentOpener create(
      ContentKey key,
      ContentContext context,
      long storedLength,
      Hash digest,
      long realLength,
      Bytes header) {
    ContentLayout layout = ContentLayout.ofStored(storedLength);
    requirePadding(layout, realLength);
    if (layout.pieceCount() > Integer.MAX_VALUE) {
      throw new MalformedException(ErrorCode.LIMIT, "a content longer than this client opens");
    }
    if (header.length() != ContentLayout.HEADER_BYTES) {
      throw new MalformedException(ErrorCode.CT_TRUNCATED, "the ciphertext ends too early");
    }
    if (header.at(0) != SUITE) {
      throw new UnsupportedException(ErrorCode.SUITE_UNKNOWN, "sealed under another suite");
    }
    Bytes salt = header.slice(1, 1 + Cobblestone.SALT_BYTES);
    Cobblestone message = Cobblestone.derive(key.value(), salt, context.encode());
    try {
      message.requireCommitment(
          header.slice(1 + Cobblestone.SALT_BYTES, ContentLayout.HEADER_BYTES));
    } catch (RuntimeException e) {
      message.close();
      throw e;
    }
    return new ContentOpener(layout, digest, realLength, message);
  }

  private static void requirePadding(ContentLayout layout, long realLength) {
    long padded = layout.plaintextLength();
    boolean known =
        padded == Padding.NONE.paddedLength(realLength)
            || padded == Padding.PADME.paddedLength(realLength);
    if (!known) {
      throw new MalformedException(
          ErrorCode.CT_CORRUPT, "the content's length does not fit the signed size");
    }
  }

  public ContentLayout layout() {
    return layout;
  }

  /**
   * Opens the chunks that begin in {@code pieceCount} pieces from {@code firstPiece}, and hashes
   * those pieces.
   *
   * @param stored the bytes from {@link ContentLayout#pieceStart} up to {@link
   *     ContentLayout#openEnd}, no more and no fewer
   * @throws AuthenticationException {@link ErrorCode#CT_CORRUPT}
   */
  public void openPart(
      long firstPiece, int pieceCount, byte[] stored, int storedLength, PlaintextSink sink)
      throws IOException {
    long start = layout.pieceStart(firstPiece);
    long end = layout.pieceStart(firstPiece + pieceCount);
    requireLength(storedLength, layout.openEnd(end) - start);
    PieceHasher hasher = new PieceHasher(stored, 0, (int) (end - start));
    openChunks(
        layout.firstChunkFrom(start),
        layout.firstChunkFrom(end),
        start,
        stored,
        sink,
        chunk -> hasher.absorb(ContentLayout.chunkStart(chunk) - start));
    List<Hash> hashes = hasher.finish();
    for (int i = 0; i < hashes.size(); i++) {
      leaves.set((int) firstPiece + i, hashes.get(i));
    }
  }

  /**
   * Requires that every piece was opened, and that together they are what the author signed.
   *
   * @throws AuthenticationException {@link ErrorCode#CT_DIGEST}
   */
  public void finishWhole() {
    Hash[] all = new Hash[leaves.length()];
    for (int i = 0; i < all.length; i++) {
      Hash leaf = leaves.get(i);
      if (leaf == null) {
        throw new IllegalStateException("piece " + i + " was not opened");
      }
      all[i] = leaf;
    }
    ContentDigest.requireRoot(List.of(all), digest);
  }

  /** The first piece that a range of the plaintext touches. */
  public long firstPieceOf(long offset) {
    long chunk = offset / Cobblestone.CHUNK_BYTES;
    return ContentLayout.chunkStart(chunk) / ContentLayout.PIECE_BYTES;
  }

  /** One behind the last piece that a range of the plaintext touches. */
  public long endPieceOf(long offset, int length) {
    long chunk = (offset + Math.max(1, length) - 1) / Cobblestone.CHUNK_BYTES;
    long last = ContentLayout.chunkStart(chunk) + layout.chunkStoredLength(chunk) - 1;
    return last / ContentLayout.PIECE_BYTES + 1;
  }

  /**
   * Opens a range of the plaintext from exactly the whole pieces that it touches.
   *
   * @param verified the leaf list, verified against the digest
   * @param stored the pieces from {@link #firstPieceOf} to {@link #endPieceOf}
   * @throws AuthenticationException {@link ErrorCode#CT_CORRUPT}, {@link ErrorCode#CT_DIGEST}
   */
  public byte[] openRange(List<Hash> verified, long offset, int length, byte[] stored)
      throws IOException {
    if (offset < 0 || length < 0 || offset + length > realLength) {
      throw new IllegalArgumentException("not a range of this content");
    }
    long firstPiece = firstPieceOf(offset);
    long endPiece = endPieceOf(offset, length);
    long start = layout.pieceStart(firstPiece);
    requireLength(stored.length, layout.pieceStart(endPiece) - start);
    byte[] out = new byte[length];
    long firstChunk = offset / Cobblestone.CHUNK_BYTES;
    long endChunk = (offset + Math.max(1, length) - 1) / Cobblestone.CHUNK_BYTES + 1;
    PlaintextSink sink =
        (at, from, position, count) -> {
          long low = Math.max(at, offset);
          long high = Math.min(at + count, offset + length);
          if (low < high) {
            System.arraycopy(
                from, position + (int) (low - at), out, (int) (low - offset), (int) (high - low));
          }
        };
    openChunks(firstChunk, endChunk, start, stored, sink, _ -> {});
    MessageDigest sha256 = Sha256.newDigest();
    for (long piece = firstPiece; piece < endPiece; piece++) {
      long from = layout.pieceStart(piece);
      int bytes = (int) (layout.pieceStart(piece + 1) - from);
      Hash leaf = ContentDigest.leaf(sha256, stored, (int) (from - start), bytes);
      if (!leaf.equals(verified.get((int) piece))) {
        Arrays.fill(out, (byte) 0);
        throw ContentDigest.mismatch();
      }
    }
    return out;
  }

  /**
   * {@code behind} hears each chunk's number before it is opened: what lies before it may be
   * hashed.
   */
  private void openChunks(
      long firstChunk,
      long endChunk,
      long start,
      byte[] stored,
      PlaintextSink sink,
      LongConsumer behind)
      throws IOException {
    ChunkCipher cipher = message.newChunkCipher();
    byte[] plain = new byte[Cobblestone.CHUNK_BYTES];
    try {
      for (long chunk = firstChunk; chunk < endChunk; chunk++) {
        int length = layout.chunkPlaintextLength(chunk);
        int at = (int) (ContentLayout.chunkStart(chunk) - start);
        behind.accept(chunk);
        cipher.open(chunk, stored, at, length + Cobblestone.TAG_BYTES, plain, 0);
        handOut(chunk * Cobblestone.CHUNK_BYTES, plain, length, sink);
      }
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private void handOut(long offset, byte[] plain, int length, PlaintextSink sink)
      throws IOException {
    int real = Math.clamp(realLength - offset, 0, length);
    for (int i = real; i < length; i++) {
      if (plain[i] != 0) {
        throw new AuthenticationException(ErrorCode.CT_CORRUPT, "the padding holds something");
      }
    }
    if (real > 0) {
      sink.write(offset, plain, 0, real);
    }
  }

  private static void requireLength(long actual, long expected) {
    if (actual != expected) {
      throw new AuthenticationException(
          ErrorCode.CT_CORRUPT, "a range came with other bytes than asked for");
    }
  }

  @Override
  public void close() {
    message.close();
  }
}
