package dev.strongroom.sdk.transfer;

import dev.strongroom.protocol.content.PlaintextSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * A file that is being sent. If it changes meanwhile, what was sealed so far is of no use and is
 * given up.
 */
public final class FileSource implements PlaintextSource, AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final long size;
  private final FileTime modified;

  private FileSource(Path file, FileChannel channel, long size, FileTime modified) {
    this.file = file;
    this.channel = channel;
    this.size = size;
    this.modified = modified;
  }

  public static FileSource open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    return new FileSource(file, channel, channel.size(), Files.getLastModifiedTime(file));
  }

  public long size() {
    return size;
  }

  public Instant modified() {
    return modified.toInstant();
  }

  @Override
  public void read(long offset, byte[] into, int at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, at, length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position() - at) < 0) {
        throw changed();
      }
    }
  }

  /**
   * @throws IOException if the file is not what it was
   */
  public void requireUnchanged() throws IOException {
    if (channel.size() != size || !Files.getLastModifiedTime(file).equals(modified)) {
      throw changed();
    }
  }

  private IOException changed() {
    return new IOException(
        file.getFileName() + " changed while it was being sent. Nothing was put; try again.");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
