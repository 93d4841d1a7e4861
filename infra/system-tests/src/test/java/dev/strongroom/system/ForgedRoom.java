package dev.strongroom.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.node.ChangeRecord;
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

/**
 * A room's commits in the hands of whoever runs the store: those that it really has, cut or not,
 * and on top what an editor who works with him has signed.
 */
final class ForgedRoom {
  private final Scene scene;
  private final ChainId room;
  private final List<Signed<Commit>> commits = new ArrayList<>();
  private final Map<Hash, ChangeRecord> records = new HashMap<>();
  private final Map<Hash, String> wraps = new HashMap<>();
  private final List<List<ChangeRecord>> changes = new ArrayList<>();
  private final int real;
  private SparseTree tree = SparseTree.empty(TreePurpose.STATE);

  /** A room of which the first {@code size} real commits are shown. */
  ForgedRoom(Scene scene, ChainId room, int size) {
    this.scene = scene;
    this.room = room;
    for (List<Object> row :
        scene.rows(
            "storage",
            "SELECT envelope FROM room_commit WHERE room = ? ORDER BY sequence",
            room.value())) {
      if (commits.size() < size) {
        commits.add(
            Commit.decode(
                Envelope.decode(StatementKind.COMMIT, Bytes.of((byte[]) row.getFirst()))));
        changes.add(List.of());
      }
    }
    real = commits.size();
  }

  ForgedRoom(Scene scene, ChainId room) {
    this(scene, room, Integer.MAX_VALUE);
  }

  Signed<Commit> newest() {
    return commits.getLast();
  }

  /** Puts a commit on top that changes nothing. */
  ForgedRoom empty(Forger author, RoomState cited) {
    Hash state = commits.isEmpty() ? TreePurpose.STATE.emptyRoot() : newest().body().state();
    return add(author, cited, List.of(), state);
  }

  /**
   * Puts a commit on top of none, whose state is what {@code made} and {@code unsaid} put there; of
   * the latter no record is shown.
   */
  ForgedRoom first(
      Forger author, RoomState cited, List<ForgedRecord> made, List<ForgedRecord> unsaid) {
    Map<Bytes, Optional<Bytes>> leaves = new LinkedHashMap<>();
    List<ForgedRecord> all = new ArrayList<>(made);
    all.addAll(unsaid);
    for (ForgedRecord one : all) {
      leaves.put(one.record().treeKey(), Optional.of(one.record().treeValue()));
      records.put(one.record().hash(), one.record());
      wraps.put(one.record().hash(), one.wrap().toBase64Url());
    }
    tree = SparseTree.empty(TreePurpose.STATE).apply(leaves);
    return add(author, cited, made.stream().map(ForgedRecord::record).toList(), tree.rootHash());
  }

  private ForgedRoom add(Forger author, RoomState cited, List<ChangeRecord> changed, Hash state) {
    Commit commit =
        new Commit(
            author.header(
                commits.size(),
                commits.isEmpty() ? Optional.empty() : Optional.of(newest().hash())),
            room,
            MerkleLog.root(leaves(commits.size())),
            cited.sequence(),
            cited.head(),
            Optional.empty(),
            author.author(),
            cited.epoch().number(),
            cited.indexKey(),
            MerkleLog.root(changed.stream().map(ChangeRecord::changesLeaf).toList()),
            changed.size(),
            List.of(),
            state,
            author.note());
    commits.add(Commit.sign(commit, author.keys().signing()));
    changes.add(changed);
    return this;
  }

  private List<Hash> leaves(int size) {
    return commits.subList(0, size).stream().map(c -> MerkleLog.leaf(c.hash().value())).toList();
  }

  /** Has the lying server show this room from now on. */
  void serve() {
    String path = " /storage/v1/rooms/" + room;
    scene.server().instead("GET" + path + "/head.*", this::head);
    if (real == 0) {
      scene
          .server()
          .instead("GET" + path + "/folders/.*", this::children)
          .instead("POST" + path + "/proofs.*", this::proofs)
          .instead("GET" + path + "/commits.*", this::history);
    }
  }

  private LyingServer.Answer head(LyingServer.Asked asked) {
    int head = commits.size() - 1;
    if (head < 0) {
      return LyingServer.Answer.json(Map.of("sequence", -1, "commit", ""));
    }
    List<Hash> leaves = leaves(head);
    int have = Integer.parseInt(asked.query("have").getFirst());
    List<List<String>> inclusion = new ArrayList<>();
    for (String prove : asked.query("prove")) {
      int at = Integer.parseInt(prove);
      inclusion.add(at < head ? texts(MerkleLog.inclusion(leaves, at)) : List.of());
    }
    boolean provable = have > 0 && have < head;
    return LyingServer.Answer.json(
        Map.of(
            "sequence",
            head,
            "commit",
            newest().envelope().encode().toBase64Url(),
            "consistency",
            provable ? texts(MerkleLog.consistency(leaves, have)) : List.<String>of(),
            "inclusion",
            inclusion,
            "extension",
            texts(MerkleLog.inclusion(leaves(head + 1), head))));
  }

  private LyingServer.Answer children(LyingServer.Asked asked) {
    Listing listing = Listing.of(tree, TreeKey.prefix(NodeId.parse(asked.parts().get(5))));
    return LyingServer.Answer.json(
        Map.of(
            "path",
            encodings(listing.path()),
            "entries",
            listing.leaves(Optional.empty(), 500).stream()
                .map(leaf -> entry(leaf.key(), leaf.value()))
                .toList(),
            "next",
            ""));
  }

  private LyingServer.Answer proofs(LyingServer.Asked asked) {
    List<Bytes> keys = new ArrayList<>();
    for (JsonNode key : LyingServer.json(asked.body()).path("keys")) {
      keys.add(Bytes.fromBase64Url(key.asText()));
    }
    List<Map<String, Object>> entries = new ArrayList<>();
    keys.forEach(key -> tree.get(key).ifPresent(value -> entries.add(entry(key, value))));
    return LyingServer.Answer.json(
        Map.of("nodes", encodings(tree.proofOf(keys)), "entries", entries));
  }

  private LyingServer.Answer history(LyingServer.Asked asked) {
    int after = Integer.parseInt(asked.query("after").getFirst());
    List<Map<String, Object>> all = new ArrayList<>();
    for (int at = after + 1; at < commits.size(); at++) {
      all.add(
          Map.of(
              "sequence",
              at,
              "commit",
              commits.get(at).envelope().encode().toBase64Url(),
              "records",
              changes.get(at).stream().map(r -> r.encode().toBase64Url()).toList(),
              "before",
              List.of()));
    }
    return LyingServer.Answer.json(all);
  }

  private Map<String, Object> entry(Bytes key, Bytes value) {
    Hash hash = TreeValue.decode(value).record();
    ChangeRecord record = Optional.ofNullable(records.get(hash)).orElseThrow();
    return Map.of(
        "key",
        key.toBase64Url(),
        "value",
        value.toBase64Url(),
        "record",
        record.encode().toBase64Url(),
        "wraps",
        List.of(
            Map.of(
                "epoch",
                record.epoch(),
                "author",
                newest().body().author().user().toString(),
                "wrap",
                Optional.ofNullable(wraps.get(hash)).orElse(""))));
  }

  private static List<String> encodings(Collection<TreeNode> nodes) {
    return nodes.stream().map(node -> node.encode().toBase64Url()).toList();
  }

  private static List<String> texts(List<Hash> hashes) {
    return hashes.stream().map(Hash::toString).toList();
  }
}
