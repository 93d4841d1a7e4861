package dev.strongroom.protocol.commit;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ContentId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.NodeId;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.ProtocolException;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.content.ContentKey;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Records, transitions and histories: T20, T23, T35, T38, T39, T60's cycles, T70. */
class CommitTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Organisation.Somebody member = organisation.somebody("member");
  private final Organisation.Somebody outsider = organisation.somebody("outsider");
  private final Chains chains = new Chains(organisation);
  private final GroupState group = chains.newGroup(manager, member);
  private final RoomState room =
      chains.granted(chains.newRoom(manager), manager, group, Role.EDITOR);
  private final RoomFolders folders = RoomFolders.of(organisation.id(), room.id());
  private final NodeKey key = NodeKey.random(organisation.random());
  private final Map<NodeId, ChangeRecord> known = new HashMap<>();

  private NodeId newNode() {
    return new NodeId(Bytes.random(organisation.random(), NodeId.LENGTH_BYTES));
  }

  private static Bytes index(String name) {
    return Sha256.of(Bytes.utf8(name)).value();
  }

  private ChangeRecord record(
      NodeId node,
      ChangeRecord.Kind kind,
      Optional<ChangeRecord> earlier,
      NodeId parent,
      String name) {
    long revision = earlier.map(e -> e.revision() + 1).orElse(1L);
    Optional<Hash> previous = earlier.map(ChangeRecord::hash);
    boolean file = kind == ChangeRecord.Kind.FILE;
    Metadata metadata =
        new Metadata(
            NodeName.of(name),
            "text/plain",
            Instant.ofEpochMilli(1_000),
            file ? 10 : 0,
            file ? Optional.of(ContentKey.random(organisation.random())) : Optional.empty(),
            Optional.empty());
    Bytes sealed =
        metadata.seal(
            key,
            new Metadata.Place(organisation.id(), room.id(), node, revision, previous),
            organisation.random());
    Optional<BlobRef> content =
        file
            ? Optional.of(
                new BlobRef(
                    new ContentId(Bytes.random(organisation.random(), 16)),
                    Bytes.random(organisation.random(), 16),
                    0,
                    100,
                    Sha256.of(sealed)))
            : Optional.empty();
    return new ChangeRecord(
        organisation.id(),
        room.id(),
        node,
        kind,
        revision,
        previous,
        parent,
        index(name),
        sealed,
        content,
        1);
  }

  private ChangeRecord file(String name) {
    return record(newNode(), ChangeRecord.Kind.FILE, Optional.empty(), folders.root(), name);
  }

  private SparseTree apply(SparseTree tree, ChangeRecord... records) {
    return Transition.apply(
        tree, folders, List.of(records), node -> Optional.ofNullable(known.get(node)));
  }

  private SparseTree keep(SparseTree tree, ChangeRecord... records) {
    SparseTree after = apply(tree, records);
    for (ChangeRecord one : records) {
      known.put(one.node(), one);
    }
    return after;
  }

  private final SparseTree empty = SparseTree.empty(TreePurpose.STATE);

  @Test
  void record_encodedAndDecoded_isTheSame_andNoOtherBytesAre() {
    ChangeRecord one = file("a");
    Bytes encoding = one.encode();
    assertThat(ChangeRecord.decode(organisation.id(), room.id(), encoding)).isEqualTo(one);
    for (int i = 0; i < encoding.length(); i++) {
      byte[] changed = encoding.toArray();
      changed[i] ^= 1;
      try {
        ChangeRecord other = ChangeRecord.decode(organisation.id(), room.id(), Bytes.of(changed));
        assertThat(other.encode()).isEqualTo(Bytes.of(changed));
        assertThat(other.hash()).isNotEqualTo(one.hash());
      } catch (ProtocolException e) {
        assertThat(e.code()).isIn(ErrorCode.STATEMENT, ErrorCode.LIMIT);
      }
    }
  }

  @Test
  void metadata_opened_isWhatWasSealed_andInNoOtherPlace() {
    ChangeRecord one = file("a");
    try (Metadata metadata = Metadata.open(key, one)) {
      assertThat(metadata.name().value()).isEqualTo("a");
      assertThat(metadata.size()).isEqualTo(10);
      assertThat(metadata.contentKey()).isPresent();
    }
    assertThat(one.metadata().length() - 73).isEqualTo(256);
    ChangeRecord elsewhere =
        new ChangeRecord(
            one.organisation(),
            one.room(),
            newNode(),
            one.kind(),
            one.revision(),
            one.previous(),
            one.parent(),
            one.nameIndex(),
            one.metadata(),
            one.content(),
            one.epoch());
    assertRefused(ErrorCode.KEY_COMMIT, () -> Metadata.open(key, elsewhere));
    assertRefused(
        ErrorCode.KEY_COMMIT, () -> Metadata.open(NodeKey.random(organisation.random()), one));
  }

  @Test
  void t35_olderRevisionServedAsTheNewest_revRollback() {
    ChangeRecord one = file("a");
    ChangeRecord two =
        record(one.node(), ChangeRecord.Kind.FILE, Optional.of(one), folders.root(), "a");
    RecordCheck.requireAt(two.treeKey(), two.treeValue(), two);
    assertRefused(
        ErrorCode.REV_ROLLBACK, () -> RecordCheck.requireAt(two.treeKey(), two.treeValue(), one));
    assertRefused(
        ErrorCode.LISTING, () -> RecordCheck.requireAt(two.treeKey(), two.treeValue(), file("b")));
    assertRefused(
        ErrorCode.LISTING, () -> RecordCheck.requireAt(file("c").treeKey(), two.treeValue(), two));
  }

  @Test
  void transition_newChangedMovedAndBinned_followsTheRecords() {
    ChangeRecord folder =
        record(newNode(), ChangeRecord.Kind.FOLDER, Optional.empty(), folders.root(), "folder");
    ChangeRecord one = file("a");
    SparseTree tree = keep(empty, folder, one);
    ChangeRecord moved =
        record(one.node(), ChangeRecord.Kind.FILE, Optional.of(one), folder.node(), "b");
    tree = keep(tree, moved);
    assertThat(tree.get(one.treeKey())).isEmpty();
    assertThat(tree.get(moved.treeKey())).contains(moved.treeValue());
    ChangeRecord binned =
        record(one.node(), ChangeRecord.Kind.FILE, Optional.of(moved), folders.bin(), "b");
    assertThat(keep(tree, binned).get(binned.treeKey())).contains(binned.treeValue());
  }

  @Test
  void transition_twoFilesThatTradeNames_givesBoth() {
    ChangeRecord one = file("a");
    ChangeRecord two = file("b");
    SparseTree tree = keep(empty, one, two);
    ChangeRecord toB =
        record(one.node(), ChangeRecord.Kind.FILE, Optional.of(one), folders.root(), "b");
    ChangeRecord toA =
        record(two.node(), ChangeRecord.Kind.FILE, Optional.of(two), folders.root(), "a");
    SparseTree after = keep(tree, toB, toA);
    assertThat(after.get(toB.treeKey())).contains(toB.treeValue());
    assertThat(after.get(toA.treeKey())).contains(toA.treeValue());
  }

  @Test
  void t39_recordThatDoesNotFollow_stateRoot() {
    ChangeRecord one = file("a");
    SparseTree tree = keep(empty, one);
    ChangeRecord again = file("a");
    assertRefused(ErrorCode.STATE_ROOT, () -> apply(tree, again));
    ChangeRecord forgotten =
        record(one.node(), ChangeRecord.Kind.FILE, Optional.empty(), folders.root(), "c");
    assertRefused(ErrorCode.STATE_ROOT, () -> apply(tree, forgotten));
    ChangeRecord two =
        record(one.node(), ChangeRecord.Kind.FILE, Optional.of(one), folders.root(), "b");
    assertRefused(ErrorCode.STATE_ROOT, () -> apply(tree, two, two));
    ChangeRecord homeless =
        record(newNode(), ChangeRecord.Kind.FILE, Optional.empty(), newNode(), "d");
    assertRefused(ErrorCode.STATE_ROOT, () -> apply(tree, homeless));
    ChangeRecord inAFile =
        record(newNode(), ChangeRecord.Kind.FILE, Optional.empty(), one.node(), "e");
    assertRefused(ErrorCode.STATE_ROOT, () -> apply(tree, inAFile));
    ChangeRecord asFolder =
        record(one.node(), ChangeRecord.Kind.FOLDER, Optional.of(one), folders.root(), "a");
    assertRefused(ErrorCode.STATE_ROOT, () -> apply(tree, asFolder));
  }

  @Test
  void t60_moveThatMakesACycle_listing() {
    ChangeRecord outer =
        record(newNode(), ChangeRecord.Kind.FOLDER, Optional.empty(), folders.root(), "outer");
    ChangeRecord inner =
        record(newNode(), ChangeRecord.Kind.FOLDER, Optional.empty(), outer.node(), "inner");
    SparseTree tree = keep(empty, outer, inner);
    ChangeRecord cycle =
        record(outer.node(), ChangeRecord.Kind.FOLDER, Optional.of(outer), inner.node(), "outer");
    assertRefused(ErrorCode.LISTING, () -> apply(tree, cycle));
  }

  private Signed<Commit> commit(
      Organisation.Somebody author, List<Hash> history, Hash state, boolean viaGroup) {
    return Commit.sign(
        new Commit(
            organisation.header(
                history.size(),
                history.isEmpty() ? Optional.empty() : Optional.of(history.getLast()),
                author),
            room.id(),
            MerkleLog.root(history.stream().map(h -> MerkleLog.leaf(h.value())).toList()),
            room.sequence(),
            room.head(),
            viaGroup ? Optional.of(group.asHead()) : Optional.empty(),
            author.author(),
            1,
            1,
            MerkleLog.root(List.of()),
            0,
            List.of(),
            state,
            organisation.note()),
        author.keys().signing());
  }

  private void check(Signed<Commit> commit) {
    new CommitCheck(organisation.id(), room.id(), Chains.checkpoints())
        .requireAuthor(commit, room, organisation, chains);
  }

  @Test
  void author_inPersonOrThroughAGroup_isAccepted_andNobodyElse() {
    Hash state = TreePurpose.STATE.emptyRoot();
    check(commit(manager, List.of(), state, false));
    check(commit(member, List.of(), state, true));
    assertRefused(ErrorCode.COMMIT_ROLE, () -> check(commit(member, List.of(), state, false)));
    assertRefused(ErrorCode.COMMIT_ROLE, () -> check(commit(outsider, List.of(), state, true)));
    Signed<Commit> forged =
        Commit.sign(commit(manager, List.of(), state, false).body(), outsider.keys().signing());
    assertRefused(ErrorCode.STATEMENT, () -> check(forged));
  }

  private Signed<Commit> citing(
      ChainId in, long linkSequence, Hash link, long epoch, long indexKey) {
    Commit body = commit(manager, List.of(), TreePurpose.STATE.emptyRoot(), false).body();
    return Commit.sign(
        new Commit(
            body.header(),
            in,
            body.history(),
            linkSequence,
            link,
            body.via(),
            body.author(),
            epoch,
            indexKey,
            body.changes(),
            body.changeCount(),
            body.deposits(),
            body.state(),
            body.directory()),
        manager.keys().signing());
  }

  @Test
  void t33_commitUnderAnotherEpochOrIndexKeyThanItsLinks_epochStale() {
    check(citing(room.id(), room.sequence(), room.head(), 1, 1));
    for (long[] other : new long[][] {{2, 1}, {1, 2}}) {
      assertRefused(
          ErrorCode.EPOCH_STALE,
          () -> check(citing(room.id(), room.sequence(), room.head(), other[0], other[1])));
    }
  }

  @Test
  void t71_commitCitingALinkThatTheRoomDoesNotHave_commitRole() {
    Hash other = Sha256.of(Bytes.utf8("another link"));
    assertRefused(
        ErrorCode.COMMIT_ROLE, () -> check(citing(room.id(), room.sequence(), other, 1, 1)));
    assertRefused(
        ErrorCode.COMMIT_ROLE,
        () -> check(citing(room.id(), room.sequence() + 1, room.head(), 1, 1)));
  }

  @Test
  void t23_commitOfAnotherRoom_statement() {
    ChainId other = chains.newRoom(manager).id();
    assertRefused(
        ErrorCode.STATEMENT, () -> check(citing(other, room.sequence(), room.head(), 1, 1)));
  }

  @Test
  void commit_encodedAndDecoded_isTheSame() {
    Signed<Commit> one = commit(member, List.of(), TreePurpose.STATE.emptyRoot(), true);
    assertThat(Commit.decode(one.envelope())).isEqualTo(one);
  }

  @Test
  void t38t70_historyThatDoesNotContinueThePinnedOne_roomFork() {
    List<Signed<Commit>> honest = new ArrayList<>();
    List<Hash> hashes = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Signed<Commit> next = commit(manager, hashes, Sha256.of(Bytes.utf8("s" + i)), false);
      honest.add(next);
      hashes.add(next.hash());
    }
    List<Hash> leaves = hashes.stream().map(h -> MerkleLog.leaf(h.value())).toList();
    Signed<Commit> pinned = honest.get(3);
    Signed<Commit> head = honest.get(6);
    List<Hash> consistency = MerkleLog.consistency(leaves.subList(0, 6), 3);
    List<Hash> inclusion = MerkleLog.inclusion(leaves.subList(0, 6), 3);
    CommitCheck.requireContinues(pinned, head, consistency, inclusion);
    CommitCheck.requireContinues(head, head, List.of(), List.of());

    assertRefused(
        ErrorCode.ROOM_FORK,
        () -> CommitCheck.requireContinues(head, pinned, List.of(), List.of()));
    Signed<Commit> other =
        commit(manager, hashes.subList(0, 3), Sha256.of(Bytes.utf8("other")), false);
    assertRefused(
        ErrorCode.ROOM_FORK,
        () -> CommitCheck.requireContinues(other, head, consistency, inclusion));
    assertRefused(
        ErrorCode.ROOM_FORK,
        () -> CommitCheck.requireContinues(pinned, other, List.of(), List.of()));
    assertThatThrownBy(() -> CommitCheck.requireContinues(pinned, head, consistency, List.of()))
        .isInstanceOf(ProtocolException.class);
  }

  /** One deleted, say, and another made under its name since. */
  @Test
  void t36_recordOfAnotherNodeUnderTheSameName_listing() {
    ChangeRecord before = file("a");
    ChangeRecord now = file("a");
    RecordCheck.requireAt(now.treeKey(), now.treeValue(), now);
    assertThat(before.treeKey()).isEqualTo(now.treeKey());
    assertRefused(
        ErrorCode.LISTING, () -> RecordCheck.requireAt(now.treeKey(), now.treeValue(), before));
  }

  @Test
  void t70_commitThatDoesNotFollowDirectly_roomFork() {
    Hash state = TreePurpose.STATE.emptyRoot();
    Signed<Commit> first = commit(manager, List.of(), state, false);
    Signed<Commit> second = commit(manager, List.of(first.hash()), state, false);
    Signed<Commit> third = commit(manager, List.of(first.hash(), second.hash()), state, false);
    Signed<Commit> other = commit(member, List.of(), state, true);
    CommitCheck.requireFollows(first, second, organisation);
    assertRefused(
        ErrorCode.ROOM_FORK, () -> CommitCheck.requireFollows(first, third, organisation));
    assertRefused(
        ErrorCode.ROOM_FORK, () -> CommitCheck.requireFollows(other, second, organisation));
  }

  /** The pinned commit is in its place, and what came before it is another's. */
  @Test
  void t38_historyExchangedBeforeThePinnedCommit_roomFork() {
    Hash state = TreePurpose.STATE.emptyRoot();
    Signed<Commit> first = commit(manager, List.of(), state, false);
    Signed<Commit> pinned = commit(manager, List.of(first.hash()), state, false);
    Signed<Commit> other = commit(member, List.of(), state, true);
    List<Hash> exchanged = List.of(other.hash(), pinned.hash());
    Signed<Commit> head = commit(manager, exchanged, state, false);
    List<Hash> leaves = exchanged.stream().map(h -> MerkleLog.leaf(h.value())).toList();
    assertRefused(
        ErrorCode.ROOM_FORK,
        () ->
            CommitCheck.requireContinues(
                pinned, head, MerkleLog.consistency(leaves, 1), MerkleLog.inclusion(leaves, 1)));
  }

  @Test
  void changes_thatAreNotTheRecordsServed_stateRoot() {
    ChangeRecord one = file("a");
    Commit body = commit(manager, List.of(), TreePurpose.STATE.emptyRoot(), false).body();
    CommitCheck.requireChanges(body, List.of());
    assertRefused(ErrorCode.STATE_ROOT, () -> CommitCheck.requireChanges(body, List.of(one)));
  }

  private ChangeRecord mark(Hash deposit) {
    return DepositMark.of(organisation.id(), room.id(), newNode(), deposit, 1);
  }

  private Commit covering(List<Hash> deposits, ChangeRecord... records) {
    Commit body = commit(manager, List.of(), TreePurpose.STATE.emptyRoot(), false).body();
    return new Commit(
        body.header(),
        body.room(),
        body.history(),
        body.linkSequence(),
        body.link(),
        body.via(),
        body.author(),
        body.epoch(),
        body.indexKey(),
        MerkleLog.root(List.of(records).stream().map(ChangeRecord::changesLeaf).toList()),
        records.length,
        deposits,
        body.state(),
        body.directory());
  }

  @Test
  void deposits_thatAreNotTheOnesMarked_stateRoot() {
    Hash one = Sha256.of(Bytes.utf8("one"));
    Hash two = Sha256.of(Bytes.utf8("two"));
    ChangeRecord file = file("a");
    ChangeRecord first = mark(one);
    ChangeRecord second = mark(two);
    CommitCheck.requireChanges(
        covering(List.of(one, two), file, first, second), List.of(file, first, second));
    for (List<Hash> other : List.of(List.<Hash>of(), List.of(one), List.of(two, one))) {
      assertRefused(
          ErrorCode.STATE_ROOT,
          () ->
              CommitCheck.requireChanges(
                  covering(other, file, first, second), List.of(file, first, second)));
    }
    assertRefused(
        ErrorCode.STATE_ROOT,
        () -> CommitCheck.requireChanges(covering(List.of(one), file), List.of(file)));
  }

  @Test
  void t77_depositAdoptedTwiceInOneCommit_deposit() {
    Hash one = Sha256.of(Bytes.utf8("one"));
    assertRefused(ErrorCode.DEPOSIT, () -> covering(List.of(one, one), mark(one), mark(one)));
  }

  @Test
  void t77_depositAdoptedBefore_stateRoot_andItsMarkNeverLeaves() {
    Hash deposit = Sha256.of(Bytes.utf8("a deposit"));
    ChangeRecord mark = mark(deposit);
    SparseTree tree = keep(empty, file("a"), mark);
    assertThat(tree.get(DepositMark.key(folders, deposit))).contains(mark.treeValue());
    assertRefused(ErrorCode.STATE_ROOT, () -> apply(tree, file("b"), mark(deposit)));
    ChangeRecord away =
        new ChangeRecord(
            organisation.id(),
            room.id(),
            mark.node(),
            ChangeRecord.Kind.TOMBSTONE,
            2,
            Optional.of(mark.hash()),
            folders.bin(),
            mark.nameIndex(),
            Bytes.empty(),
            Optional.empty(),
            1);
    assertRefused(ErrorCode.STATE_ROOT, () -> apply(tree, away));
    ChangeRecord fileInInbox =
        record(newNode(), ChangeRecord.Kind.FILE, Optional.empty(), folders.inbox(), "c");
    assertRefused(ErrorCode.STATE_ROOT, () -> apply(tree, fileInInbox));
  }

  @Test
  void t59_commitOfADepositor_commitRole() {
    Organisation.Somebody depositor = organisation.somebody("depositor");
    RoomState granted =
        chains
            .roomChain()
            .next(
                room,
                chains.room(
                    Optional.of(room),
                    Cause.CHANGE,
                    manager,
                    List.of(Chains.grant(depositor, Role.DEPOSITOR)),
                    List.of(group.asHead()),
                    room.epoch()),
                Order.NOW);
    Commit body = commit(depositor, List.of(), TreePurpose.STATE.emptyRoot(), false).body();
    Commit under =
        new Commit(
            body.header(),
            body.room(),
            body.history(),
            granted.sequence(),
            granted.head(),
            body.via(),
            body.author(),
            body.epoch(),
            body.indexKey(),
            body.changes(),
            0,
            List.of(),
            body.state(),
            body.directory());
    Signed<Commit> signed = Commit.sign(under, depositor.keys().signing());
    assertRefused(
        ErrorCode.COMMIT_ROLE,
        () ->
            new CommitCheck(organisation.id(), room.id(), Chains.checkpoints())
                .requireAuthor(signed, granted, organisation, chains));
  }
}
