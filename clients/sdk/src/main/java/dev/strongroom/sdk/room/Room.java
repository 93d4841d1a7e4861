package dev.strongroom.sdk.room;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.content.ContentContext;
import dev.strongroom.protocol.content.ContentKey;
import dev.strongroom.protocol.content.ContentSealer;
import dev.strongroom.protocol.name.NameIndex;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.node.TreeKey;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.chain.RoomWriter;
import dev.strongroom.sdk.server.Server;
import dev.strongroom.sdk.server.ServerException;
import dev.strongroom.sdk.transfer.Downloader;
import dev.strongroom.sdk.transfer.FileSource;
import dev.strongroom.sdk.transfer.TransferListener;
import dev.strongroom.sdk.transfer.Uploader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private final Uploader uploader;
  private final Downloader downloader;
  private RoomDirectory.OpenRoom open;
  private RoomHead head;
  private StateReader reader;

  Room(
      Server server,
      Keyring me,
      RoomDirectory directory,
      RoomWriter writer,
      HeadReader heads,
      ChainId id) {
    this.server = server;
    this.me = me;
    this.directory = directory;
    this.writer = writer;
    this.heads = heads;
    this.uploader = new Uploader(server);
    this.downloader = new Downloader(server);
    this.open = directory.open(id);
    this.head = heads.read(open);
    this.reader = new StateReader(server, me.organisation(), open, head);
  }

  private void refresh() {
    ChainId id = open.id();
    open.close();
    open = directory.open(id);
    head = heads.read(open);
    reader = new StateReader(server, me.organisation(), open, head);
  }

  public ChainId id() {
    return open.id();
  }

  public String name() {
    return open.name();
  }

  /** The verified chain and what it opens. */
  public RoomDirectory.OpenRoom chain() {
    return open;
  }

  /** The newest commit that was verified. */
  public Optional<CommitRef> verified() {
    return head.ref();
  }

  /** What lies at a path; empty where the state proves that nothing does. */
  public Optional<Entry> find(RoomPath path) {
    return walk(path).map(List::getLast);
  }

  /** Every entry on the way to {@code path}; empty if it is not there. */
  private Optional<List<Entry>> walk(RoomPath path) {
    List<Entry> way = new ArrayList<>();
    NodeId parent = reader.folders().root();
    for (NodeName name : path.names()) {
      Bytes key = TreeKey.of(parent, index(parent, name));
      Entry found = reader.prove(List.of(key)).entries().get(key);
      if (found == null) {
        return Optional.empty();
      }
      way.add(found);
      parent = found.record().node();
    }
    return Optional.of(way);
  }

  private Bytes index(NodeId parent, NodeName name) {
    return NameIndex.of(open.secrets().box().indexKey(), parent, name);
  }

  /**
   * The children of a folder, proved to be all.
   *
   * @throws NoSuchFileException if there is no such folder
   */
  public List<Entry> list(RoomPath folder) throws IOException {
    return reader.children(folderId(folder));
  }

  /** What was deleted. */
  public List<Entry> bin() {
    return reader.children(reader.folders().bin());
  }

  private NodeId folderId(RoomPath path) throws IOException {
    if (path.isRoot()) {
      return reader.folders().root();
    }
    Entry found =
        find(path)
            .filter(Entry::isFolder)
            .orElseThrow(() -> new NoSuchFileException(path.toString()));
    return found.record().node();
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

  /** Puts several files and folders in one commit. */
  public List<Put> putAll(List<PutPlan> plan, TransferListener listener) throws IOException {
    renewKeys();
    List<Sent> sent = new ArrayList<>();
    try {
      for (PutPlan one : plan) {
        sent.add(one instanceof PutPlan.File file ? send(file, listener) : Sent.folder(one.path()));
      }
      return race(() -> commitPuts(sent));
    } finally {
      sent.forEach(Sent::close);
    }
  }

  /** A content that is stored, and not yet in the room. */
  private record Sent(
      RoomPath path, Instant modified, long size, Optional<ContentKey> key, Optional<BlobRef> blob)
      implements AutoCloseable {
    static Sent folder(RoomPath path) {
      return new Sent(path, Instant.now(), 0, Optional.empty(), Optional.empty());
    }

    @Override
    public void close() {
      key.ifPresent(ContentKey::close);
    }
  }

  private Sent send(PutPlan.File plan, TransferListener listener) throws IOException {
    ContentKey key = ContentKey.random(me.random());
    ContentId content = new ContentId(Bytes.random(me.random(), ContentId.LENGTH_BYTES));
    ContentContext context = new ContentContext(me.organisation(), open.id(), content);
    try (FileSource source = FileSource.open(plan.file());
        ContentSealer sealer =
            ContentSealer.create(
                key, context, source.size(), open.newest().padding(), me.random())) {
      Uploader.Stored stored = uploader.send(open.id(), sealer, source, listener);
      source.requireUnchanged();
      BlobRef ref = new BlobRef(content, stored.blob(), 0, stored.length(), stored.digest());
      return new Sent(
          plan.path(), source.modified(), source.size(), Optional.of(key), Optional.of(ref));
    } catch (IOException | RuntimeException e) {
      key.close();
      throw e;
    }
  }

  private List<Put> commitPuts(List<Sent> all) throws IOException {
    Changes changes = new Changes();
    try {
      List<Put> puts = new ArrayList<>();
      for (Sent sent : all) {
        puts.add(changes.put(sent));
      }
      changes.commit();
      return puts;
    } finally {
      changes.close();
    }
  }

  /** Makes a folder, and the folders above it that are missing. */
  public void makeFolder(RoomPath path) throws IOException {
    putAll(List.of(new PutPlan.Folder(path)), TransferListener.NONE);
  }

  /** Moves or renames: a new revision that costs no re-encryption. */
  public void move(RoomPath from, RoomPath to) throws IOException {
    renewKeys();
    race(() -> {
      Changes changes = new Changes();
      try {
        changes.move(from, to);
        changes.commit();
        return to;
      } finally {
        changes.close();
      }
    });
  }

  /** Moves into the bin. */
  public void remove(RoomPath path) throws IOException {
    renewKeys();
    race(() -> {
      Changes changes = new Changes();
      try {
        changes.bin(path);
        changes.commit();
        return path;
      } finally {
        changes.close();
      }
    });
  }

  /** Whoever writes to a room whose keys are due renews them first. */
  private void renewKeys() {
    if (open.rekeyDue()) {
      writer.rekey(open, head.ref());
      refresh();
    }
  }

  private interface Attempt<T> {
    T run() throws IOException;
  }

  /** Signs again on a fresh head where somebody else was first; nothing is encrypted again. */
  private <T> T race(Attempt<T> attempt) throws IOException {
    for (int lost = 0; ; lost++) {
      try {
        T done = attempt.run();
        refresh();
        return done;
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

  /** Fetches a file to {@code target}: under a temporary name until the last check has passed. */
  public void get(Entry entry, Path target, boolean overwrite, TransferListener listener)
      throws IOException {
    boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    if (there && (!overwrite || !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS))) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path folder = target.toAbsolutePath().getParent();
    Path fresh = Files.createTempFile(folder, ".strongroom-", ".part");
    try {
      try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        downloader.fetch(
            wanted(entry),
            (offset, from, at, length) -> write(out, offset, from, at, length),
            listener);
        out.force(true);
      }
      Files.setLastModifiedTime(fresh, FileTime.from(entry.metadata().modified()));
      if (overwrite) {
        Files.move(
            fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        // A link fails where the name has been taken meanwhile; a rename would write over it.
        Files.createLink(target, fresh);
      }
    } finally {
      Files.deleteIfExists(fresh);
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

  /** A range of a file, verified. */
  public byte[] read(Entry entry, long offset, int length) throws IOException {
    return downloader.fetchRange(wanted(entry), offset, length);
  }

  private Downloader.Wanted wanted(Entry entry) {
    BlobRef ref = entry.record().content().orElseThrow(Room::notFile);
    ContentKey key = entry.metadata().contentKey().orElseThrow(Room::notFile);
    return new Downloader.Wanted(
        open.id(),
        entry.record().hash(),
        ref,
        new ContentContext(me.organisation(), open.id(), ref.content()),
        key,
        entry.metadata().size());
  }

  private static AuthenticationException notFile() {
    return new AuthenticationException(ErrorCode.LISTING, "not a file");
  }

  @Override
  public void close() {
    open.close();
  }

  /** The records of one commit under way. */
  private final class Changes implements AutoCloseable {
    private final List<CommitWriter.Draft> drafts = new ArrayList<>();
    private final List<ChangeRecord> before = new ArrayList<>();
    private final Map<RoomPath, NodeId> made = new HashMap<>();

    Put put(Sent sent) throws IOException {
      if (sent.path().isRoot()) {
        throw new FileAlreadyExistsException("/");
      }
      NodeId parent = ensureFolder(sent.path().parent());
      if (sent.blob().isEmpty()) {
        ensureFolder(sent.path());
        return new Put(sent.path().toString(), 1, 0);
      }
      Optional<Entry> existing = find(sent.path());
      if (existing.filter(Entry::isFolder).isPresent()) {
        throw new FileAlreadyExistsException(sent.path() + " is a folder");
      }
      Optional<ChangeRecord> earlier = existing.map(Entry::record);
      earlier.ifPresent(before::add);
      Metadata metadata =
          new Metadata(
              sent.path().last(),
              "",
              Instant.ofEpochMilli(sent.modified().toEpochMilli()),
              sent.size(),
              sent.key(),
              Optional.empty());
      ChangeRecord record =
          draft(
              earlier.map(ChangeRecord::node).orElseGet(this::newNode),
              ChangeRecord.Kind.FILE,
              earlier,
              parent,
              index(parent, sent.path().last()),
              metadata,
              sent.blob());
      return new Put(sent.path().toString(), record.revision(), sent.size());
    }

    private NodeId newNode() {
      return new NodeId(Bytes.random(me.random(), NodeId.LENGTH_BYTES));
    }

    /** The folder's id; made if it is not there, with those above it. */
    private NodeId ensureFolder(RoomPath path) throws IOException {
      if (path.isRoot()) {
        return reader.folders().root();
      }
      NodeId here = made.get(path);
      if (here != null) {
        return here;
      }
      Optional<Entry> there = find(path);
      if (there.isPresent()) {
        if (!there.get().isFolder()) {
          throw new FileAlreadyExistsException(path + " is a file");
        }
        rememberWay(path);
        return there.get().record().node();
      }
      NodeId parent = ensureFolder(path.parent());
      NodeId id = newNode();
      Metadata metadata =
          new Metadata(
              path.last(),
              "",
              Instant.ofEpochMilli(me.clock().millis()),
              0,
              Optional.empty(),
              Optional.empty());
      draft(
          id,
          ChangeRecord.Kind.FOLDER,
          Optional.empty(),
          parent,
          index(parent, path.last()),
          metadata,
          Optional.empty());
      made.put(path, id);
      return id;
    }

    /** The folders on the way are needed to show that no move makes a cycle. */
    private void rememberWay(RoomPath path) {
      walk(path).ifPresent(way -> way.forEach(entry -> before.add(entry.record())));
    }

    void move(RoomPath from, RoomPath to) throws IOException {
      Entry entry = find(from).orElseThrow(() -> new NoSuchFileException(from.toString()));
      boolean intoFolder = to.isRoot() || find(to).filter(Entry::isFolder).isPresent();
      RoomPath target = intoFolder ? to.resolve(from.last()) : to;
      if (find(target).isPresent()) {
        throw new FileAlreadyExistsException(target.toString());
      }
      NodeId parent = folderId(target.parent());
      rememberWay(target.parent());
      rewrite(entry, parent, index(parent, target.last()), target.last(), Optional.empty());
    }

    void bin(RoomPath path) throws IOException {
      Entry entry = find(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
      NodeId bin = reader.folders().bin();
      Bytes index = NameIndex.binned(open.secrets().box().indexKey(), bin, entry.record().node());
      rewrite(entry, bin, index, entry.metadata().name(), Optional.of(entry.record().parent()));
    }

    private void rewrite(
        Entry entry, NodeId parent, Bytes index, NodeName name, Optional<NodeId> formerParent) {
      before.add(entry.record());
      Metadata old = entry.metadata();
      Metadata metadata =
          new Metadata(
              name, old.mediaType(), old.modified(), old.size(), old.contentKey(), formerParent);
      draft(
          entry.record().node(),
          entry.record().kind(),
          Optional.of(entry.record()),
          parent,
          index,
          metadata,
          entry.record().content());
    }

    private ChangeRecord draft(
        NodeId node,
        ChangeRecord.Kind kind,
        Optional<ChangeRecord> earlier,
        NodeId parent,
        Bytes nameIndex,
        Metadata metadata,
        Optional<BlobRef> content) {
      long revision = earlier.map(e -> e.revision() + 1).orElse(1L);
      Optional<Hash> previous = earlier.map(ChangeRecord::hash);
      NodeKey key = NodeKey.random(me.random());
      Metadata.Place place =
          new Metadata.Place(me.organisation(), open.id(), node, revision, previous);
      ChangeRecord record =
          new ChangeRecord(
              me.organisation(),
              open.id(),
              node,
              kind,
              revision,
              previous,
              parent,
              nameIndex,
              metadata.seal(key, place, me.random()),
              content,
              open.newest().epoch().number());
      drafts.add(new CommitWriter.Draft(record, key));
      return record;
    }

    void commit() {
      if (!drafts.isEmpty()) {
        new CommitWriter(server, me).commit(open, head, reader, drafts, before);
      }
    }

    @Override
    public void close() {
      drafts.forEach(CommitWriter.Draft::close);
    }
  }
}
