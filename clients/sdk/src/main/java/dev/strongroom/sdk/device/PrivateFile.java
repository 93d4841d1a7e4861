package dev.strongroom.sdk.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Files for their owner alone, written whole or not at all. */
public final class PrivateFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<StandardOpenOption> LOCK_OPTIONS =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private PrivateFile() {}

  public static void write(Path file, byte[] content) {
    try {
      Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
      ensureFolder(folder);
      Path fresh = Files.createTempFile(folder, ".new", ".tmp", OWNER_ALONE);
      try {
        try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
          ByteBuffer bytes = ByteBuffer.wrap(content);
          while (bytes.hasRemaining()) {
            out.write(bytes);
          }
          out.force(true);
        }
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * Writes {@code content} at {@code position}, and what is there of the file before stays. Not
   * atomic: what it means is said by another file, written afterwards.
   */
  public static void writeAt(Path file, long position, byte[] content) {
    try {
      ensureFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      try (FileChannel out = FileChannel.open(file, LOCK_OPTIONS, OWNER_ALONE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        long at = position;
        while (bytes.hasRemaining()) {
          at += out.write(bytes, at);
        }
        out.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * Runs {@code work} while no other process, and no other thread here, does so for {@code file}.
   * The lock is a file beside it, for the file itself is replaced.
   */
  public static void locked(Path file, Runnable work) {
    try {
      ensureFolder(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      Path beside = file.resolveSibling(file.getFileName() + ".lock");
      synchronized (PrivateFile.class) {
        try (FileChannel channel = FileChannel.open(beside, LOCK_OPTIONS, OWNER_ALONE);
            FileLock lock = channel.lock()) {
          if (!lock.isValid()) {
            throw new IOException("no lock");
          }
          work.run();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + file, e);
    }
  }

  /** Requires a folder that nobody else can have put anything into. */
  static void requireOwn(Path folder) throws IOException {
    PosixFileAttributes found =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    boolean alone =
        found.isDirectory()
            && found.permissions().equals(PosixFilePermissions.fromString("rwx------"));
    if (!alone || !found.owner().equals(ownerOfWhatIsMadeIn(folder))) {
      throw new IOException(folder + " is not this user's alone");
    }
  }

  private static UserPrincipal ownerOfWhatIsMadeIn(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, ".own", ".tmp", OWNER_ALONE);
    try {
      return Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS);
    } finally {
      Files.delete(probe);
    }
  }

  static void ensureFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  public static Optional<byte[]> read(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  public static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }
}
