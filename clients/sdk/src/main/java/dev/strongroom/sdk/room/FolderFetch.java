package dev.strongroom.sdk.room;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.sdk.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Fetches a folder with all below it. Everything is listed, and every name looked at, before the
 * first byte is written.
 */
final class FolderFetch implements AutoCloseable {
  /** Deeper than any path that a file system takes. */
  private static final int MAX_DEPTH = 256;

  private static final int MAX_ENTRIES = 1_000_000;

  private final RoomView view;
  private final List<Path> folders = new ArrayList<>();
  private final List<Wanted> wanted = new ArrayList<>();

  private record Wanted(Entry entry, Path target) {}

  /** Fetches one file. */
  @FunctionalInterface
  interface FileFetch {
    void get(Entry entry, Path target, TransferListener listener) throws IOException;
  }

  FolderFetch(RoomView view) {
    this.view = view;
  }

  /**
   * Lists what lies in {@code folder} and below.
   *
   * @throws MalformedException {@link ErrorCode#NAME_UNSAFE} for two names that one file system
   *     takes for the same (T44), {@link ErrorCode#LIMIT}
   * @throws AuthenticationException {@link ErrorCode#LISTING} for a folder that lies in itself
   */
  void list(NodeId folder, Path target) {
    list(folder, target, new HashSet<>());
  }

  private void list(NodeId folder, Path target, Set<NodeId> above) {
    if (!above.add(folder)) {
      throw new AuthenticationException(ErrorCode.LISTING, "a folder that lies in itself");
    }
    if (above.size() > MAX_DEPTH || wanted.size() > MAX_ENTRIES) {
      throw new MalformedException(ErrorCode.LIMIT, "more folders than can be written out");
    }
    folders.add(target);
    List<Entry> entries = view.reader().children(folder);
    // Closed with this object, whatever becomes of the rest.
    entries.forEach(entry -> wanted.add(new Wanted(entry, target.resolve(entry.name()))));
    requireDistinct(entries);
    for (Entry entry : entries) {
      Path inside = inside(target, entry);
      if (entry.isFolder()) {
        list(entry.record().node(), inside, above);
      }
    }
    above.remove(folder);
  }

  private static void requireDistinct(List<Entry> entries) {
    Map<String, String> folded = new HashMap<>();
    for (Entry entry : entries) {
      String other = folded.put(entry.metadata().name().folded(), entry.name());
      if (other != null) {
        throw new MalformedException(
            ErrorCode.NAME_UNSAFE,
            "two names of one folder are one on many systems: " + other + " and " + entry.name());
      }
    }
  }

  /**
   * A name is one name: it was checked when it was opened, and is looked at again where it counts.
   */
  private static Path inside(Path folder, Entry entry) {
    Path target = folder.resolve(entry.name());
    if (!folder.equals(target.getParent()) || !target.normalize().equals(target)) {
      throw new MalformedException(ErrorCode.NAME_UNSAFE, "a name that leads elsewhere");
    }
    return target;
  }

  /** Makes the folders and fetches the files. */
  Room.Got write(boolean overwrite, FileFetch fetch, TransferListener listener) throws IOException {
    for (Path folder : folders) {
      requireFolderOrNothing(folder);
    }
    List<Wanted> files = wanted.stream().filter(w -> !w.entry().isFolder()).toList();
    for (Wanted file : files) {
      TargetFile.requireFree(file.target(), overwrite);
    }
    for (Path folder : folders) {
      requireFolderOrNothing(folder);
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(folder);
      }
    }
    long total = files.stream().mapToLong(w -> w.entry().size()).sum();
    long done = 0;
    for (Wanted file : files) {
      requireFolderOrNothing(Objects.requireNonNull(file.target().getParent()));
      fetch.get(file.entry(), file.target(), TransferListener.NONE);
      done += file.entry().size();
      listener.moved(done, total);
    }
    return new Room.Got(files.size(), total);
  }

  /** A link could lead anywhere (T43). */
  private static void requireFolderOrNothing(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
  }

  @Override
  public void close() {
    wanted.forEach(w -> w.entry().close());
  }
}
