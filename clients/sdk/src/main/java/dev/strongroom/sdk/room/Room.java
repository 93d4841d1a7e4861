package dev.strongroom.sdk.room;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.content.ContentContext;
import dev.strongroom.protocol.content.ContentKey;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.chain.RoomWriter;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.transfer.Downloader;
import dev.strongroom.sdk.transfer.TransferListener;
import dev.strongroom.sdk.transfer.Uploader;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A room, open for reading and writing. Everything is verified against its newest head before it is
 * shown; writing signs a commit, and begins again on a fresh head where somebody else was first.
 */
public final class Room implements AutoCloseable {
  private static final int RACES = 8;

  private final Server server;
  private final Keyring me;
  private final RoomDirectory directory;
  private final RoomWriter writer;
  private final HeadReader heads;
  private final Repeating repeating;
  private final Uploader uploader;
  private final Downloader downloader;
  private RoomView view;

  Room(
      Server server,
      Keyring me,
      RoomDirectory directory,
      RoomWriter writer,
      HeadReader heads,
      Repeating repeating,
      ChainId id) {
    this.repeating = repeating;
    this.server = server;
    this.me = me;
    this.directory = directory;
    this.writer = writer;
    this.heads = heads;
    this.uploader = new Uploader(server);
    this.downloader = new Downloader(server);
    this.view = RoomView.of(server, me, heads, directory.open(id));
  }

  /** The room's epochs: to renew them, to wrap node keys anew, to retire the old ones. */
  public RoomKeys keys() {
    return new RoomKeys(this, server, me, directory, writer);
  }

  RoomView view() {
    return view;
  }

  void refresh() {
    RoomView fresh = RoomView.of(server, me, heads, directory.reopen(id()));
    view.close();
    view = fresh;
  }

  public ChainId id() {
    return view.chain().id();
  }

  public String name() {
    return view.chain().name();
  }

  /** The verified chain and what it opens. */
  public RoomDirectory.OpenRoom chain() {
    return view.chain();
  }

  /** The newest commit that was verified. */
  public Optional<CommitRef> verified() {
    return view.head().ref();
  }

  /** What lies at a path; empty where the state proves that nothing does. */
  public Optional<Entry> find(RoomPath path) {
    try (Ways ways = Ways.of(view, List.of(path))) {
      return ways.take(path);
    }
  }

  /**
   * The children of a folder, proved to be all.
   *
   * @throws NoSuchFileException if there is no such folder
   */
  public List<Entry> list(RoomPath folder) throws IOException {
    return view.reader().children(folderId(folder));
  }

  /** What was deleted. */
  public List<Entry> bin() {
    return view.reader().children(view.folders().bin());
  }

  private NodeId folderId(RoomPath path) throws IOException {
    try (Ways ways = Ways.of(view, List.of(path))) {
      return ways.folder(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }
  }

  /**
   * What a put did.
   *
   * @param revision 1 for a new file
   * @param bytes of the plaintext
   */
  public record Put(String path, long revision, long bytes) {}

  /** Encrypts a file and puts it at {@code path}; over an existing one as a new revision. */
  public Put put(Path file, RoomPath path, TransferListener listener) throws IOException {
    return putAll(List.of(new PutPlan.File(file, path)), listener).getFirst();
  }

  /**
   * Puts several files and folders: in one commit up to {@link Commit#MAX_CHANGES} changes, beyond
   * that in several, one after the other and in the order of the plan. If one fails, those before
   * it stay.
   *
   * @param listener hears the sum over all files
   * @throws FileAlreadyExistsException if a file is to be a folder, a folder a file, or two things
   *     the same; before anything is sent, unless somebody made it meanwhile
   */
  public List<Put> putAll(List<PutPlan> plan, TransferListener listener) throws IOException {
    return putAll(plan, listener, Commit.MAX_CHANGES);
  }

  List<Put> putAll(List<PutPlan> plan, TransferListener listener, int limit) throws IOException {
    List<List<PutPlan>> batches = PutBatches.of(plan, limit);
    renewKeys();
    ContentSender sender = new ContentSender(uploader, me, view, plan, listener);
    List<Put> puts = new ArrayList<>();
    for (List<PutPlan> batch : batches) {
      requireRoomFor(batch);
      List<Sent> sent = sender.send(batch);
      try {
        puts.addAll(commit(paths(batch), changes -> puts(changes, sent)));
      } finally {
        sent.forEach(Sent::close);
      }
    }
    return puts;
  }

  /** What cannot be put is said before it is sent. */
  private void requireRoomFor(List<PutPlan> batch) throws IOException {
    try (Ways ways = Ways.of(view, paths(batch))) {
      for (PutPlan one : batch) {
        for (int depth = 1; depth <= one.path().names().size(); depth++) {
          RoomPath path = one.path().ancestor(depth);
          boolean file = one instanceof PutPlan.File && depth == one.path().names().size();
          if (ways.at(path).filter(there -> there.isFolder() == file).isPresent()) {
            throw new FileAlreadyExistsException(path + (file ? " is a folder" : " is a file"));
          }
        }
      }
    }
  }

  private static List<RoomPath> paths(List<PutPlan> batch) {
    return batch.stream().map(PutPlan::path).toList();
  }

  private static List<Put> puts(PendingChanges changes, List<Sent> all) throws IOException {
    List<Put> puts = new ArrayList<>();
    for (Sent sent : all) {
      puts.add(changes.put(sent));
    }
    return puts;
  }

  /** Those of some deposits that the state proves to have been adopted. */
  public Set<Hash> adopted(Collection<Hash> deposits) {
    return Adoption.adopted(view, deposits);
  }

  /**
   * Takes deposits over into a folder, which is made if it is not there; in one commit. Where a
   * name is taken there, the file gets one like it.
   *
   * @param adoptions at most {@link Commit#MAX_DEPOSITS}; stay the caller's
   * @throws AuthenticationException {@link ErrorCode#DEPOSIT} for one that was adopted before, or
   *     that wants a hand and has none
   */
  public List<Put> adopt(List<Adoption> adoptions, RoomPath folder) throws IOException {
    renewKeys();
    return commit(
        Adoption.candidates(adoptions, folder),
        changes -> Adoption.all(view, changes, adoptions, folder));
  }

  /** Makes a folder, and the folders above it that are missing. */
  public void makeFolder(RoomPath path) throws IOException {
    putAll(List.of(new PutPlan.Folder(path)), TransferListener.NONE);
  }

  /** Moves or renames: a new revision that costs no re-encryption. */
  public void move(RoomPath from, RoomPath to) throws IOException {
    requireNotRoot(from);
    renewKeys();
    commit(
        PendingChanges.pathsOfMove(from, to),
        changes -> {
          changes.move(from, to);
          return to;
        });
  }

  /** Moves into the bin. */
  public void remove(RoomPath path) throws IOException {
    requireNotRoot(path);
    renewKeys();
    commit(
        List.of(path),
        changes -> {
          changes.bin(path);
          return path;
        });
  }

  private static void requireNotRoot(RoomPath path) throws NoSuchFileException {
    if (path.isRoot()) {
      throw new NoSuchFileException("file or folder of that name");
    }
  }

  /**
   * Repeats every commit since the last that this client has repeated: an agent's work.
   *
   * @throws AuthenticationException {@link ErrorCode#STATE_ROOT} for one whose state does not
   *     follow from its changes; it is kept as evidence
   */
  public List<Repeating.Repeated> repeat() {
    return repeating.all(view);
  }

  /**
   * Signs a commit that changes nothing: after somebody's writing ended, so that the head is one of
   * those who may write.
   */
  public void signEmpty() {
    renewKeys();
    for (int lost = 0; ; lost++) {
      try {
        new CommitWriter(server, me).commit(view, List.of(), List.of());
        refresh();
        return;
      } catch (ServerException e) {
        if (!e.isStale() || lost == RACES) {
          throw e;
        }
        refresh();
      }
    }
  }

  /**
   * Signs an empty commit where somebody's writing has ended since the head was made and nobody has
   * written since.
   *
   * @return whether that was due
   */
  public boolean signWhereWritingEnded() {
    boolean due = EndedWriting.since(view.chain(), view.head());
    if (due) {
      signEmpty();
    }
    return due;
  }

  /**
   * Whoever writes to a room whose keys are due renews them first.
   *
   * @return whether they were
   */
  public boolean renewKeys() {
    boolean due = writer.renewsFirst(view.chain());
    if (due) {
      writer.rekey(view.chain(), view.head().ref());
      refresh();
    }
    if (view.rebuildDue()) {
      rebuildIndex();
    }
    return due;
  }

  /** Whoever writes to a room whose index key is newer than its tree rebuilds it first. */
  private void rebuildIndex() {
    for (int lost = 0; view.rebuildDue(); lost++) {
      try (IndexRebuild rebuild = IndexRebuild.of(view)) {
        rebuild.commit(server, me);
      } catch (ServerException e) {
        if (!e.isStale() || lost == RACES) {
          throw e;
        }
      }
      refresh();
    }
  }

  /** Says what a commit changes. */
  private interface Changing<T> {
    T make(PendingChanges changes) throws IOException;
  }

  /** Signs again on a fresh head where somebody else was first; nothing is encrypted again. */
  private <T> T commit(List<RoomPath> paths, Changing<T> changing) throws IOException {
    for (int lost = 0; ; lost++) {
      try (Ways ways = Ways.of(view, paths);
          PendingChanges changes = new PendingChanges(ways)) {
        T made = changing.make(changes);
        if (!changes.drafts().isEmpty()) {
          new CommitWriter(server, me).commit(view, changes.drafts(), changes.before());
          refresh();
        }
        return made;
      } catch (ServerException e) {
        boolean again = e.isStale() || e.reason().equals("epoch-stale");
        if (!again || lost == RACES) {
          throw e;
        }
        refresh();
        renewKeys();
      }
    }
  }

  /**
   * Fetches a file to {@code target}: under a temporary name until the last check has passed.
   *
   * @throws FileAlreadyExistsException if something lies there and is not to be written over, or is
   *     no plain file
   */
  public void get(Entry entry, Path target, boolean overwrite, TransferListener listener)
      throws IOException {
    Downloader.Wanted wanted = wanted(entry);
    TargetFile.write(
        target,
        overwrite,
        entry.metadata().modified(),
        sink -> downloader.fetch(wanted, sink, listener));
  }

  /**
   * What fetching a folder did.
   *
   * @param bytes of the plaintexts
   */
  public record Got(int files, long bytes) {}

  /**
   * Fetches a folder with all below it into {@code target}, which is made if it is not there. All
   * names are looked at before anything is written; a file is there whole or not at all.
   *
   * @throws dev.strongroom.protocol.MalformedException {@link ErrorCode#NAME_UNSAFE} for names that
   *     cannot be written out safely
   * @throws FileAlreadyExistsException as for {@link #get}; for all files before the first is
   *     written
   */
  public Got getFolder(RoomPath folder, Path target, boolean overwrite, TransferListener listener)
      throws IOException {
    try (FolderFetch fetch = new FolderFetch(view)) {
      fetch.list(folderId(folder), target.toAbsolutePath().normalize());
      return fetch.write(
          overwrite, (entry, to, heard) -> get(entry, to, overwrite, heard), listener);
    }
  }

  /** A range of a file, verified. */
  public byte[] read(Entry entry, long offset, int length) throws IOException {
    return downloader.fetchRange(wanted(entry), offset, length);
  }

  private Downloader.Wanted wanted(Entry entry) {
    BlobRef ref = entry.record().content().orElseThrow(Room::notFile);
    ContentKey key = entry.metadata().contentKey().orElseThrow(Room::notFile);
    return new Downloader.Wanted(
        id(),
        entry.record().hash(),
        ref,
        new ContentContext(me.organisation(), id(), ref.content()),
        key,
        entry.metadata().size());
  }

  private static AuthenticationException notFile() {
    return new AuthenticationException(ErrorCode.LISTING, "not a file");
  }

  @Override
  public void close() {
    view.close();
  }
}
