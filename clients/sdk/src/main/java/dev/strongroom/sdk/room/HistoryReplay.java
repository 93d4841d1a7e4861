package dev.strongroom.sdk.room;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.chain.Groups;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.commit.CommitCheck;
import dev.strongroom.protocol.commit.RecordCheck;
import dev.strongroom.protocol.commit.Transition;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.device.EvidenceFiles;
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
 * Repeats commits one by one, in full: signature, the author's role at the link that he cites, that
 * it is no older than the one before cites (T71), the records, and that the state follows from them
 * (T39). What an agent does with every commit, and whoever signs over commits of somebody whose
 * role has ended (section 3, rule 4; T78).
 */
final class HistoryReplay {
  private final Server server;
  private final Identities people;
  private final Groups groups;
  private final Keyring me;
  private final EvidenceFiles evidence;

  HistoryReplay(
      Server server, Identities people, Groups groups, Keyring me, EvidenceFiles evidence) {
    this.evidence = evidence;
    this.server = server;
    this.people = people;
    this.groups = groups;
    this.me = me;
  }

  /**
   * A commit that was repeated.
   *
   * @param records in its order
   */
  record Replayed(Signed<Commit> commit, List<ChangeRecord> records) {}

  /**
   * Repeats everything from {@code from} up to {@code head}, which was shown to continue it.
   *
   * @throws AuthenticationException {@link ErrorCode#ROOM_FORK} if the commits do not lead there
   *     {@link ErrorCode#COMMIT_ROLE} for one that is not by an editor of then, or dated back
   *     behind the one before; {@link ErrorCode#STATE_ROOT} for the first whose state does not
   *     follow from its changes, which is kept as evidence
   */
  List<Replayed> replay(RoomDirectory.OpenRoom room, RoomHead from, Signed<Commit> head) {
    List<Replayed> all = new ArrayList<>();
    RoomHead at = from;
    while (at.sequence() < head.body().header().sequence()) {
      JsonNode page =
          server.get("/storage/v1/rooms/" + room.id() + "/commits?after=" + at.sequence());
      if (page.isEmpty()) {
        throw fork();
      }
      for (JsonNode one : page) {
        Replayed next = next(room, at, one);
        all.add(next);
        at = new RoomHead(Optional.of(next.commit()), next.commit().body().history());
        if (at.sequence() == head.body().header().sequence()) {
          break;
        }
      }
    }
    if (!at.commit().map(Signed::hash).equals(Optional.of(head.hash()))) {
      throw fork();
    }
    return all;
  }

  private Replayed next(RoomDirectory.OpenRoom room, RoomHead before, JsonNode served) {
    Signed<Commit> commit =
        Commit.decode(
            Envelope.decode(
                StatementKind.COMMIT, Bytes.fromBase64Url(served.path("commit").asText())));
    if (before.commit().isPresent()) {
      CommitCheck.requireFollows(before.commit().get(), commit, people);
    } else if (commit.body().header().sequence() != 0) {
      throw fork();
    }
    return new Replayed(commit, verified(room, before, commit, served));
  }

  private List<ChangeRecord> verified(
      RoomDirectory.OpenRoom room, RoomHead before, Signed<Commit> commit, JsonNode served) {
    Commit body = commit.body();
    new CommitCheck(me.organisation(), room.id(), me.directory().checkpoints())
        .requireInFull(commit, room.citedBy(body.linkSequence(), body.link()), people, groups);
    List<ChangeRecord> records = records(room, served.path("records"));
    CommitCheck.requireChanges(body, records);
    List<ChangeRecord> earlier = records(room, served.path("before"));
    Set<Bytes> keys = new LinkedHashSet<>();
    records.forEach(record -> keys.add(record.treeKey()));
    earlier.forEach(record -> keys.add(record.treeKey()));
    StateReader reader = new StateReader(server, me.organisation(), room, before);
    SparseTree tree = reader.tree(List.copyOf(keys));
    Map<NodeId, ChangeRecord> known = proved(tree, earlier);
    requireServed(reader.folders(), records, known);
    // From here on nothing but what the author signed can be at fault.
    try {
      SparseTree after =
          Transition.apply(
              tree, reader.folders(), records, node -> Optional.ofNullable(known.get(node)));
      if (!after.rootHash().equals(body.state())) {
        throw new AuthenticationException(
            ErrorCode.STATE_ROOT, "a commit's state does not follow from its changes");
      }
    } catch (AuthenticationException e) {
      evidence.keep(commit.hash(), served);
      throw e;
    }
    return records;
  }

  private static Map<NodeId, ChangeRecord> proved(SparseTree tree, List<ChangeRecord> earlier) {
    Map<NodeId, ChangeRecord> known = new HashMap<>();
    for (ChangeRecord record : earlier) {
      Bytes value = tree.get(record.treeKey()).orElseThrow(HistoryReplay::withheld);
      RecordCheck.requireAt(record.treeKey(), value, record);
      known.put(record.node(), record);
    }
    return known;
  }

  /** What a server leaves out is no fault of the author's. */
  private static void requireServed(
      RoomFolders folders, List<ChangeRecord> records, Map<NodeId, ChangeRecord> known) {
    Set<NodeId> changed = new HashSet<>();
    records.forEach(record -> changed.add(record.node()));
    for (ChangeRecord record : records) {
      boolean earlierThere = record.previous().isEmpty() || known.containsKey(record.node());
      boolean parentThere =
          folders.isOne(record.parent())
              || changed.contains(record.parent())
              || known.containsKey(record.parent());
      if (!earlierThere || !parentThere) {
        throw withheld();
      }
    }
    for (ChangeRecord folder : known.values()) {
      boolean parentThere =
          folders.isOne(folder.parent())
              || changed.contains(folder.parent())
              || known.containsKey(folder.parent());
      if (!parentThere) {
        throw withheld();
      }
    }
  }

  private static AuthenticationException withheld() {
    return new AuthenticationException(
        ErrorCode.LISTING, "a record of the state before a commit is withheld");
  }

  private List<ChangeRecord> records(RoomDirectory.OpenRoom room, JsonNode served) {
    List<ChangeRecord> records = new ArrayList<>();
    served.forEach(text ->
        records.add(
            ChangeRecord.decode(me.organisation(), room.id(), Bytes.fromBase64Url(text.asText()))));
    return records;
  }

  private static AuthenticationException fork() {
    return new AuthenticationException(
        ErrorCode.ROOM_FORK, "the commits served do not lead to the room's head");
  }
}
