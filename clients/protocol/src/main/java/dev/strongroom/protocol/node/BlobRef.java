package dev.strongroom.protocol.node;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.MalformedException;

/**
 * Which content a file has, and where its bytes are.
 *
 * @param blob id that the storage service gave, 16 bytes
 * @param offset of the content in the blob; not 0 where small contents share one
 * @param length of the stored content, its leaf list not counted
 * @param digest of the stored content
 */
public record BlobRef(ContentId content, Bytes blob, long offset, long length, Hash digest) {
  public static final int BLOB_ID_BYTES = 16;

  public BlobRef {
    if (blob.length() != BLOB_ID_BYTES || offset < 0 || length < 1) {
      throw new MalformedException(ErrorCode.STATEMENT, "not a reference to a blob");
    }
  }
}
