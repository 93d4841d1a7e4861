package dev.strongroom.sdk.room;

import dev.strongroom.protocol.content.PlaintextSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * A file that is being fetched: under a temporary name beside its own until the last check has
 * passed; gone where one fails.
 */
final class TargetFile {
  private TargetFile() {}

  /** Writes the contents, and throws where they are not good. */
  @FunctionalInterface
  interface Contents {
    void into(PlaintextSink sink) throws IOException;
  }

  /**
   * @throws FileAlreadyExistsException if something lies at {@code target} and is not to be written
   *     over, or is no plain file: a link is never followed (T43)
   */
  static void write(Path target, boolean overwrite, Instant modified, Contents contents)
      throws IOException {
    requireFree(target, overwrite);
    Path fresh = Files.createTempFile(target.toAbsolutePath().getParent(), ".strongroom-", ".part");
    try {
      try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        contents.into((offset, from, at, length) -> write(out, offset, from, at, length));
        out.force(true);
      }
      Files.setLastModifiedTime(fresh, FileTime.from(modified));
      if (overwrite) {
        Files.move(
            fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        name(fresh, target);
      }
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  static void requireFree(Path target, boolean overwrite) throws IOException {
    boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    if (there && (!overwrite || !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS))) {
      throw new FileAlreadyExistsException(target.toString());
    }
  }

  /** A link fails where the name has been taken meanwhile; a rename would write over it. */
  private static void name(Path fresh, Path target) throws IOException {
    try {
      Files.createLink(target, fresh);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      // Not every file system has links; there the name is looked at once more.
      Files.move(fresh, target);
    }
  }

  private static void write(FileChannel out, long offset, byte[] from, int at, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(from, at, length);
    long position = offset;
    while (bytes.hasRemaining()) {
      position += out.write(bytes, position);
    }
  }
}
