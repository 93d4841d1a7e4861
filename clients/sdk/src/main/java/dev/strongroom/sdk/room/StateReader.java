package dev.strongroom.sdk.room;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.commit.RecordCheck;
import dev.strongroom.protocol.name.NameIndex;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.node.TreeKey;
import dev.strongroom.protocol.tree.Listing;
import dev.strongroom.protocol.tree.ProofNodes;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a room's state at a verified head: every answer is proved against it, every record opened
 * and checked.
 */
final class StateReader {
  private static final int MAX_ENTRIES = 1_000_000;

  private final Server server;
  private final OrganisationId organisation;
  private final RoomDirectory.OpenRoom room;
  private final RoomHead head;

  StateReader(
      Server server, OrganisationId organisation, RoomDirectory.OpenRoom room, RoomHead head) {
    this.server = server;
    this.organisation = organisation;
    this.room = room;
    this.head = head;
  }

  RoomFolders folders() {
    return RoomFolders.of(organisation, room.id());
  }

  /** What lies under some keys, and a tree that can be changed under them. */
  record Proved(SparseTree tree, Map<Bytes, Entry> entries) {}

  Proved prove(List<Bytes> keys) {
    if (head.commit().isEmpty() || keys.isEmpty()) {
      return new Proved(SparseTree.empty(TreePurpose.STATE), Map.of());
    }
    JsonNode answer =
        server.post(
            "/storage/v1/rooms/" + room.id() + "/proofs?at=" + head.sequence(),
            Map.of("keys", keys.stream().map(Bytes::toBase64Url).toList()));
    SparseTree tree = SparseTree.at(TreePurpose.STATE, head.state(), nodes(answer.path("nodes")));
    Map<Bytes, JsonNode> served = new HashMap<>();
    answer.path("entries").forEach(e -> served.put(Bytes.fromBase64Url(e.path("key").asText()), e));
    Map<Bytes, Entry> entries = new HashMap<>();
    for (Bytes key : keys) {
      Optional<Bytes> value = tree.get(key);
      if (value.isPresent()) {
        JsonNode entry = served.get(key);
        if (entry == null) {
          throw new AuthenticationException(ErrorCode.LISTING, "a node of the room is withheld");
        }
        entries.put(key, open(key, value.get(), entry));
      }
    }
    return new Proved(tree, entries);
  }

  /** All children of a folder: proved to be all before any is shown. */
  List<Entry> children(NodeId folder) {
    if (head.commit().isEmpty()) {
      return List.of();
    }
    List<TreeNode.Leaf> leaves = new ArrayList<>();
    List<JsonNode> served = new ArrayList<>();
    List<Bytes> path = new ArrayList<>();
    String after = "";
    do {
      JsonNode page =
          server.get(
              "/storage/v1/rooms/"
                  + room.id()
                  + "/folders/"
                  + folder
                  + "/children?at="
                  + head.sequence()
                  + "&after="
                  + after);
      path.clear();
      page.path("path").forEach(node -> path.add(Bytes.fromBase64Url(node.asText())));
      for (JsonNode entry : page.path("entries")) {
        leaves.add(
            new TreeNode.Leaf(
                TreePurpose.STATE,
                Bytes.fromBase64Url(entry.path("key").asText()),
                Bytes.fromBase64Url(entry.path("value").asText())));
        served.add(entry);
      }
      after = page.path("next").asText();
      if (leaves.size() > MAX_ENTRIES) {
        throw new AuthenticationException(ErrorCode.LIMIT, "a folder with too many entries");
      }
    } while (!after.isEmpty());
    Listing.verify(
        head.state(), TreeKey.prefix(folder), new ProofNodes(TreePurpose.STATE, path), leaves);
    return openAll(leaves, served);
  }

  private List<Entry> openAll(List<TreeNode.Leaf> leaves, List<JsonNode> served) {
    List<Entry> entries = new ArrayList<>();
    Set<NodeId> met = new HashSet<>();
    for (int i = 0; i < leaves.size(); i++) {
      Entry entry = open(leaves.get(i).key(), leaves.get(i).value(), served.get(i));
      if (!met.add(entry.record().node())) {
        throw new AuthenticationException(ErrorCode.LISTING, "a node twice in one folder");
      }
      entries.add(entry);
    }
    return entries;
  }

  private Entry open(Bytes key, Bytes value, JsonNode served) {
    ChangeRecord record =
        ChangeRecord.decode(
            organisation, room.id(), Bytes.fromBase64Url(served.path("record").asText()));
    RecordCheck.requireAt(key, value, record);
    Entry entry = openMetadata(record, served.path("wraps"));
    requireName(entry);
    return entry;
  }

  /** The newest wrap that opens; an older one where a newer is worthless. */
  private Entry openMetadata(ChangeRecord record, JsonNode wraps) {
    Optional<ProtocolException> failure = Optional.empty();
    for (JsonNode wrap : wraps) {
      try (NodeKey key =
          NodeKey.unwrap(
              room.secrets().secret(wrap.path("epoch").asLong()),
              organisation,
              room.id(),
              record.hash(),
              Bytes.fromBase64Url(wrap.path("wrap").asText()))) {
        return new Entry(record, Metadata.open(key, record));
      } catch (ProtocolException e) {
        failure = Optional.of(e);
      }
    }
    throw failure.orElseGet(
        () -> new AuthenticationException(ErrorCode.KEY_COMMIT, "a node without a wrap"));
  }

  /**
   * The name in the metadata must be the one that the record is indexed by, or a hostile author
   * could show another.
   */
  private void requireName(Entry entry) {
    ChangeRecord record = entry.record();
    boolean binned = record.parent().equals(folders().bin());
    Bytes index =
        binned
            ? NameIndex.binned(room.secrets().box().indexKey(), record.parent(), record.node())
            : NameIndex.of(
                room.secrets().box().indexKey(), record.parent(), entry.metadata().name());
    if (!index.equals(record.nameIndex())) {
      entry.close();
      throw new AuthenticationException(
          ErrorCode.LISTING, "a node under another name than its own");
    }
  }

  private static ProofNodes nodes(JsonNode encodings) {
    List<Bytes> nodes = new ArrayList<>();
    encodings.forEach(node -> nodes.add(Bytes.fromBase64Url(node.asText())));
    return new ProofNodes(TreePurpose.STATE, nodes);
  }
}
