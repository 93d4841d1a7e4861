package dev.strongroom.storage.history;

import dev.strongroom.kit.sibling.Directory;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.storage.RoomAccess;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A room's commits one by one, with what a client needs to repeat them. */
@Path("storage/v1/rooms/{room}/commits")
public class CommitsResource {
  private static final int MAX_COMMITS = 100;

  /** An answer ends with the commit that goes past this; one commit may hold half as many. */
  private static final int MAX_RECORDS = 20_000;

  private final HistoryStore store;
  private final RoomAccess access;
  private final Directory directory;

  @Inject
  CommitsResource(HistoryStore store, RoomAccess access, Directory directory) {
    this.store = store;
    this.access = access;
    this.directory = directory;
  }

  /**
   * @param commit envelope, base64url
   * @param records in the commit's order
   * @param before records of the state before: earlier revisions, and the folders on the way up
   */
  public record CommitView(
      long sequence, String commit, List<String> records, List<String> before) {
    public CommitView {
      records = List.copyOf(records);
      before = List.copyOf(before);
    }
  }

  @GET
  @Operation(summary = "Commits behind a place, with their records and what these follow on")
  @Transactional
  public List<CommitView> commits(
      @PathParam("room") String room, @QueryParam("after") @DefaultValue("-1") long after) {
    ChainId id = access.requireReader(room, "list").room();
    long head = store.head(id).sequence();
    List<CommitView> commits = new ArrayList<>();
    int records = 0;
    for (long at = Math.max(after, -1) + 1;
        at <= head && commits.size() < MAX_COMMITS && records < MAX_RECORDS;
        at++) {
      CommitView view = view(id, at);
      records += view.records().size() + view.before().size();
      commits.add(view);
    }
    return commits;
  }

  private CommitView view(ChainId room, long sequence) {
    List<Bytes> records = store.recordsOf(room, sequence);
    return new CommitView(
        sequence,
        store.commit(room, sequence).envelope().toBase64Url(),
        records.stream().map(Bytes::toBase64Url).toList(),
        before(room, sequence, records).stream().map(r -> r.encode().toBase64Url()).toList());
  }

  private List<ChangeRecord> before(ChainId room, long sequence, List<Bytes> records) {
    OrganisationId organisation = directory.organisationId();
    RoomFolders folders = RoomFolders.of(organisation, room);
    Map<NodeId, ChangeRecord> found = new LinkedHashMap<>();
    Deque<NodeId> wanted = new ArrayDeque<>();
    for (Bytes bytes : records) {
      ChangeRecord record = ChangeRecord.decode(organisation, room, bytes);
      wanted.add(record.node());
      wanted.add(record.parent());
    }
    Set<NodeId> asked = new HashSet<>();
    while (!wanted.isEmpty()) {
      NodeId node = wanted.remove();
      if (folders.isOne(node) || !asked.add(node)) {
        continue;
      }
      Optional<ChangeRecord> record =
          store
              .newestRecordBefore(room, node, sequence)
              .map(bytes -> ChangeRecord.decode(organisation, room, bytes));
      record.ifPresent(r -> {
        found.put(node, r);
        wanted.add(r.parent());
      });
    }
    return List.copyOf(found.values());
  }
}
