package dev.strongroom.sdk.room;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.DepositMark;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.sdk.chain.Keyring;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records of one commit under way, over the room as {@code ways} found it. */
final class PendingChanges implements AutoCloseable {
  private final Ways ways;
  private final RoomView view;
  private final Keyring me;
  private final List<CommitWriter.Draft> drafts = new ArrayList<>();
  private final Map<RoomPath, NodeId> made = new HashMap<>();

  /**
   * @param ways to every path that will be named; stays the caller's
   */
  PendingChanges(Ways ways) {
    this.ways = ways;
    this.view = ways.view();
    this.me = view.me();
  }

  List<CommitWriter.Draft> drafts() {
    return drafts;
  }

  /**
   * Adds a file or folder, and the folders above it that are missing.
   *
   * @throws FileAlreadyExistsException if a file is to be a folder, or a folder a file
   */
  Room.Put put(Sent sent) throws IOException {
    if (sent.isFolder()) {
      ensureFolder(sent.path());
      return new Room.Put(sent.path().toString(), 1, 0);
    }
    NodeId parent = ensureFolder(sent.path().parent());
    Optional<Entry> existing = ways.at(sent.path());
    if (existing.filter(Entry::isFolder).isPresent()) {
      throw new FileAlreadyExistsException(sent.path() + " is a folder");
    }
    Optional<ChangeRecord> earlier = existing.map(Entry::record);
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
            view.index(parent, sent.path().last()),
            metadata,
            sent.blob());
    return new Room.Put(sent.path().toString(), record.revision(), sent.size());
  }

  /**
   * Takes a deposit over: a file of its own with the deposit's content, and the deposit's mark.
   *
   * @param path where nothing lies
   */
  Room.Put adopt(Adoption adoption, RoomPath path) throws IOException {
    Metadata sent = adoption.metadata();
    Room.Put put =
        put(
            new Sent(
                path,
                sent.modified(),
                sent.size(),
                sent.contentKey(),
                Optional.of(adoption.deposit().body().content())));
    ChangeRecord mark =
        DepositMark.of(
            me.organisation(),
            view.chain().id(),
            newNode(),
            adoption.deposit().hash(),
            view.chain().newest().epoch().number());
    drafts.add(new CommitWriter.Draft(mark, Optional.empty()));
    return put;
  }

  boolean isThere(RoomPath path) {
    return ways.at(path).isPresent();
  }

  private NodeId newNode() {
    return new NodeId(Bytes.random(me.random(), NodeId.LENGTH_BYTES));
  }

  /** The folder's id; made if it is not there, with those above it. */
  private NodeId ensureFolder(RoomPath path) throws IOException {
    Optional<NodeId> there = Optional.ofNullable(made.get(path)).or(() -> ways.folder(path));
    if (there.isPresent()) {
      return there.get();
    }
    if (ways.at(path).isPresent()) {
      throw new FileAlreadyExistsException(path + " is a file");
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
        view.index(parent, path.last()),
        metadata,
        Optional.empty());
    made.put(path, id);
    return id;
  }

  /** The paths that {@link #move} looks at. */
  static List<RoomPath> pathsOfMove(RoomPath from, RoomPath to) {
    return List.of(from, to.resolve(from.last()));
  }

  void move(RoomPath from, RoomPath to) throws IOException {
    Entry entry = ways.at(from).orElseThrow(() -> new NoSuchFileException(from.toString()));
    boolean intoFolder = ways.folder(to).isPresent();
    RoomPath target = intoFolder ? to.resolve(from.last()) : to;
    if (ways.at(target).isPresent()) {
      throw new FileAlreadyExistsException(target.toString());
    }
    NodeId parent =
        ways.folder(target.parent())
            .orElseThrow(() -> new NoSuchFileException(target.parent().toString()));
    Bytes index = view.index(parent, target.last());
    rewrite(entry, parent, index, target.last(), Optional.empty());
  }

  void bin(RoomPath path) throws IOException {
    Entry entry = ways.at(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    rewrite(
        entry,
        view.folders().bin(),
        view.binIndex(entry.record().node()),
        entry.metadata().name(),
        Optional.of(entry.record().parent()));
  }

  /** The same node under the index key that the room has now. */
  void reindex(Entry entry) {
    boolean binned = entry.record().parent().equals(view.folders().bin());
    rewrite(
        entry,
        entry.record().parent(),
        binned
            ? view.binIndex(entry.record().node())
            : view.index(entry.record().parent(), entry.metadata().name()),
        entry.metadata().name(),
        entry.metadata().formerParent());
  }

  /** The same file with the same contents, sealed anew. */
  void makeAnew(Entry entry, Sent sent) {
    Metadata old = entry.metadata();
    Metadata metadata =
        new Metadata(
            old.name(),
            old.mediaType(),
            old.modified(),
            old.size(),
            sent.key(),
            old.formerParent());
    draft(
        entry.record().node(),
        ChangeRecord.Kind.FILE,
        Optional.of(entry.record()),
        entry.record().parent(),
        entry.record().nameIndex(),
        metadata,
        sent.blob());
  }

  private void rewrite(
      Entry entry, NodeId parent, Bytes index, NodeName name, Optional<NodeId> formerParent) {
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
        new Metadata.Place(me.organisation(), view.chain().id(), node, revision, previous);
    ChangeRecord record =
        new ChangeRecord(
            me.organisation(),
            view.chain().id(),
            node,
            kind,
            revision,
            previous,
            parent,
            nameIndex,
            metadata.seal(key, place, me.random()),
            content,
            view.chain().newest().epoch().number());
    drafts.add(new CommitWriter.Draft(record, Optional.of(key)));
    return record;
  }

  /** What stands on the ways, changed or not, as a commit needs it. */
  List<ChangeRecord> before() {
    return ways.records();
  }

  @Override
  public void close() {
    drafts.forEach(CommitWriter.Draft::close);
  }
}
