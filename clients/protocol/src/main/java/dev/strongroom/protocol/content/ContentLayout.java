package dev.strongroom.protocol.content;

import dev.strongroom.protocol.seal.Cobblestone;

/**
 * The arithmetic of one stored content: suite byte, salt, commitment, chunks; cut into pieces of 1
 * MiB for the digest. In the blob the leaf hashes of the pieces follow, 32 bytes each.
 *
 * @param plaintextLength padded
 * @param storedLength suite byte and message; what the record calls the length
 */
public record ContentLayout(long plaintextLength, long storedLength) {
  public static final int PIECE_BYTES = 1 << 20;
  public static final int LEAF_BYTES = 32;

  /** Suite byte, salt and commitment. */
  public static final int HEADER_BYTES = 1 + Cobblestone.HEADER_BYTES;

  /** The largest overlap that opening a part needs of the next one. */
  public static final int OVERLAP_BYTES = Cobblestone.SEALED_CHUNK_BYTES - 1;

  public static ContentLayout ofPlaintext(long paddedLength) {
    return new ContentLayout(paddedLength, 1 + Cobblestone.messageLength(paddedLength));
  }

  /**
   * @throws dev.strongroom.protocol.MalformedException {@code CT_TRUNCATED} or {@code LIMIT}
   */
  public static ContentLayout ofStored(long storedLength) {
    return new ContentLayout(Cobblestone.plaintextLength(storedLength - 1), storedLength);
  }

  public long pieceCount() {
    return (storedLength + PIECE_BYTES - 1) / PIECE_BYTES;
  }

  public long chunkCount() {
    return plaintextLength / Cobblestone.CHUNK_BYTES + 1;
  }

  public long leafListLength() {
    return pieceCount() * LEAF_BYTES;
  }

  /** Stored content and leaf list. */
  public long blobLength() {
    return storedLength + leafListLength();
  }

  public long pieceStart(long piece) {
    return Math.min(piece * PIECE_BYTES, storedLength);
  }

  /** Where chunk {@code chunk} begins in the stored bytes. */
  public static long chunkStart(long chunk) {
    return HEADER_BYTES + chunk * Cobblestone.SEALED_CHUNK_BYTES;
  }

  /**
   * The first chunk that begins at or behind {@code storedOffset}; the number of chunks if none
   * does.
   */
  public long firstChunkFrom(long storedOffset) {
    long behind = Math.max(0, storedOffset - HEADER_BYTES);
    long chunk = (behind + Cobblestone.SEALED_CHUNK_BYTES - 1) / Cobblestone.SEALED_CHUNK_BYTES;
    return Math.min(chunk, chunkCount());
  }

  public int chunkPlaintextLength(long chunk) {
    return (int)
        Math.min(Cobblestone.CHUNK_BYTES, plaintextLength - chunk * Cobblestone.CHUNK_BYTES);
  }

  public int chunkStoredLength(long chunk) {
    return chunkPlaintextLength(chunk) + Cobblestone.TAG_BYTES;
  }

  /** End of the last chunk that begins before {@code storedEnd}: what opening up to there needs. */
  public long openEnd(long storedEnd) {
    long chunks = firstChunkFrom(storedEnd);
    return chunks == 0
        ? storedEnd
        : Math.max(storedEnd, chunkStart(chunks - 1) + chunkStoredLength(chunks - 1));
  }
}
