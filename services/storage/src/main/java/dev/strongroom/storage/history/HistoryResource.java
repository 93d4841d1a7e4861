package dev.strongroom.storage.history;

import dev.strongroom.events.DomainEvent;
import dev.strongroom.kit.body.BodyLimit;
import dev.strongroom.kit.outbox.Outbox;
import dev.strongroom.kit.problem.Problem;
import dev.strongroom.kit.problem.Reason;
import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.TreeKey;
import dev.strongroom.protocol.node.TreeValue;
import dev.strongroom.protocol.tree.Listing;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreeNode;
import dev.strongroom.protocol.tree.TreePurpose;
import dev.strongroom.storage.RoomAccess;
import dev.strongroom.storage.upload.Uploads;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A room's contents: its head, its folders, its records; and commits on top. */
@Path("storage/v1/rooms/{room}")
public class HistoryResource {
  private static final int PAGE = 500;
  private static final int MAX_PROVED = 64;

  private final HistoryStore store;
  private final Commits commits;
  private final Uploads uploads;
  private final RoomAccess access;
  private final Outbox outbox;
  private final Directory directory;

  @Inject
  HistoryResource(
      HistoryStore store,
      Commits commits,
      Uploads uploads,
      RoomAccess access,
      Outbox outbox,
      Directory directory) {
    this.store = store;
    this.commits = commits;
    this.uploads = uploads;
    this.access = access;
    this.outbox = outbox;
    this.directory = directory;
  }

  /**
   * @param commit newest commit, base64url; empty before the first
   * @param consistency from the history that the client has to the head's
   * @param inclusion of each commit asked for, in order
   * @param extension audit path of the head in the history with it, for who signs the next commit
   */
  public record HeadView(
      long sequence,
      String commit,
      List<String> consistency,
      List<List<String>> inclusion,
      List<String> extension) {}

  /** A wrap of a record's node key, and whose it is. */
  public record WrapView(long epoch, String author, String wrap) {}

  /** A leaf of the state tree with its record, as the database has it. */
  public record EntryView(String key, String value, String record, List<WrapView> wraps) {}

  public record ChildrenView(List<String> path, List<EntryView> entries, String next) {}

  public record ProofView(List<String> nodes, List<EntryView> entries) {}

  public record Keys(@NotNull @Size(min = 1, max = 10_000) List<@NotNull String> keys) {}

  public record NewCommit(
      @NotNull @Size(max = 200_000) String envelope,
      @NotNull @Size(max = 10_000) List<@NotNull String> records,
      @NotNull @Size(max = 10_000) List<@NotNull String> wraps) {}

  public record DownloadRequest(@NotNull String record) {}

  @GET
  @Path("head")
  @Operation(summary = "The newest commit, with proofs that it continues what the client has")
  @Transactional
  public HeadView head(
      @PathParam("room") String room,
      @QueryParam("have") @DefaultValue("-1") long have,
      @QueryParam("prove") @Size(max = MAX_PROVED) List<Long> prove) {
    ChainId id = access.requireReader(room, "head").room();
    HistoryStore.Head head = store.head(id);
    if (head.sequence() < 0) {
      return new HeadView(-1, "", List.of(), List.of(), List.of());
    }
    List<Hash> leaves = store.leaves(id, head.sequence());
    boolean provable = have > 0 && have < head.sequence();
    List<List<String>> inclusion = new ArrayList<>();
    for (long sequence : prove == null ? List.<Long>of() : prove) {
      boolean inside = sequence >= 0 && sequence < head.sequence();
      inclusion.add(inside ? texts(MerkleLog.inclusion(leaves, (int) sequence)) : List.of());
    }
    List<Hash> withHead = store.leaves(id, head.sequence() + 1);
    return new HeadView(
        head.sequence(),
        store.commit(id, head.sequence()).envelope().toBase64Url(),
        provable ? texts(MerkleLog.consistency(leaves, (int) have)) : List.of(),
        inclusion,
        texts(MerkleLog.inclusion(withHead, (int) head.sequence())));
  }

  @GET
  @Path("folders/{folder}/children")
  @Operation(
      summary = "A folder's children at a commit, in key order, with the proof that they are all")
  @Transactional
  public ChildrenView children(
      @PathParam("room") String room,
      @PathParam("folder") String folder,
      @QueryParam("at") long at,
      @QueryParam("after") @DefaultValue("") String after) {
    ChainId id = access.requireReader(room, "list").room();
    Listing listing = Listing.of(treeAt(id, at), TreeKey.prefix(NodeId.parse(folder)));
    Optional<Bytes> behind =
        after.isEmpty() ? Optional.empty() : Optional.of(Bytes.fromBase64Url(after));
    List<TreeNode.Leaf> leaves = listing.leaves(behind, PAGE + 1);
    boolean more = leaves.size() > PAGE;
    List<TreeNode.Leaf> page = more ? leaves.subList(0, PAGE) : leaves;
    List<EntryView> entries = new ArrayList<>();
    for (TreeNode.Leaf leaf : page) {
      entry(id, leaf.key(), leaf.value()).ifPresent(entries::add);
    }
    return new ChildrenView(
        encodings(listing.path()), entries, more ? page.getLast().key().toBase64Url() : "");
  }

  @POST
  @Path("proofs")
  @Operation(summary = "Tree nodes that prove what lies under each key, or that nothing does")
  @Transactional
  public ProofView proofs(
      @PathParam("room") String room, @QueryParam("at") long at, @NotNull @Valid Keys keys) {
    ChainId id = access.requireReader(room, "list").room();
    SparseTree tree = treeAt(id, at);
    List<Bytes> wanted = keys.keys().stream().map(Bytes::fromBase64Url).toList();
    List<EntryView> entries = new ArrayList<>();
    for (Bytes key : wanted) {
      if (key.length() != SparseTree.KEY_BYTES) {
        throw new Problem(Reason.MALFORMED, "A key has 32 bytes.");
      }
      tree.get(key).flatMap(value -> entry(id, key, value)).ifPresent(entries::add);
    }
    return new ProofView(encodings(tree.proofOf(wanted)), entries);
  }

  @POST
  @Path("commits")
  @BodyLimit(BodyLimit.MOST)
  @Operation(summary = "Appends a commit with its records and wraps")
  public Map<String, String> commit(
      @PathParam("room") String room, @NotNull @Valid NewCommit commit) {
    RoomAccess.Granted granted = access.requireWriter(room, "commit");
    commits.take(
        granted,
        Bytes.fromBase64Url(commit.envelope()),
        commit.records().stream().map(Bytes::fromBase64Url).toList(),
        commit.wraps().stream().map(Bytes::fromBase64Url).toList());
    return Map.of("room", room);
  }

  @POST
  @Path("downloads")
  @Operation(summary = "A URL to read a record's content from, good for 60 seconds")
  @Transactional
  public Map<String, String> download(
      @PathParam("room") String room, @NotNull @Valid DownloadRequest request) {
    RoomAccess.Granted granted = access.requireReader(room, "download");
    Hash hash = Hash.parse(request.record());
    ChangeRecord record =
        store
            .record(granted.room(), hash)
            .map(bytes -> ChangeRecord.decode(directory.organisationId(), granted.room(), bytes))
            .orElseThrow(Problem::notFound);
    Bytes blob = record.content().orElseThrow(Problem::notFound).blob();
    outbox.append(
        new DomainEvent.DownloadAuthorised(
            granted.room().toString(), granted.user().toString(), hash.toString()));
    return Map.of("url", uploads.readUrl(granted.room(), blob));
  }

  private SparseTree treeAt(ChainId room, long at) {
    Hash state = at < 0 ? TreePurpose.STATE.emptyRoot() : store.commit(room, at).state();
    return SparseTree.at(TreePurpose.STATE, state, store.nodes(room));
  }

  /** What the database has; a client notices what is missing or older than it must be. */
  private Optional<EntryView> entry(ChainId room, Bytes key, Bytes value) {
    Hash hash = TreeValue.decode(value).record();
    return store
        .record(room, hash)
        .map(record ->
            new EntryView(
                key.toBase64Url(),
                value.toBase64Url(),
                record.toBase64Url(),
                store.wraps(room, hash).stream()
                    .map(
                        w -> new WrapView(w.epoch(), w.author().toString(), w.wrap().toBase64Url()))
                    .toList()));
  }

  private static List<String> encodings(Collection<TreeNode> nodes) {
    return nodes.stream().map(n -> n.encode().toBase64Url()).toList();
  }

  private static List<String> texts(List<Hash> hashes) {
    return hashes.stream().map(Hash::toString).toList();
  }
}
