package dev.strongroom.sdk.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.commit.Transition;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.node.TreeKey;
import dev.strongroom.protocol.node.TreeValue;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.protocol.tree.Listing;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the storage service answers about a room's state. */
final class RoomPart {
  private static final int PAGE = 500;

  private final OrganisationId organisation;
  private final BlobPart blobs;
  private final DepositPart deposits = new DepositPart();
  private final Map<String, Contents> rooms = new HashMap<>();
  private final Map<Hash, ChangeRecord> records = new HashMap<>();
  private final WrapPart wraps;

  RoomPart(OrganisationId organisation, BlobPart blobs, WrapPart wraps) {
    this.wraps = wraps;
    this.organisation = organisation;
    this.blobs = blobs;
  }

  /** Commits, the tree after each, and the newest record of each node. */
  private record Contents(
      List<Signed<Commit>> commits,
      List<SparseTree> trees,
      List<List<ChangeRecord>> changes,
      Map<NodeId, ChangeRecord> newest) {
    static Contents empty() {
      return new Contents(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashMap<>());
    }

    Contents copy() {
      return new Contents(
          new ArrayList<>(commits),
          new ArrayList<>(trees),
          new ArrayList<>(changes),
          new HashMap<>(newest));
    }

    SparseTree tree(long at) {
      return at < 0 ? SparseTree.empty(TreePurpose.STATE) : trees.get((int) at);
    }

    List<Hash> leaves(int size) {
      return commits.subList(0, size).stream().map(c -> MerkleLog.leaf(c.hash().value())).toList();
    }
  }

  /** A room's state as it is now, to be put back later. */
  Runnable remember(ChainId room) {
    Contents old = contents(room.toString()).copy();
    return () -> rooms.put(room.toString(), old.copy());
  }

  DepositPart deposits() {
    return deposits;
  }

  int commits(ChainId room) {
    return contents(room.toString()).commits().size();
  }

  /** Hashes of a room's commits, in order. */
  List<Hash> history(ChainId room) {
    return contents(room.toString()).commits().stream().map(Signed::hash).toList();
  }

  SparseTree newestTree(ChainId room) {
    return contents(room.toString()).tree(commits(room) - 1L);
  }

  List<Integer> changesOfEachCommit(ChainId room) {
    return contents(room.toString()).commits().stream()
        .map(c -> (int) c.body().changeCount())
        .toList();
  }

  private Contents contents(String room) {
    return rooms.computeIfAbsent(room, _ -> Contents.empty());
  }

  Answer answer(Request request) {
    List<String> parts = request.parts();
    Contents room = contents(parts.get(3));
    return switch (parts.get(4)) {
      case "head" -> head(room, request);
      case "folders" -> children(room, request);
      case "proofs" -> proofs(room, request);
      case "commits" ->
          request.method().equals("GET")
              ? commits(room, request)
              : commit(ChainId.parse(parts.get(3)), room, request.json());
      case "downloads" -> download(request.json());
      case "uploads" -> blobs.uploads(request);
      case "rewraps" -> wraps.answer(request);
      case "history" -> history(parts.get(3), room, request);
      case "deposits" -> deposits.answer(request);
      default -> Answer.problem(404, "not-found");
    };
  }

  private static Answer head(Contents room, Request request) {
    int head = room.commits().size() - 1;
    if (head < 0) {
      return Answer.json(Map.of("sequence", -1, "commit", ""));
    }
    List<Hash> leaves = room.leaves(head);
    int have = Integer.parseInt(request.query("have").getFirst());
    List<List<String>> inclusion = new ArrayList<>();
    for (String prove : request.query("prove")) {
      int at = Integer.parseInt(prove);
      inclusion.add(at < head ? texts(MerkleLog.inclusion(leaves, at)) : List.of());
    }
    boolean provable = have > 0 && have < head;
    return Answer.json(
        Map.of(
            "sequence",
            head,
            "commit",
            room.commits().get(head).envelope().encode().toBase64Url(),
            "consistency",
            provable ? texts(MerkleLog.consistency(leaves, have)) : List.<String>of(),
            "inclusion",
            inclusion,
            "extension",
            texts(MerkleLog.inclusion(room.leaves(head + 1), head))));
  }

  private Answer children(Contents room, Request request) {
    SparseTree tree = room.tree(Long.parseLong(request.query("at").getFirst()));
    Listing listing = Listing.of(tree, TreeKey.prefix(NodeId.parse(request.parts().get(5))));
    String after = request.query("after").getFirst();
    Optional<Bytes> behind =
        after.isEmpty() ? Optional.empty() : Optional.of(Bytes.fromBase64Url(after));
    List<TreeNode.Leaf> leaves = listing.leaves(behind, PAGE + 1);
    boolean more = leaves.size() > PAGE;
    List<TreeNode.Leaf> page = more ? leaves.subList(0, PAGE) : leaves;
    return Answer.json(
        Map.of(
            "path", encodings(listing.path()),
            "entries", page.stream().map(leaf -> entry(leaf.key(), leaf.value())).toList(),
            "next", more ? page.getLast().key().toBase64Url() : ""));
  }

  private Answer proofs(Contents room, Request request) {
    SparseTree tree = room.tree(Long.parseLong(request.query("at").getFirst()));
    List<Bytes> keys = new ArrayList<>();
    request.json().path("keys").forEach(key -> keys.add(Bytes.fromBase64Url(key.asText())));
    List<Map<String, Object>> entries = new ArrayList<>();
    keys.forEach(key -> tree.get(key).ifPresent(value -> entries.add(entry(key, value))));
    return Answer.json(Map.of("nodes", encodings(tree.proofOf(keys)), "entries", entries));
  }

  private Map<String, Object> entry(Bytes key, Bytes value) {
    Hash hash = TreeValue.decode(value).record();
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("key", key.toBase64Url());
    entry.put("value", value.toBase64Url());
    entry.put("record", records.get(hash).encode().toBase64Url());
    entry.put("wraps", wraps.served(records.get(hash).room().toString(), hash));
    return entry;
  }

  private Answer commit(ChainId id, Contents room, JsonNode json) {
    Signed<Commit> commit =
        Commit.decode(
            Envelope.decode(
                StatementKind.COMMIT, Bytes.fromBase64Url(json.path("envelope").asText())));
    if (commit.body().header().sequence() != room.commits().size()) {
      return Answer.problem(409, "stale-head");
    }
    List<ChangeRecord> changes = new ArrayList<>();
    json.path("records")
        .forEach(text ->
            changes.add(ChangeRecord.decode(organisation, id, Bytes.fromBase64Url(text.asText()))));
    List<String> newWraps = new ArrayList<>();
    json.path("wraps").forEach(wrap -> newWraps.add(wrap.asText()));
    SparseTree after =
        Transition.apply(
            room.tree(room.commits().size() - 1L),
            RoomFolders.of(organisation, id),
            changes,
            node -> Optional.ofNullable(room.newest().get(node)));
    serve(id, commit, after, changes, newWraps);
    commit.body().deposits().forEach(deposit -> deposits.settle(deposit, "adopted"));
    return Answer.json(Map.of("room", id.toString()));
  }

  /** Takes a commit with a state, whether or not the one follows from the other. */
  void serve(
      ChainId id,
      Signed<Commit> commit,
      SparseTree after,
      List<ChangeRecord> changes,
      List<String> newWraps) {
    Contents room = contents(id.toString());
    for (int i = 0; i < changes.size(); i++) {
      ChangeRecord record = changes.get(i);
      records.put(record.hash(), record);
      wraps.add(record, room.commits().size(), commit.body().author().user(), newWraps.get(i));
      room.newest().put(record.node(), record);
    }
    room.commits().add(commit);
    room.trees().add(after);
    room.changes().add(List.copyOf(changes));
  }

  /** Commits behind a place, each with its records and every record before them. */
  private Answer commits(Contents room, Request request) {
    int after = Integer.parseInt(request.query("after").getFirst());
    List<Map<String, Object>> all = new ArrayList<>();
    Map<NodeId, ChangeRecord> newest = new HashMap<>();
    for (int at = 0; at < room.commits().size(); at++) {
      List<ChangeRecord> changes = room.changes().get(at);
      if (at > after) {
        all.add(
            Map.of(
                "sequence",
                at,
                "commit",
                room.commits().get(at).envelope().encode().toBase64Url(),
                "records",
                texts(changes),
                "before",
                texts(newest.values())));
      }
      changes.forEach(record -> newest.put(record.node(), record));
    }
    return Answer.json(all);
  }

  private static List<String> texts(Collection<ChangeRecord> records) {
    return records.stream().map(r -> r.encode().toBase64Url()).toList();
  }

  /** All commits behind a place on one page, with their records and wraps. */
  private Answer history(String id, Contents room, Request request) {
    int from = Integer.parseInt(request.query("from").getFirst());
    List<Map<String, Object>> commits = new ArrayList<>();
    List<Map<String, Object>> all = new ArrayList<>();
    for (int at = from; at < room.commits().size(); at++) {
      commits.add(
          Map.of(
              "sequence",
              at,
              "envelope",
              room.commits().get(at).envelope().encode().toBase64Url()));
      for (ChangeRecord record : room.changes().get(at)) {
        all.add(
            Map.of(
                "sequence",
                at,
                "record",
                record.encode().toBase64Url(),
                "wraps",
                wraps.served(id, record.hash())));
      }
    }
    return Answer.json(
        Map.of(
            "commits",
            commits,
            "records",
            all,
            "next",
            Map.of("sequence", room.commits().size(), "record", 0),
            "last",
            true));
  }

  private Answer download(JsonNode json) {
    ChangeRecord record = records.get(Hash.parse(json.path("record").asText()));
    return Answer.json(Map.of("url", blobs.readUrl(record.content().orElseThrow().blob())));
  }

  private static List<String> encodings(Collection<TreeNode> nodes) {
    return nodes.stream().map(node -> node.encode().toBase64Url()).toList();
  }

  private static List<String> texts(List<Hash> hashes) {
    return hashes.stream().map(Hash::toString).toList();
  }
}
