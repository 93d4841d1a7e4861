package dev.strongroom.sdk.hostile;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Context;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.name.NameIndex;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.seal.Sealed;
import dev.strongroom.protocol.statement.Header;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreePurpose;
import dev.strongroom.sdk.room.Room;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An editor who signs what no honest client would: his commits verify, what they hold is made to
 * hurt whoever fetches it.
 */
final class HostileAuthor {
  private final Platform platform;
  private final Organisation.Somebody author;
  private final OrganisationId organisation;
  private final SecureRandom random;
  private Optional<String> note = Optional.empty();

  HostileAuthor(Platform platform, Organisation.Somebody author) {
    this.platform = platform;
    this.author = author;
    this.organisation = platform.organisation().id();
    this.random = platform.organisation().random();
  }

  /** A record, the key that its metadata is sealed with. */
  record Made(ChangeRecord record, NodeKey key) {}

  /** His commits carry this checkpoint from now on. */
  HostileAuthor carrying(String checkpoint) {
    note = Optional.of(checkpoint);
    return this;
  }

  NodeId root(Room room) {
    return RoomFolders.of(organisation, room.id()).root();
  }

  /** A folder of a good name. */
  Made folder(Room room, NodeId node, NodeId parent, String name, Optional<ChangeRecord> before) {
    Bytes index = NameIndex.of(room.chain().secrets().box().indexKey(), parent, NodeName.of(name));
    return made(room, node, parent, index, name, before);
  }

  /** A folder whose sealed name is any bytes; the index is that of another, harmless name. */
  Made named(Room room, String name) {
    Bytes index =
        NameIndex.of(room.chain().secrets().box().indexKey(), root(room), NodeName.of("good"));
    return made(room, newNode(), root(room), index, name, Optional.empty());
  }

  NodeId newNode() {
    return new NodeId(Bytes.random(random, NodeId.LENGTH_BYTES));
  }

  private Made made(
      Room room,
      NodeId node,
      NodeId parent,
      Bytes index,
      String name,
      Optional<ChangeRecord> before) {
    long revision = before.map(b -> b.revision() + 1).orElse(1L);
    // The same bytes twice: a node key does not show its own.
    long seed = random.nextLong();
    NodeKey key = NodeKey.random(Seed.random(seed));
    SecretBytes sealing = SecretBytes.random(Seed.random(seed), NodeKey.LENGTH_BYTES);
    Context place =
        Context.of("metadata", organisation)
            .with(room.id().value())
            .with(node.value())
            .with(revision)
            .with(before.map(b -> b.hash().value()).orElse(Bytes.empty()));
    Bytes metadata = Sealed.seal(sealing, place, metadata(name), random);
    ChangeRecord record =
        new ChangeRecord(
            organisation,
            room.id(),
            node,
            ChangeRecord.Kind.FOLDER,
            revision,
            before.map(ChangeRecord::hash),
            parent,
            index,
            metadata,
            Optional.empty(),
            room.chain().newest().epoch().number());
    return new Made(record, key);
  }

  /** As {@link Metadata} encodes it, without its checks. */
  private static byte[] metadata(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    int length = 1 + 2 + text.length + 2 + 8 + 8 + 1 + 1;
    ByteBuffer out = ByteBuffer.allocate((length + 255) / 256 * 256);
    out.put((byte) 1).putShort((short) text.length).put(text).putShort((short) 0);
    out.putLong(0).putLong(0).put((byte) 0).put((byte) 0);
    return out.array();
  }

  /**
   * Signs a first commit whose state is whatever the records say, and has the platform serve it.
   */
  void commit(Room room, List<Made> made) {
    commit(room, made, List.of());
  }

  /** The same with leaves in the state that no record puts there. */
  void commit(Room room, List<Made> made, List<Made> unsaid) {
    Map<Bytes, Optional<Bytes>> leaves = new LinkedHashMap<>();
    unsaid.forEach(m -> leaves.put(m.record().treeKey(), Optional.of(m.record().treeValue())));
    made.forEach(m -> leaves.put(m.record().treeKey(), Optional.of(m.record().treeValue())));
    sign(room, List.of(), made, SparseTree.empty(TreePurpose.STATE).apply(leaves));
  }

  /** Signs a commit on top of what the room has, under the newest link that {@code room} knows. */
  void commitOnTop(Room room, List<Made> made) {
    Map<Bytes, Optional<Bytes>> leaves = new LinkedHashMap<>();
    made.forEach(m -> leaves.put(m.record().treeKey(), Optional.of(m.record().treeValue())));
    RoomPart rooms = platform.rooms();
    sign(room, rooms.history(room.id()), made, rooms.newestTree(room.id()).apply(leaves));
  }

  private void sign(Room room, List<Hash> before, List<Made> made, SparseTree tree) {
    RoomState state = room.chain().newest();
    List<ChangeRecord> records = made.stream().map(Made::record).toList();
    Header header =
        new Header(
            organisation,
            before.size(),
            before.isEmpty() ? Optional.empty() : Optional.of(before.getLast()),
            List.of(author.keys().signing().verifyingKey().id()),
            Organisation.TIME);
    Commit commit =
        new Commit(
            header,
            room.id(),
            MerkleLog.root(before.stream().map(hash -> MerkleLog.leaf(hash.value())).toList()),
            state.sequence(),
            state.head(),
            Optional.empty(),
            author.author(),
            state.epoch().number(),
            state.indexKey(),
            MerkleLog.root(records.stream().map(ChangeRecord::changesLeaf).toList()),
            records.size(),
            List.of(),
            tree.rootHash(),
            note.orElseGet(platform.organisation()::note));
    Signed<Commit> signed = Commit.sign(commit, author.keys().signing());
    List<String> wraps =
        made.stream()
            .map(m ->
                m.key()
                    .wrap(
                        room.chain().secrets().present(),
                        organisation,
                        room.id(),
                        m.record().hash(),
                        random)
                    .toBase64Url())
            .toList();
    platform.rooms().serve(room.id(), signed, tree, records, wraps);
  }
}
