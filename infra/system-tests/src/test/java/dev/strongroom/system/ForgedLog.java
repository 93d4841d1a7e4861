package dev.strongroom.system;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.SecretBytes;
import dev.strongroom.protocol.crypto.SigningKey;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.RoomMap;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreePurpose;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The directory log in the hands of whoever has its key: everything that the real one has, and what
 * he puts behind it, or in its place. His checkpoints are as good as the real one's.
 */
final class ForgedLog {
  private static final String NAME = "strongroom.local/directory";

  private final Scene scene;
  private final List<DirectoryEntry> entries = new ArrayList<>();
  private final List<SparseTree> maps = new ArrayList<>();
  private final int realMaps;

  ForgedLog(Scene scene) {
    this.scene = scene;
    for (List<Object> row : scene.rows("identity", "SELECT entry FROM log_entry ORDER BY index")) {
      entries.add(DirectoryEntry.decode(Bytes.of((byte[]) row.getFirst())));
    }
    realMaps = (int) entries.stream().filter(e -> e.kind() == DirectoryEntry.Kind.MAP).count();
  }

  /** Appends an entry. */
  ForgedLog add(DirectoryEntry entry) {
    entries.add(entry);
    return this;
  }

  /** Puts {@code other} where {@code entry} was: another history. */
  ForgedLog rewrite(DirectoryEntry entry, DirectoryEntry other) {
    int at = entries.indexOf(entry);
    if (at < 0) {
      throw new IllegalStateException("no such entry in the log");
    }
    entries.set(at, other);
    return this;
  }

  /** Appends a map in which a room has a head, or none. */
  ForgedLog map(ChainId room, Optional<RoomMap.Head> head) {
    SparseTree before = maps.isEmpty() ? SparseTree.empty(TreePurpose.ROOMS) : maps.getLast();
    SparseTree after =
        head.isPresent()
            ? before.put(RoomMap.key(room), head.get().encode())
            : before.remove(RoomMap.key(room));
    maps.add(after);
    return add(
        DirectoryEntry.map(scene.organisation(), realMaps + maps.size() - 1L, after.rootHash()));
  }

  int size() {
    return entries.size();
  }

  /** The newest checkpoint. */
  String note() {
    return note(entries.size());
  }

  /** A checkpoint of the first {@code size} entries. */
  String note(int size) {
    return sign(size, MerkleLog.root(leaves(size)));
  }

  /** A checkpoint of anything. */
  String sign(long size, Hash root) {
    byte[] seed = Base64.getDecoder().decode(scene.platform().stack().settings().seed("directory"));
    try (SigningKey key = SigningKey.fromSeed(SecretBytes.takeOver(seed))) {
      return Checkpoint.sign(NAME, size, root, key).note();
    }
  }

  /** A checkpoint under the log's name that another key signed. */
  static String notTheLogs(SigningKey other) {
    return Checkpoint.sign(NAME, 2, MerkleLog.root(List.of()), other).note();
  }

  private List<Hash> leaves(int size) {
    return entries.subList(0, size).stream().map(e -> e.leaf(scene.organisation())).toList();
  }

  /** Has the lying server show this log from now on. */
  void serve() {
    serve(entries.size());
  }

  /** Has the lying server show the first {@code size} entries of this log. */
  void serve(int size) {
    serveCheckpoint(size);
    serveEntries();
    if (!maps.isEmpty()) {
      scene.server().instead("GET /identity/v1/log/rooms/.*", this::maps);
    }
  }

  void serveCheckpoint(int size) {
    scene
        .server()
        .instead(
            "GET /identity/v1/log/checkpoint.*",
            asked -> {
              int have = Integer.parseInt(asked.query("have").getFirst());
              return LyingServer.Answer.json(
                  Map.of(
                      "checkpoint",
                      note(size),
                      "consistency",
                      have <= size
                          ? MerkleLog.consistency(leaves(size), have).stream()
                              .map(Hash::toString)
                              .toList()
                          : List.of()));
            });
  }

  void serveEntries() {
    scene
        .server()
        .instead(
            "GET /identity/v1/log/entries.*",
            asked -> {
              int from = Integer.parseInt(asked.query("from").getFirst());
              int to = Math.min(entries.size(), Integer.parseInt(asked.query("to").getFirst()));
              ByteBuffer all = ByteBuffer.allocate((to - from) * DirectoryEntry.LENGTH_BYTES);
              entries.subList(from, to).forEach(entry -> all.put(entry.encode().buffer()));
              return LyingServer.Answer.json(
                  Map.of("entries", Bytes.of(all.array()).toBase64Url()));
            });
  }

  /** Of clients that have checked the real maps: those behind them. */
  private LyingServer.Answer maps(LyingServer.Asked asked) {
    int from = Integer.parseInt(asked.query("from").getFirst()) - realMaps;
    int limit = Integer.parseInt(asked.query("limit").getFirst());
    Bytes key = RoomMap.key(ChainId.parse(asked.parts().get(4)));
    return LyingServer.Answer.json(
        Map.of(
            "maps",
            maps.subList(from, Math.min(maps.size(), from + limit)).stream()
                .map(map ->
                    map.proofOf(List.of(key)).stream()
                        .map(node -> node.encode().toBase64Url())
                        .toList())
                .toList()));
  }
}
