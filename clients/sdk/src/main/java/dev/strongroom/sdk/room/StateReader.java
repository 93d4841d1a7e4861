package dev.strongroom.sdk.room;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.commit.RecordCheck;
import dev.strongroom.protocol.name.NameIndex;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.node.TreeKey;
import dev.strongroom.protocol.tree.Listing;
import dev.strongroom.protocol.tree.NodeSource;
import dev.strongroom.protocol.tree.ProofNodes;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
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

  /** Keys that one request asks for: a few megabytes of proofs. */
  private static final int BATCH = 1_000;

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

  /** Whether the index key is newer than the tree: then names cannot be looked up in it. */
  boolean rebuildDue() {
    return head.commit()
        .filter(commit -> commit.body().indexKey() < room.newest().indexKey())
        .filter(commit -> !commit.body().state().equals(TreePurpose.STATE.emptyRoot()))
        .isPresent();
  }

  private void requireBuilt() {
    if (rebuildDue()) {
      throw new StaleException(
          ErrorCode.EPOCH_STALE,
          "the room has a new index key: whoever may write has to write first");
    }
  }

  /**
   * The children of a folder whose names are not held against the index: for who rebuilds it, and
   * nobody else.
   */
  List<Entry> childrenToRebuild(NodeId folder) {
    return listed(folder);
  }

  RoomFolders folders() {
    return RoomFolders.of(organisation, room.id());
  }

  /** The room's tree, as far as it is needed to read or change what lies under {@code keys}. */
  SparseTree tree(List<Bytes> keys) {
    return fetch(keys).tree();
  }

  /**
   * What lies under some keys; a key that is missing in the answer has nothing under it. The caller
   * closes the entries.
   *
   * @throws AuthenticationException {@link ErrorCode#LISTING} where neither is proved
   */
  Map<Bytes, Entry> entries(List<Bytes> keys) {
    requireBuilt();
    Proved proved = fetch(keys);
    Map<Bytes, Entry> entries = new HashMap<>();
    try {
      for (Bytes key : keys) {
        Optional<Bytes> value = proved.tree().get(key);
        if (value.isPresent()) {
          JsonNode entry = proved.served().get(key);
          if (entry == null) {
            throw new AuthenticationException(ErrorCode.LISTING, "a node of the room is withheld");
          }
          entries.put(key, open(key, value.get(), entry));
        }
      }
      return entries;
    } catch (RuntimeException e) {
      entries.values().forEach(Entry::close);
      throw e;
    }
  }

  private record Proved(SparseTree tree, Map<Bytes, JsonNode> served) {}

  /** Asks for many keys in batches, whose proofs together make one tree. */
  private Proved fetch(List<Bytes> keys) {
    if (head.commit().isEmpty() || keys.isEmpty()) {
      // For a change of nothing the root alone is enough.
      return new Proved(SparseTree.at(TreePurpose.STATE, head.state(), NodeSource.NONE), Map.of());
    }
    Set<Bytes> nodes = new LinkedHashSet<>();
    Map<Bytes, JsonNode> served = new HashMap<>();
    for (int from = 0; from < keys.size(); from += BATCH) {
      List<Bytes> batch = keys.subList(from, Math.min(keys.size(), from + BATCH));
      JsonNode answer =
          server.ask(
              "/storage/v1/rooms/" + room.id() + "/proofs?at=" + head.sequence(),
              Map.of("keys", batch.stream().map(Bytes::toBase64Url).toList()));
      answer.path("nodes").forEach(node -> nodes.add(Bytes.fromBase64Url(node.asText())));
      for (JsonNode entry : answer.path("entries")) {
        served.put(Bytes.fromBase64Url(entry.path("key").asText()), entry);
      }
    }
    ProofNodes proof = new ProofNodes(TreePurpose.STATE, List.copyOf(nodes));
    return new Proved(SparseTree.at(TreePurpose.STATE, head.state(), proof), served);
  }

  /** All children of a folder: proved to be all before any is shown. */
  List<Entry> children(NodeId folder) {
    requireBuilt();
    return listed(folder);
  }

  private List<Entry> listed(NodeId folder) {
    if (head.commit().isEmpty()) {
      return List.of();
    }
    List<TreeNode.Leaf> leaves = new ArrayList<>();
    List<JsonNode> served = new ArrayList<>();
    List<Bytes> path = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = server.get(childrenPath(folder, after));
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
      if (leaves.size() > MAX_ENTRIES) {
        throw new AuthenticationException(ErrorCode.LIMIT, "a folder with too many entries");
      }
      after = next(page, after, leaves);
    } while (!after.isEmpty());
    Listing.verify(
        head.state(), TreeKey.prefix(folder), new ProofNodes(TreePurpose.STATE, path), leaves);
    return openAll(leaves, served);
  }

  private String childrenPath(NodeId folder, String after) {
    return "/storage/v1/rooms/"
        + room.id()
        + "/folders/"
        + folder
        + "/children?at="
        + head.sequence()
        + "&after="
        + after;
  }

  /** A page that names a next one has come further than the page before it. */
  private static String next(JsonNode page, String after, List<TreeNode.Leaf> leaves) {
    String next = page.path("next").asText();
    boolean goesOn =
        !next.equals(after)
            && !leaves.isEmpty()
            && leaves.getLast().key().toBase64Url().equals(next);
    if (!next.isEmpty() && !goesOn) {
      throw new AuthenticationException(ErrorCode.LISTING, "a page of a folder that leads nowhere");
    }
    return next;
  }

  private List<Entry> openAll(List<TreeNode.Leaf> leaves, List<JsonNode> served) {
    List<Entry> entries = new ArrayList<>();
    Set<NodeId> met = new HashSet<>();
    try {
      for (int i = 0; i < leaves.size(); i++) {
        Entry entry = open(leaves.get(i).key(), leaves.get(i).value(), served.get(i));
        entries.add(entry);
        if (!met.add(entry.record().node())) {
          throw new AuthenticationException(ErrorCode.LISTING, "a node twice in one folder");
        }
      }
      return entries;
    } catch (RuntimeException e) {
      entries.forEach(Entry::close);
      throw e;
    }
  }

  private Entry open(Bytes key, Bytes value, JsonNode served) {
    ChangeRecord record =
        ChangeRecord.decode(
            organisation, room.id(), Bytes.fromBase64Url(served.path("record").asText()));
    RecordCheck.requireAt(key, value, record);
    Entry entry = openMetadata(record, served.path("wraps"));
    if (!rebuildDue()) {
      requireName(entry);
    }
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
}
