package dev.strongroom.sdk.room;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.device.PrivateFile;
import dev.strongroom.sdk.rewrap.ContentAges;
import dev.strongroom.sdk.rewrap.RewrapListener;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.transfer.TransferListener;
import dev.strongroom.sdk.transfer.Uploader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Gives the contents that a room has now fresh keys: fetches and verifies each that was made before
 * an epoch, seals it under a key of its own, stores it, and commits it as a new revision of the
 * same file. What is left to be done stands in the room's records, so it goes on after an end at
 * any point, and once it is through it does nothing. Earlier revisions keep their contents.
 */
final class Reencryption {
  /** Files of one commit: what is lost where somebody ends it. */
  private static final int BATCH = 50;

  private static final long BATCH_BYTES = 64L << 20;
  private static final int PASSES = 5;
  private static final int RACES = 8;

  private final Room room;
  private final Server server;
  private final Keyring me;
  private final Path folder;
  private final long epoch;
  private final RewrapListener listener;
  private final BooleanSupplier cancelled;
  private long done;
  private long total;

  /**
   * @param folder of this client alone, in which one plaintext at a time lies for a moment
   * @param epoch contents made before it are made anew
   */
  Reencryption(
      Room room,
      Server server,
      Keyring me,
      Path folder,
      long epoch,
      RewrapListener listener,
      BooleanSupplier cancelled) {
    this.room = room;
    this.server = server;
    this.me = me;
    this.folder = folder;
    this.epoch = epoch;
    this.listener = listener;
    this.cancelled = cancelled;
  }

  /** A file to be done, with the folders above it, as one moment's state has them. */
  private record Found(Entry entry, List<ChangeRecord> above) {}

  /**
   * @return files that were made anew
   */
  long run() throws IOException {
    clear();
    try {
      for (int pass = 0; pass < PASSES && !cancelled.getAsBoolean(); pass++) {
        if (!pass()) {
          break;
        }
      }
      return done;
    } finally {
      clear();
    }
  }

  /** Whatever an earlier run that was ended left of plaintext. */
  private void clear() throws IOException {
    PrivateFile.write(folder.resolve("note"), new byte[0]);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** Whether anything was found to be done: others may have moved things while it ran. */
  private boolean pass() throws IOException {
    room.refresh();
    Optional<Signed<Commit>> head = room.view().head().commit();
    if (head.isEmpty()) {
      return false;
    }
    ContentAges ages = ContentAges.of(server, me, room.chain(), head.get());
    List<Found> found = new ArrayList<>();
    try {
      find(room.view().folders().root(), List.of(), ages, found, new HashSet<>());
      find(room.view().folders().bin(), List.of(), ages, found, new HashSet<>());
      total = done + found.size();
      listener.progressed(done, total);
      inBatches(found);
      return !found.isEmpty();
    } finally {
      found.forEach(f -> f.entry().close());
    }
  }

  private void find(
      NodeId parent,
      List<ChangeRecord> above,
      ContentAges ages,
      List<Found> found,
      Set<NodeId> met) {
    if (!met.add(parent)) {
      return;
    }
    for (Entry entry : room.view().reader().children(parent)) {
      Optional<BlobRef> content = entry.record().content();
      if (content.filter(ref -> ages.isBefore(ref.content(), epoch)).isPresent()) {
        found.add(new Found(entry, above));
        continue;
      }
      entry.close();
      if (entry.isFolder()) {
        List<ChangeRecord> below = new ArrayList<>(above);
        below.add(entry.record());
        find(entry.record().node(), below, ages, found, met);
      }
    }
  }

  private void inBatches(List<Found> found) throws IOException {
    List<Found> batch = new ArrayList<>();
    long bytes = 0;
    for (Found one : found) {
      batch.add(one);
      bytes += one.entry().size();
      if (batch.size() == BATCH || bytes >= BATCH_BYTES) {
        makeAnew(batch);
        batch.clear();
        bytes = 0;
      }
    }
    makeAnew(batch);
  }

  private void makeAnew(List<Found> batch) throws IOException {
    List<Sent> sent = new ArrayList<>();
    try {
      for (Found one : batch) {
        if (cancelled.getAsBoolean()) {
          break;
        }
        sent.add(send(one.entry()));
      }
      done += commit(batch.subList(0, sent.size()), sent);
      listener.progressed(Math.min(done, total), total);
    } finally {
      sent.forEach(Sent::close);
    }
  }

  private Sent send(Entry entry) throws IOException {
    Path plaintext = folder.resolve("content");
    try {
      room.get(entry, plaintext, true, TransferListener.NONE);
      List<PutPlan> plan = List.of(new PutPlan.File(plaintext, RoomPath.parse("content")));
      return new ContentSender(new Uploader(server), me, room.view(), plan, TransferListener.NONE)
          .send(plan)
          .getFirst();
    } finally {
      Files.deleteIfExists(plaintext);
    }
  }

  /**
   * Only what is still as it was found: a file that somebody has written to, or whose way has
   * changed, is left to the next pass.
   */
  private int commit(List<Found> batch, List<Sent> sent) {
    for (int lost = 0; ; lost++) {
      room.renewKeys();
      try {
        return tryCommit(batch, sent);
      } catch (ServerException e) {
        boolean again = e.isStale() || e.reason().equals("epoch-stale");
        if (!again || lost == RACES) {
          throw e;
        }
        room.refresh();
      }
    }
  }

  private int tryCommit(List<Found> batch, List<Sent> sent) {
    Set<Bytes> keys = new HashSet<>();
    for (Found one : batch) {
      keys.add(one.entry().record().treeKey());
      one.above().forEach(record -> keys.add(record.treeKey()));
    }
    Map<Bytes, Entry> now = room.view().reader().entries(List.copyOf(keys));
    try (Ways none = Ways.of(room.view(), List.of());
        PendingChanges changes = new PendingChanges(none)) {
      for (int i = 0; i < batch.size(); i++) {
        Found one = batch.get(i);
        boolean same =
            isSame(now, one.entry().record())
                && one.above().stream().allMatch(record -> isSame(now, record));
        if (same) {
          changes.makeAnew(one.entry(), sent.get(i));
        }
      }
      if (!changes.drafts().isEmpty()) {
        List<ChangeRecord> before = now.values().stream().map(Entry::record).toList();
        new CommitWriter(server, me).commit(room.view(), changes.drafts(), before);
        room.refresh();
      }
      return changes.drafts().size();
    } finally {
      now.values().forEach(Entry::close);
    }
  }

  private static boolean isSame(Map<Bytes, Entry> now, ChangeRecord record) {
    return Optional.ofNullable(now.get(record.treeKey()))
        .filter(entry -> entry.record().equals(record))
        .isPresent();
  }
}
