package dev.strongroom.sdk.room;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.commit.Commit;
import dev.strongroom.protocol.commit.CommitCheck;
import dev.strongroom.protocol.commit.HeadCheck;
import dev.strongroom.protocol.directory.RoomMap;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Envelope;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.statement.StatementKind;
import dev.strongroom.sdk.chain.GroupDirectory;
import dev.strongroom.sdk.chain.Keyring;
import dev.strongroom.sdk.chain.RoomDirectory;
import dev.strongroom.sdk.device.Pins;
import dev.strongroom.sdk.people.People;
import dev.strongroom.sdk.server.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches a room's head and accepts it only if it continues what this client, and the newest room
 * link, have verified (section 3, rules 3 and 4). The pin moves only then.
 */
final class HeadReader {
  private final Server server;
  private final Pins pins;
  private final People people;
  private final GroupDirectory groups;
  private final Keyring keyring;
  private final MapReader maps;

  HeadReader(Server server, Pins pins, People people, GroupDirectory groups, Keyring keyring) {
    this.server = server;
    this.pins = pins;
    this.people = people;
    this.groups = groups;
    this.keyring = keyring;
    this.maps = new MapReader(server, keyring);
  }

  /**
   * The newest head, which counts.
   *
   * @throws AuthenticationException {@link ErrorCode#COMMIT_ROLE} for one that does not, and the
   *     pin stays: whoever may write looks at it with {@link #unsettled}
   * @throws StaleException {@link ErrorCode#EPOCH_STALE} likewise, for one under an epoch that was
   *     retired without it
   */
  RoomHead read(RoomDirectory.OpenRoom room) {
    while (true) {
      MapReader.Unchecked unchecked = maps.next(room.id(), pins.map(room.id()));
      Found found = find(room, pinned(room.id()), unchecked);
      found.head().ifPresent(head -> requireCounts(head, room, unchecked));
      RoomHead head = accept(room.id(), found, unchecked);
      if (!unchecked.more()) {
        return head;
      }
    }
  }

  /**
   * The newest head, whether or not it counts, and the last commit that did: this client's pin. All
   * maps are checked; nothing is pinned.
   */
  Unsettled unsettled(RoomDirectory.OpenRoom room) {
    Optional<Signed<Commit>> pinned = pinned(room.id());
    MapReader.Unchecked unchecked = maps.next(room.id(), pins.map(room.id()));
    Found found = find(room, pinned, unchecked);
    while (unchecked.more()) {
      // What the maps before have lies in the head found with them, so the next continues that one.
      unchecked = maps.next(room.id(), unchecked.checked());
      found = find(room, found.head().or(() -> pinned), unchecked);
    }
    return unsettled(room, pinned.map(HeadReader::asHead), found, unchecked);
  }

  private Unsettled unsettled(
      RoomDirectory.OpenRoom room,
      Optional<RoomHead> pinned,
      Found found,
      MapReader.Unchecked unchecked) {
    RoomHead last = pinned.orElseGet(RoomHead::none);
    return found
        .head()
        .map(head ->
            new Unsettled(
                last,
                new RoomHead(Optional.of(head), nextHistory(head, found.answer())),
                counts(head, room, unchecked)))
        .orElseGet(() -> new Unsettled(last, RoomHead.none(), true));
  }

  /**
   * @param last that counted, as far as this client knows; its author may have lost his role since
   * @param head which continues it, or is it
   * @param counts whether the head does, as things stand
   */
  record Unsettled(RoomHead last, RoomHead head, boolean counts) {}

  private static RoomHead asHead(Signed<Commit> commit) {
    return new RoomHead(Optional.of(commit), commit.body().history());
  }

  private record Found(Optional<Signed<Commit>> head, JsonNode answer) {}

  private Optional<Signed<Commit>> pinned(ChainId room) {
    return pins.commit(room).map(e -> Commit.decode(Envelope.decode(StatementKind.COMMIT, e)));
  }

  /** The head that is served, if it continues {@code known} and has what the maps have. */
  private Found find(
      RoomDirectory.OpenRoom room, Optional<Signed<Commit>> known, MapReader.Unchecked unchecked) {
    ChainId id = room.id();
    Optional<CommitRef> named = room.newest().commit();
    JsonNode answer = server.get(path(id, known, named, unchecked));
    if (answer.path("sequence").asLong() < 0) {
      if (known.isPresent() || named.isPresent()) {
        throw rolledBack();
      }
      requireInMaps(unchecked, -1);
      return new Found(Optional.empty(), answer);
    }
    Signed<Commit> head =
        Commit.decode(
            Envelope.decode(
                StatementKind.COMMIT, Bytes.fromBase64Url(answer.path("commit").asText())));
    requireContinues(head, known, named, unchecked, answer);
    return new Found(Optional.of(head), answer);
  }

  private RoomHead accept(ChainId id, Found found, MapReader.Unchecked unchecked) {
    if (found.head().isEmpty()) {
      pinMap(id, unchecked);
      return RoomHead.none();
    }
    Signed<Commit> head = found.head().get();
    RoomHead verified = new RoomHead(found.head(), nextHistory(head, found.answer()));
    pins.pinCommit(id, head.envelope().encode());
    pinMap(id, unchecked);
    return verified;
  }

  private void pinMap(ChainId id, MapReader.Unchecked unchecked) {
    unchecked.checked().ifPresent(place -> pins.pinMap(id, place));
    pins.save();
  }

  /** A map that was logged before the head was asked for has no newer one. */
  private static void requireInMaps(MapReader.Unchecked unchecked, long served) {
    if (unchecked.heads().stream().anyMatch(head -> head.sequence() > served)) {
      throw new StaleException(
          ErrorCode.REV_ROLLBACK, "an older state of the room than the directory's map has");
    }
  }

  private static String path(
      ChainId id,
      Optional<Signed<Commit>> pinned,
      Optional<CommitRef> named,
      MapReader.Unchecked unchecked) {
    StringBuilder path = new StringBuilder("/storage/v1/rooms/" + id + "/head?have=");
    path.append(pinned.map(p -> p.body().header().sequence()).orElse(-1L));
    pinned.ifPresent(p -> path.append("&prove=").append(p.body().header().sequence()));
    named.ifPresent(n -> path.append("&prove=").append(n.sequence()));
    unchecked.heads().forEach(head -> path.append("&prove=").append(head.sequence()));
    return path.toString();
  }

  private static void requireContinues(
      Signed<Commit> head,
      Optional<Signed<Commit>> pinned,
      Optional<CommitRef> named,
      MapReader.Unchecked unchecked,
      JsonNode answer) {
    List<List<Hash>> inclusion = new ArrayList<>();
    answer.path("inclusion").forEach(path -> inclusion.add(hashes(path)));
    int before = (pinned.isPresent() ? 1 : 0) + (named.isPresent() ? 1 : 0);
    if (inclusion.size() != before + unchecked.heads().size()) {
      throw rolledBack();
    }
    pinned.ifPresent(p ->
        CommitCheck.requireContinues(
            p, head, hashes(answer.path("consistency")), inclusion.getFirst()));
    named.ifPresent(
        n -> CommitCheck.requireContains(n.sequence(), n.hash(), head, inclusion.get(before - 1)));
    requireInMaps(unchecked, head.body().header().sequence());
    for (int i = 0; i < unchecked.heads().size(); i++) {
      RoomMap.Head logged = unchecked.heads().get(i);
      CommitCheck.requireContains(
          logged.sequence(), logged.commit(), head, inclusion.get(before + i));
    }
  }

  /** An editor signed it under the link that it cites, and it counts as things stand. */
  private void requireCounts(
      Signed<Commit> head, RoomDirectory.OpenRoom room, MapReader.Unchecked unchecked) {
    requireCounts(head, requireInFull(head, room), room, unchecked);
  }

  private boolean counts(
      Signed<Commit> head, RoomDirectory.OpenRoom room, MapReader.Unchecked unchecked) {
    IdentityChain author = requireInFull(head, room);
    try {
      requireCounts(head, author, room, unchecked);
      return true;
    } catch (ProtocolException e) {
      if (e.code() == ErrorCode.COMMIT_ROLE || e.code() == ErrorCode.EPOCH_STALE) {
        return false;
      }
      throw e;
    }
  }

  private IdentityChain requireInFull(Signed<Commit> head, RoomDirectory.OpenRoom room) {
    RoomState cited = room.citedBy(head.body().linkSequence(), head.body().link());
    return new CommitCheck(keyring.organisation(), room.id(), keyring.directory().checkpoints())
        .requireInFull(head, cited, people, groups);
  }

  private void requireCounts(
      Signed<Commit> head,
      IdentityChain author,
      RoomDirectory.OpenRoom room,
      MapReader.Unchecked unchecked) {
    Set<CommitRef> contained = new HashSet<>();
    room.newest().commit().ifPresent(contained::add);
    unchecked.heads().forEach(h -> contained.add(new CommitRef(h.sequence(), h.commit())));
    new HeadCheck(room.states(), histories(room))
        .require(head, author, new HeadProofs(room.id(), contained, maps));
  }

  /** Of every group that the room is or was granted to. */
  private Map<ChainId, List<GroupState>> histories(RoomDirectory.OpenRoom room) {
    Set<ChainId> granted = new HashSet<>();
    room.states().forEach(state -> granted.addAll(state.heads().keySet()));
    Map<ChainId, List<GroupState>> histories = new HashMap<>();
    granted.forEach(group -> histories.put(group, groups.states(group)));
    return histories;
  }

  private static Hash nextHistory(Signed<Commit> head, JsonNode answer) {
    return MerkleLog.append(
            head.body().header().sequence(),
            head.body().history(),
            MerkleLog.leaf(head.hash().value()),
            hashes(answer.path("extension")))
        .orElseThrow(HeadReader::rolledBack);
  }

  private static List<Hash> hashes(JsonNode array) {
    List<Hash> hashes = new ArrayList<>();
    array.forEach(text -> hashes.add(Hash.parse(text.asText())));
    return hashes;
  }

  private static StaleException rolledBack() {
    return new StaleException(
        ErrorCode.ROOM_FORK,
        "the room's history does not continue the one that this client has verified");
  }
}
