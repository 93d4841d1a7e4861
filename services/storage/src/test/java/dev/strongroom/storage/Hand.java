package dev.strongroom.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.kit.testing.Membership;
import dev.strongroom.kit.testing.World;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.commit.Transition;
import dev.strongroom.protocol.content.ContentContext;
import dev.strongroom.protocol.content.ContentDigest;
import dev.strongroom.protocol.content.ContentKey;
import dev.strongroom.protocol.content.ContentSealer;
import dev.strongroom.protocol.content.Padding;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.name.NodeName;
import dev.strongroom.protocol.node.BlobRef;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.DepositMark;
import dev.strongroom.protocol.node.Metadata;
import dev.strongroom.protocol.node.NodeKey;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreePurpose;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes to one room as an honest client does: seals, uploads, signs; and remembers its state. */
final class Hand {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final World world;
  private final World.Person writer;
  private Membership.Room room;
  private final SecureRandom random = new SecureRandom();
  private final List<Hash> leaves = new ArrayList<>();
  private final Map<NodeId, ChangeRecord> newest = new HashMap<>();
  private final Map<Hash, NodeKey> keys = new HashMap<>();
  private Optional<Signed<Commit>> head = Optional.empty();
  private SparseTree tree = SparseTree.empty(TreePurpose.STATE);

  Hand(World world, World.Person writer, Membership.Room room) {
    this.world = world;
    this.writer = writer;
    this.room = room;
  }

  Membership.Room room() {
    return room;
  }

  /** Goes on under a later link of the same room. */
  void goOn(Membership.Room later) {
    room = later;
  }

  String path() {
    return "/storage/v1/rooms/" + room.id();
  }

  RoomFolders folders() {
    return RoomFolders.of(world.organisation().id(), room.id());
  }

  Optional<Signed<Commit>> head() {
    return head;
  }

  /** A content as it is stored: the ciphertext, and the leaf list behind it. */
  record Content(Bytes stored, Bytes blob, ContentId id, Hash digest) {}

  Content seal(byte[] plaintext) throws IOException {
    ContentId id = new ContentId(Bytes.random(random, ContentId.LENGTH_BYTES));
    try (ContentKey key = ContentKey.random(random);
        ContentSealer sealer =
            ContentSealer.create(
                key,
                new ContentContext(world.organisation().id(), room.id(), id),
                plaintext.length,
                Padding.PADME,
                random)) {
      byte[] stored = new byte[(int) sealer.layout().storedLength()];
      List<Hash> hashes =
          sealer.seal(
              0,
              (int) sealer.layout().pieceCount(),
              (offset, into, at, length) ->
                  System.arraycopy(plaintext, (int) offset, into, at, length),
              stored,
              0);
      byte[] blob = new byte[(int) sealer.layout().blobLength()];
      System.arraycopy(stored, 0, blob, 0, stored.length);
      ContentDigest.encodeLeaves(hashes).copyTo(blob, stored.length);
      return new Content(Bytes.of(stored), Bytes.of(blob), id, ContentDigest.root(hashes));
    }
  }

  Response begin(long storedLength) {
    return world
        .as(writer, "storage")
        .body(Map.of("storedLength", storedLength))
        .post(path() + "/uploads");
  }

  Response urls(String upload, int... parts) {
    List<Integer> numbers = new ArrayList<>();
    for (int part : parts) {
      numbers.add(part);
    }
    return world
        .as(writer, "storage")
        .body(Map.of("parts", numbers))
        .post(path() + "/uploads/" + upload + "/urls");
  }

  /** Puts one part, of one-part contents, and gives its ETag. */
  String putPart(String upload, Bytes body) throws IOException, InterruptedException {
    String url = urls(upload, 1).then().statusCode(200).extract().path("urls[0]");
    HttpResponse<Void> answer = put(url, body);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  static HttpResponse<Void> put(String url, Bytes body) throws IOException, InterruptedException {
    return put(url, body, body);
  }

  /** Puts {@code body} under the checksum of {@code meant}. */
  static HttpResponse<Void> put(String url, Bytes body, Bytes meant)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-MD5", md5(meant))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body.toArray()))
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  static Bytes get(String url) throws IOException, InterruptedException {
    return Bytes.of(
        HTTP.send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofByteArray())
            .body());
  }

  private static String md5(Bytes body) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("MD5").digest(body.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Response complete(String upload, List<String> etags) {
    return world
        .as(writer, "storage")
        .body(Map.of("etags", etags))
        .post(path() + "/uploads/" + upload + "/completion");
  }

  /** Waits until an upload is no longer completing; gives its state. */
  String settled(String upload) {
    Instant limit = Instant.now().plusSeconds(30);
    String state = state(upload);
    while (state.equals("completing") && Instant.now().isBefore(limit)) {
      state = state(upload);
    }
    return state;
  }

  String state(String upload) {
    return world
        .as(writer, "storage")
        .get(path() + "/uploads/" + upload)
        .then()
        .statusCode(200)
        .extract()
        .path("state");
  }

  /** Uploads a content wholly. */
  BlobRef upload(byte[] plaintext) throws IOException, InterruptedException {
    Content content = seal(plaintext);
    String upload =
        begin(content.stored().length()).then().statusCode(200).extract().path("upload");
    complete(upload, List.of(putPart(upload, content.blob()))).then().statusCode(202);
    assertThat(settled(upload)).isEqualTo("complete");
    return ref(upload, content);
  }

  static BlobRef ref(String upload, Content content) {
    return new BlobRef(
        content.id(), Bytes.fromBase64Url(upload), 0, content.stored().length(), content.digest());
  }

  ChangeRecord file(String name, BlobRef content) {
    return file(Optional.empty(), name, content);
  }

  /** A folder in the root folder: a record that needs no upload. */
  ChangeRecord folder(String name) {
    return record(Optional.empty(), ChangeRecord.Kind.FOLDER, name, Optional.empty());
  }

  /** A folder of this hand under another name. */
  ChangeRecord renamed(ChangeRecord earlier, String name) {
    return record(Optional.of(earlier), ChangeRecord.Kind.FOLDER, name, Optional.empty());
  }

  /** A file in the root folder. */
  ChangeRecord file(Optional<ChangeRecord> earlier, String name, BlobRef content) {
    return record(earlier, ChangeRecord.Kind.FILE, name, Optional.of(content));
  }

  private ChangeRecord record(
      Optional<ChangeRecord> earlier,
      ChangeRecord.Kind kind,
      String name,
      Optional<BlobRef> content) {
    NodeId node =
        earlier
            .map(ChangeRecord::node)
            .orElseGet(() -> new NodeId(Bytes.random(random, NodeId.LENGTH_BYTES)));
    long revision = earlier.map(e -> e.revision() + 1).orElse(1L);
    Optional<Hash> previous = earlier.map(ChangeRecord::hash);
    NodeKey key = NodeKey.random(random);
    Metadata metadata =
        new Metadata(
            NodeName.of(name),
            "text/plain",
            Organisation.TIME,
            10,
            content.map(_ -> ContentKey.random(random)),
            Optional.empty());
    Bytes sealed =
        metadata.seal(
            key,
            new Metadata.Place(world.organisation().id(), room.id(), node, revision, previous),
            random);
    ChangeRecord record =
        new ChangeRecord(
            world.organisation().id(),
            room.id(),
            node,
            kind,
            revision,
            previous,
            folders().root(),
            Sha256.of(Bytes.utf8(name)).value(),
            sealed,
            content,
            room.state().epoch().number());
    keys.put(record.hash(), key);
    return record;
  }

  SparseTree after(List<ChangeRecord> records) {
    return Transition.apply(
        tree, folders(), records, node -> Optional.ofNullable(newest.get(node)));
  }

  Signed<Commit> commit(List<ChangeRecord> records) {
    return commit(writer, records, after(records).rootHash());
  }

  Signed<Commit> commit(World.Person signer, List<ChangeRecord> records, Hash state) {
    Commit commit =
        new Commit(
            world.organisation().header(leaves.size(), head.map(Signed::hash), signer.keys()),
            room.id(),
            MerkleLog.root(leaves),
            room.state().sequence(),
            room.state().head(),
            Optional.empty(),
            signer.keys().author(),
            room.state().epoch().number(),
            room.state().indexKey(),
            MerkleLog.root(records.stream().map(ChangeRecord::changesLeaf).toList()),
            records.size(),
            DepositMark.deposits(folders(), records),
            state,
            world.organisation().note());
    return Commit.sign(commit, signer.keys().keys().signing());
  }

  Response handIn(Signed<Commit> commit, List<ChangeRecord> records) {
    return handIn(writer, commit, records);
  }

  Response handIn(World.Person caller, Signed<Commit> commit, List<ChangeRecord> records) {
    return world.as(caller, "storage").body(request(commit, records)).post(path() + "/commits");
  }

  Map<String, Object> request(Signed<Commit> commit, List<ChangeRecord> records) {
    return Map.of(
        "envelope",
        commit.envelope().encode().toBase64Url(),
        "records",
        records.stream().map(r -> r.encode().toBase64Url()).toList(),
        "wraps",
        records.stream().map(r -> wrap(r).toBase64Url()).toList());
  }

  /** The key of a record of this hand, wrapped for the epoch that the room has now. */
  Bytes wrap(ChangeRecord record) {
    return Optional.ofNullable(keys.get(record.hash()))
        .orElseThrow()
        .wrap(room.epoch().secret(), world.organisation().id(), room.id(), record.hash(), random);
  }

  /** Goes on from a commit that the service has taken. */
  void taken(Signed<Commit> commit, List<ChangeRecord> records) {
    tree = after(records);
    records.forEach(record -> newest.put(record.node(), record));
    leaves.add(MerkleLog.leaf(commit.hash().value()));
    head = Optional.of(commit);
  }

  /** Commits and goes on. */
  void write(ChangeRecord... records) {
    List<ChangeRecord> all = List.of(records);
    Signed<Commit> commit = commit(all);
    handIn(commit, all).then().statusCode(200);
    taken(commit, all);
  }

  Response head(long have) {
    return headFor(writer, have);
  }

  Response headFor(World.Person who, long have) {
    return world.as(who, "storage").queryParam("have", have).get(path() + "/head");
  }
}
