package dev.strongroom.sdk.room;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.MalformedException;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The commit that rebuilds a room's tree under its new index key: every node gets a new revision,
 * under the index of the name that is sealed in it. One commit, so a room has at most {@link
 * Commit#MAX_CHANGES} nodes for it.
 */
final class IndexRebuild implements AutoCloseable {
  private final RoomView view;
  private final List<Entry> entries = new ArrayList<>();

  private IndexRebuild(RoomView view) {
    this.view = view;
  }

  /**
   * Everything that the room has now.
   *
   * @throws MalformedException {@link ErrorCode#LIMIT} for a room with more nodes than one commit
   *     takes
   */
  static IndexRebuild of(RoomView view) {
    IndexRebuild rebuild = new IndexRebuild(view);
    try {
      Set<NodeId> met = new HashSet<>();
      rebuild.list(view.folders().root(), met);
      rebuild.list(view.folders().bin(), met);
      return rebuild;
    } catch (RuntimeException e) {
      rebuild.close();
      throw e;
    }
  }

  private void list(NodeId folder, Set<NodeId> met) {
    if (!met.add(folder)) {
      return;
    }
    List<Entry> children = view.reader().childrenToRebuild(folder);
    entries.addAll(children);
    if (entries.size() > Commit.MAX_CHANGES) {
      throw new MalformedException(
          ErrorCode.LIMIT,
          "a room of more than " + Commit.MAX_CHANGES + " nodes keeps its index key");
    }
    for (Entry child : children) {
      if (child.isFolder()) {
        list(child.record().node(), met);
      }
    }
  }

  void commit(Server server, Keyring me) {
    List<ChangeRecord> before = entries.stream().map(Entry::record).toList();
    try (Ways none = Ways.of(view, List.of());
        PendingChanges changes = new PendingChanges(none)) {
      entries.forEach(changes::reindex);
      new CommitWriter(server, me).commit(view, changes.drafts(), before);
    }
  }

  @Override
  public void close() {
    entries.forEach(Entry::close);
  }
}
