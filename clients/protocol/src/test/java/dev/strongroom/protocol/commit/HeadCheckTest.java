package dev.strongroom.protocol.commit;

import static dev.strongroom.protocol.Refusals.assertRefused;
import static dev.strongroom.protocol.chain.Chains.grant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.Organisation;
import dev.strongroom.protocol.Seed;
import dev.strongroom.protocol.chain.Cause;
import dev.strongroom.protocol.chain.Chains;
import dev.strongroom.protocol.chain.CommitRef;
import dev.strongroom.protocol.chain.Grantee;
import dev.strongroom.protocol.chain.GroupDraft;
import dev.strongroom.protocol.chain.GroupHead;
import dev.strongroom.protocol.chain.GroupState;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomDraft;
import dev.strongroom.protocol.chain.RoomLink;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.crypto.Sha256;
import dev.strongroom.protocol.directory.DirectoryEntry;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.identity.Identity;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.TreePurpose;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Which commit counts as head: T60, T69, T71, T78. */
class HeadCheckTest {
  private final Organisation organisation = new Organisation(Seed.random(Seed.ofThisRun()));
  private final Organisation.Somebody manager = organisation.somebody("manager");
  private final Organisation.Somebody editor = organisation.somebody("editor");
  private final Organisation.Somebody member = organisation.somebody("member");
  private final Chains chains = new Chains(organisation);
  private final List<GroupState> group = new ArrayList<>();
  private final List<RoomState> links = new ArrayList<>();
  private final List<Signed<Commit>> history = new ArrayList<>();
  private final Map<Hash, Long> covered = new HashMap<>();
  private Supplier<String> noteOf = organisation::note;

  HeadCheckTest() {
    group.add(chains.newGroup(100, manager, member));
    RoomState own = chains.newRoom(manager);
    link(
        own,
        chains
            .on(own, manager)
            .changes(grant(editor, Role.EDITOR), grant(group.getLast().id(), Role.EDITOR))
            .heads(group.getLast().asHead()),
        200);
  }

  private RoomState room() {
    return links.getLast();
  }

  private RoomDraft draft(Organisation.Somebody signer) {
    return chains.on(room(), signer);
  }

  /** The room after another link; those before have to be found by their place. */
  private void link(RoomState before, RoomDraft link, long at) {
    RoomState after = chains.accept(before, link, at);
    if (links.isEmpty()) {
      links.add(before);
    }
    links.add(after);
  }

  private void removeEditor(long at) {
    link(
        room(),
        draft(manager)
            .changes(new RoomLink.Change.Remove(new Grantee.User(editor.user())))
            .epoch(chains.after(room().epoch())),
        at);
  }

  private Signed<Commit> commit(Organisation.Somebody author) {
    return commit(author, room(), Optional.empty());
  }

  private Signed<Commit> commit(
      Organisation.Somebody author, RoomState cited, Optional<GroupHead> via) {
    Signed<Commit> commit =
        Commit.sign(
            new Commit(
                organisation.header(
                    history.size(),
                    history.isEmpty() ? Optional.empty() : Optional.of(history.getLast().hash()),
                    author),
                cited.id(),
                MerkleLog.root(
                    history.stream().map(c -> MerkleLog.leaf(c.hash().value())).toList()),
                cited.sequence(),
                cited.head(),
                via,
                author.author(),
                cited.epoch().number(),
                cited.indexKey(),
                MerkleLog.root(List.of()),
                0,
                List.of(),
                TreePurpose.STATE.emptyRoot(),
                noteOf.get()),
            author.keys().signing());
    history.add(commit);
    return commit;
  }

  private static CommitRef ref(Signed<Commit> commit) {
    return commit.body().ref(commit.hash());
  }

  /** What the list of commits shows. */
  private final class Shown implements HeadCheck.Proofs {
    private int place(CommitRef ref) {
      return history.stream().map(HeadCheckTest::ref).toList().indexOf(ref);
    }

    @Override
    public boolean isOrFollowsOn(Signed<Commit> commit, CommitRef earlier) {
      return place(earlier) >= 0 && place(earlier) <= place(ref(commit));
    }

    @Override
    public boolean isOrPrecedes(Signed<Commit> commit, CommitRef later) {
      return place(later) >= place(ref(commit));
    }

    @Override
    public boolean isCoveredBefore(Signed<Commit> commit, long index) {
      return covered.getOrDefault(commit.hash(), Long.MAX_VALUE) < index;
    }
  }

  private HeadCheck.Ground ground(Signed<Commit> commit) {
    return ground(commit, group);
  }

  private HeadCheck.Ground ground(Signed<Commit> commit, List<GroupState> states) {
    return new HeadCheck(links, Map.of(group.getLast().id(), states))
        .require(commit, organisation.of(commit.body().author().user()), new Shown());
  }

  private void inFull(Signed<Commit> commit, RoomState cited) {
    check().requireInFull(commit, cited, organisation, chains);
  }

  private CommitCheck check() {
    return new CommitCheck(organisation.id(), room().id(), Chains.checkpoints());
  }

  private void refused(Signed<Commit> commit) {
    assertRefused(ErrorCode.COMMIT_ROLE, () -> ground(commit));
  }

  @Test
  void head_byAnEditorOfToday_counts() {
    assertThat(ground(commit(editor))).isEqualTo(HeadCheck.Ground.ROLE);
    assertThat(ground(commit(member, room(), Optional.of(group.getLast().asHead()))))
        .isEqualTo(HeadCheck.Ground.ROLE);
  }

  @Test
  void t71_removedEditorsCommitOnTop_commitRole() {
    RoomState before = room();
    commit(manager);
    removeEditor(300);
    Signed<Commit> onTop = commit(editor, before, Optional.empty());
    refused(onTop);
    assertRefused(
        ErrorCode.COMMIT_ROLE, () -> inFull(commit(editor, room(), Optional.empty()), room()));
  }

  /** What follows on a commit by somebody who knew of the removal was made knowing of it. */
  @Test
  void t71_commitCitingAnOlderLinkThanTheOneItFollowsOn_commitRole() {
    RoomState before = room();
    Signed<Commit> first = commit(editor);
    removeEditor(300);
    // He could not know yet: that is verified and signed over.
    Signed<Commit> late = commit(editor, before, Optional.empty());
    CommitCheck.requireFollows(first, late, organisation);
    Signed<Commit> empty = commit(manager);
    CommitCheck.requireFollows(late, empty, organisation);
    Signed<Commit> back = commit(editor, before, Optional.empty());
    inFull(back, before);
    assertRefused(
        ErrorCode.COMMIT_ROLE, () -> CommitCheck.requireFollows(empty, back, organisation));
    List<Hash> leaves = history.stream().map(c -> MerkleLog.leaf(c.hash().value())).toList();
    assertRefused(
        ErrorCode.COMMIT_ROLE,
        () ->
            CommitCheck.requireContinues(
                empty,
                back,
                MerkleLog.consistency(leaves.subList(0, 3), 2),
                MerkleLog.inclusion(leaves.subList(0, 3), 2)));
    assertRefused(
        ErrorCode.ROOM_FORK, () -> CommitCheck.requireFollows(first, empty, organisation));
  }

  @Test
  void t71_commitUnderAKeyReplacedBeforeTheOneItFollowsOn_commitRole() {
    String earlier = Organisation.note(300, room().head());
    String later = Organisation.note(301, room().head());
    noteOf = () -> earlier;
    Signed<Commit> first = commit(editor);
    organisation.rotate(editor, Identity.Cause.ROTATION, 300);
    Signed<Commit> late = commit(editor);
    inFull(late, room());
    CommitCheck.requireFollows(first, late, organisation);
    noteOf = () -> later;
    Signed<Commit> empty = commit(manager);
    CommitCheck.requireFollows(late, empty, organisation);
    noteOf = () -> earlier;
    Signed<Commit> back = commit(editor);
    inFull(back, room());
    assertRefused(
        ErrorCode.COMMIT_ROLE, () -> CommitCheck.requireFollows(empty, back, organisation));
  }

  @Test
  void t71_editorWhoMayOnlyReadNow_commitRole() {
    Signed<Commit> onTop = commit(editor);
    link(room(), draft(manager).changes(grant(editor, Role.VIEWER)), 300);
    refused(onTop);
  }

  @Test
  void t71_editorWhomHisGroupLetGo_commitRole() {
    Signed<Commit> onTop = commit(member, room(), Optional.of(group.getLast().asHead()));
    group.add(
        chains.accept(
            group.getLast(),
            chains
                .on(group.getLast(), manager)
                .remove(member)
                .epoch(chains.after(group.getLast().epoch())),
            300));
    refused(onTop);
    covered.put(onTop.hash(), 300L);
    refused(onTop);
    covered.put(onTop.hash(), 299L);
    assertThat(ground(onTop)).isEqualTo(HeadCheck.Ground.COVERED);
  }

  /** As many looks at a group's states as there are entries, times a few. */
  @Test
  void entryThatTookTheRole_isFoundWithoutGoingOverAllStatesForEach() {
    Signed<Commit> last = commit(member, room(), Optional.of(group.getLast().asHead()));
    int links = 120;
    for (int i = 0; i < links; i++) {
      GroupDraft nothing = chains.on(group.getLast(), manager);
      group.add(chains.accept(group.getLast(), nothing, 300 + i));
    }
    group.add(
        chains.accept(
            group.getLast(),
            chains
                .on(group.getLast(), manager)
                .remove(member)
                .epoch(chains.after(group.getLast().epoch())),
            300 + links));
    int[] looks = new int[1];
    List<GroupState> counted =
        new AbstractList<>() {
          @Override
          public GroupState get(int at) {
            looks[0]++;
            return group.get(at);
          }

          @Override
          public int size() {
            return group.size();
          }
        };
    covered.put(last.hash(), 299L + links);
    assertThat(ground(last, counted)).isEqualTo(HeadCheck.Ground.COVERED);
    assertThat(looks[0]).isLessThan(links * 20);
    covered.put(last.hash(), 300L + links);
    refused(last);
  }

  @Test
  void t78_commitJustBeforeARemoval_isVerifiedInFullAndBuiltOver() {
    RoomState before = room();
    Signed<Commit> first = commit(manager);
    Signed<Commit> smuggled = commit(editor);
    link(room(), draft(manager).commit(ref(first)), 250);
    removeEditor(300);
    refused(smuggled);
    inFull(smuggled, before);
    Signed<Commit> over = commit(manager);
    assertThat(ground(over)).isEqualTo(HeadCheck.Ground.ROLE);
    link(room(), draft(manager).commit(ref(over)), 310);
    assertThat(ground(smuggled)).isEqualTo(HeadCheck.Ground.NAMED);
  }

  @Test
  void head_namedByTheNewestLink_countsWhoeverItsAuthorIs() {
    Signed<Commit> last = commit(editor);
    link(
        room(),
        draft(manager)
            .changes(new RoomLink.Change.Remove(new Grantee.User(editor.user())))
            .epoch(chains.after(room().epoch()))
            .commit(ref(last)),
        300);
    assertThat(ground(last)).isEqualTo(HeadCheck.Ground.NAMED);
    refused(commit(editor, links.get(1), Optional.empty()));
  }

  @Test
  void head_coveredBeforeItsAuthorWasRemoved_counts_andOneCoveredAfterDoesNot() {
    Signed<Commit> last = commit(editor);
    removeEditor(300);
    covered.put(last.hash(), 300L);
    refused(last);
    covered.put(last.hash(), 299L);
    assertThat(ground(last)).isEqualTo(HeadCheck.Ground.COVERED);
  }

  @Test
  void head_coveredBetweenTwoRemovals_isHeldAgainstTheFirst() {
    Signed<Commit> last = commit(editor);
    removeEditor(300);
    link(room(), draft(manager).changes(grant(editor, Role.EDITOR)), 400);
    assertThat(ground(last)).isEqualTo(HeadCheck.Ground.ROLE);
    removeEditor(500);
    covered.put(last.hash(), 450L);
    refused(last);
  }

  @Test
  void t60_commitUnderTheOldKeyOfARotatedIdentity_commitRole() {
    Signed<Commit> old = commit(editor);
    organisation.rotate(editor, Identity.Cause.ROTATION, 300);
    refused(old);
    assertRefused(
        ErrorCode.COMMIT_ROLE, () -> check().requireAuthor(old, room(), organisation, chains));
    inFull(old, room());
    covered.put(old.hash(), 299L);
    assertThat(ground(old)).isEqualTo(HeadCheck.Ground.COVERED);
  }

  @Test
  void t69_commitUnderAStolenKeyAfterItsOwnerRotated_commitRole() {
    RoomState before = room();
    long at = organisation.log(DirectoryEntry.identity(editor.user(), 1, before.head()));
    Organisation.Somebody safe = organisation.rotate(editor, Identity.Cause.COMPROMISE, at);
    Signed<Commit> stolen = commit(editor);
    refused(stolen);
    assertRefused(ErrorCode.COMMIT_ROLE, () -> inFull(stolen, before));
    covered.put(stolen.hash(), 400L);
    refused(stolen);
    assertThat(ground(commit(safe))).isEqualTo(HeadCheck.Ground.ROLE);
  }

  @Test
  void commit_citingALinkAfterWhichSomebodyTookKeysAlong_epochStale() {
    RoomState before = room();
    inFull(commit(manager), before);
    link(room(), draft(editor).cause(Cause.LEAVE).remove(editor), 300);
    Signed<Commit> late = commit(manager);
    assertRefused(ErrorCode.EPOCH_STALE, () -> inFull(late, room()));
  }

  @Test
  void commit_throughAGroupThatSomebodyLeft_epochStale() {
    GroupState left =
        chains.accept(
            group.getLast(),
            chains.on(group.getLast(), member).cause(Cause.LEAVE).remove(member),
            300);
    Signed<Commit> through = commit(manager, room(), Optional.of(left.asHead()));
    assertRefused(ErrorCode.EPOCH_STALE, () -> inFull(through, room()));
  }

  @Test
  void commitUnderARetiredEpoch_countsOnlyIfTheRetiringLinkSawIt() {
    Signed<Commit> seen = commit(editor);
    RoomState old = room();
    link(room(), draft(manager).epoch(chains.after(room().epoch())), 300);
    link(room(), draft(manager).oldestEpoch(2).commit(ref(seen)), 301);
    assertThat(ground(seen)).isEqualTo(HeadCheck.Ground.NAMED);
    Signed<Commit> late = commit(editor, old, Optional.empty());
    assertRefused(ErrorCode.EPOCH_STALE, () -> ground(late));
    link(room(), draft(manager).commit(ref(late)), 302);
    assertRefused(ErrorCode.EPOCH_STALE, () -> ground(late));
    assertThat(ground(seen)).isEqualTo(HeadCheck.Ground.NAMED);
  }

  @Test
  void head_thatDoesNotFollowOnTheOneTheRoomNames_roomFork() {
    Signed<Commit> kept = commit(manager);
    link(room(), draft(manager).commit(new CommitRef(0, Sha256.of(kept.hash().value()))), 300);
    assertRefused(ErrorCode.ROOM_FORK, () -> ground(kept));
  }
}
