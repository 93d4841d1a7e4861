package dev.strongroom.sdk.room;

import dev.strongroom.protocol.content.ContentKey;
import dev.strongroom.protocol.node.BlobRef;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing of a put: a content that is stored and not yet in the room, or a folder.
 *
 * @param size of the plaintext
 * @param key owned by this object
 */
record Sent(
    RoomPath path, Instant modified, long size, Optional<ContentKey> key, Optional<BlobRef> blob)
    implements AutoCloseable {
  static Sent folder(RoomPath path) {
    return new Sent(path, Instant.EPOCH, 0, Optional.empty(), Optional.empty());
  }

  boolean isFolder() {
    return blob.isEmpty();
  }

  @Override
  public void close() {
    key.ifPresent(ContentKey::close);
  }
}
