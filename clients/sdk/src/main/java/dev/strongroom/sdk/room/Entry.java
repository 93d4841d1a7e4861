package dev.strongroom.sdk.room;

import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.Metadata;

/**
 * A file or folder of a room: its verified record and what was sealed in it.
 *
 * @param metadata owned by this object
 */
public record Entry(ChangeRecord record, Metadata metadata) implements AutoCloseable {
  public String name() {
    return metadata.name().value();
  }

  public boolean isFolder() {
    return record.kind() == ChangeRecord.Kind.FOLDER;
  }

  public long size() {
    return metadata.size();
  }

  @Override
  public void close() {
    metadata.close();
  }
}
