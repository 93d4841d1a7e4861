package dev.strongroom.sdk.directory;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.sdk.device.PrivateFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The copy on disk. Entries are written first, behind those that count; the checkpoint, replaced as
 * a whole, makes them count. So a crash leaves what was there before.
 */
final class ReplicaFile {
  private final Path entries;
  private final Path checkpoint;

  ReplicaFile(Path folder) {
    this.entries = folder.resolve("directory.entries");
    this.checkpoint = folder.resolve("directory.checkpoint");
  }

  /** The newest checkpoint that was verified here. */
  Optional<String> note() {
    return PrivateFile.read(checkpoint).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Entries from {@code from} to {@code to}, or as many of them as the file has. */
  List<DirectoryEntry> entries(long from, long to) {
    byte[] all = PrivateFile.read(entries).orElseGet(() -> new byte[0]);
    long end = Math.min(to, all.length / DirectoryEntry.LENGTH_BYTES);
    return decode(Bytes.of(all), from, end);
  }

  static List<DirectoryEntry> decode(Bytes all, long from, long to) {
    List<DirectoryEntry> decoded = new ArrayList<>();
    for (long index = from; index < to; index++) {
      int at = (int) (index * DirectoryEntry.LENGTH_BYTES);
      decoded.add(DirectoryEntry.decode(all.slice(at, at + DirectoryEntry.LENGTH_BYTES)));
    }
    return decoded;
  }

  /** Keeps {@code added} from {@code from} on, and then the checkpoint that covers them. */
  void write(long from, List<DirectoryEntry> added, String note) {
    if (!added.isEmpty()) {
      ByteBuffer out = ByteBuffer.allocate(added.size() * DirectoryEntry.LENGTH_BYTES);
      added.forEach(entry -> out.put(entry.encode().buffer()));
      PrivateFile.writeAt(entries, from * DirectoryEntry.LENGTH_BYTES, out.array());
    }
    PrivateFile.write(checkpoint, note.getBytes(StandardCharsets.UTF_8));
  }

  /** While no other process of this client does. */
  void locked(Runnable work) {
    PrivateFile.locked(checkpoint, work);
  }
}
