package dev.strongroom.sdk.room;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.commit.Transition;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.DepositMark;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.server.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Signs a commit over some records and hands it in. */
final class CommitWriter {
  private final Server server;
  private final Keyring me;

  CommitWriter(Server server, Keyring me) {
    this.server = server;
    this.me = me;
  }

  /**
   * A record under way.
   *
   * @param key to be wrapped; a tombstone has none
   */
  record Draft(ChangeRecord record, Optional<NodeKey> key) implements AutoCloseable {
    @Override
    public void close() {
      key.ifPresent(NodeKey::close);
    }
  }

  /**
   * @param before records of nodes that are changed, moved, or stand on the way to the root
   * @throws dev.strongroom.sdk.server.ServerException with {@code isStale} if somebody else was
   *     first
   */
  void commit(RoomView view, List<Draft> drafts, Collection<ChangeRecord> before) {
    RoomDirectory.OpenRoom room = view.chain();
    if (room.rekeyDue()) {
      throw new StaleException(
          ErrorCode.EPOCH_STALE, "the room's keys must be renewed before it is written to");
    }
    List<ChangeRecord> records = drafts.stream().map(Draft::record).toList();
    SparseTree after = transition(view.reader(), records, before);
    Signed<Commit> commit = sign(room, view.head(), records, after);
    List<Bytes> wraps = new ArrayList<>();
    for (Draft draft : drafts) {
      wraps.add(draft.key().map(key -> wrap(room, draft.record(), key)).orElse(Bytes.empty()));
    }
    server.post(
        "/storage/v1/rooms/" + room.id() + "/commits",
        Map.of(
            "envelope",
            commit.envelope().encode().toBase64Url(),
            "records",
            records.stream().map(r -> r.encode().toBase64Url()).toList(),
            "wraps",
            wraps.stream().map(Bytes::toBase64Url).toList()),
        limit(records.size()));
  }

  private Bytes wrap(RoomDirectory.OpenRoom room, ChangeRecord record, NodeKey key) {
    return key.wrap(
        room.secrets().present(), me.organisation(), room.id(), record.hash(), me.random());
  }

  /** The service replays every change before it takes a commit. */
  private static Duration limit(int records) {
    return Duration.ofSeconds(60).plusMillis(50L * records);
  }

  private static SparseTree transition(
      StateReader reader, List<ChangeRecord> records, Collection<ChangeRecord> before) {
    Map<NodeId, ChangeRecord> known = new HashMap<>();
    before.forEach(record -> known.put(record.node(), record));
    Set<Bytes> keys = new LinkedHashSet<>();
    for (ChangeRecord record : records) {
      keys.add(record.treeKey());
      Optional.ofNullable(known.get(record.node())).ifPresent(e -> keys.add(e.treeKey()));
    }
    SparseTree tree = reader.tree(List.copyOf(keys));
    return Transition.apply(
        tree, reader.folders(), records, node -> Optional.ofNullable(known.get(node)));
  }

  /** In person where he may write so; otherwise through a group that may, at its newest head. */
  private Optional<GroupHead> via(RoomDirectory.OpenRoom room) {
    Hash acting = me.identity().hash();
    if (room.newest().personalRole(me.chain(), acting).filter(Role::writes).isPresent()) {
      return Optional.empty();
    }
    return room.groups().values().stream()
        .filter(group -> group.roleOf(me.chain(), acting).isPresent())
        .filter(group ->
            Optional.ofNullable(room.newest().grants().get(new Grantee.Group(group.id())))
                .filter(grant -> grant.role().writes())
                .isPresent())
        .map(GroupState::asHead)
        .findFirst();
  }

  private Signed<Commit> sign(
      RoomDirectory.OpenRoom open, RoomHead head, List<ChangeRecord> records, SparseTree after) {
    RoomState room = open.newest();
    Header header =
        new Header(
            me.organisation(),
            head.sequence() + 1,
            head.commit().map(Signed::hash),
            List.of(me.keys().signing().verifyingKey().id()),
            me.clock().instant());
    Commit commit =
        new Commit(
            header,
            room.id(),
            head.nextHistory(),
            room.sequence(),
            room.head(),
            via(open),
            me.author(),
            room.epoch().number(),
            room.indexKey(),
            MerkleLog.root(records.stream().map(ChangeRecord::changesLeaf).toList()),
            records.size(),
            DepositMark.deposits(RoomFolders.of(me.organisation(), room.id()), records),
            after.rootHash(),
            me.directory().note());
    return Commit.sign(commit, me.keys().signing());
  }
}
