package dev.strongroom.identity.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.directory.Checkpoint;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.directory.DirectoryLog;
import dev.strongroom.protocol.history.MerkleLog;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Replays the log as a client does, and has links logged as access does. */
final class LogClient {
  private final World world;
  private final World.Person reader;
  private final DirectoryLog log;

  LogClient(World world, World.Person reader) {
    this.world = world;
    this.reader = reader;
    this.log = new DirectoryLog(world.organisation().id());
  }

  /** The hash of nothing that exists. */
  static Hash hash(String text) {
    return Sha256.of(Bytes.utf8(text));
  }

  Response append(String caller, String kind, Hash subject, long sequence, Hash payload) {
    return world
        .asService(caller, "identity")
        .body(
            Map.of(
                "kind",
                kind,
                "subject",
                subject.toString(),
                "sequence",
                sequence,
                "payload",
                payload.toString()))
        .post("/internal/v1/log/entries");
  }

  /** Logs the link of a room, and returns its index once the answer proves it. */
  long append(Hash room, long sequence, Hash payload) {
    Response answer = append("access", "room", room, sequence, payload);
    answer.then().statusCode(200);
    long index = answer.path("index") instanceof Number number ? number.longValue() : -1;
    Checkpoint checkpoint = open(answer.path("checkpoint"));
    Hash leaf =
        DirectoryEntry.room(new ChainId(room.value()), sequence, payload)
            .leaf(world.organisation().id());
    assertThat(
            MerkleLog.verifyInclusion(
                leaf,
                index,
                checkpoint.size(),
                checkpoint.root(),
                hashes(answer.path("inclusion"))))
        .isTrue();
    return index;
  }

  static Checkpoint open(String note) {
    return Checkpoint.open(note, List.of(Organisation.logKey()));
  }

  static List<Hash> hashes(List<String> texts) {
    return texts.stream().map(Hash::parse).toList();
  }

  Response checkpoint(long have) {
    return world.as(reader, "identity").queryParam("have", have).get("/identity/v1/log/checkpoint");
  }

  Response entries(long from, long to) {
    return world
        .as(reader, "identity")
        .queryParam("from", from)
        .queryParam("to", to)
        .get("/identity/v1/log/entries");
  }

  /** Goes on to the newest checkpoint, by consistency and by all entries. */
  DirectoryLog advanced() {
    Response answer = checkpoint(log.size());
    answer.then().statusCode(200);
    Checkpoint next = open(answer.path("checkpoint"));
    log.requireConsistent(next, hashes(answer.path("consistency")));
    String text = entries(log.size(), next.size()).then().statusCode(200).extract().path("entries");
    Bytes all = Bytes.fromBase64Url(text);
    List<DirectoryEntry> entries = new ArrayList<>();
    for (int at = 0; at < all.length(); at += DirectoryEntry.LENGTH_BYTES) {
      entries.add(DirectoryEntry.decode(all.slice(at, at + DirectoryEntry.LENGTH_BYTES)));
    }
    log.advance(next, entries);
    return log;
  }
}
