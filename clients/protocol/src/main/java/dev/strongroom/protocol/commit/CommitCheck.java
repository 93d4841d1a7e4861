package dev.strongroom.protocol.commit;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.StaleException;
import dev.strongroom.protocol.chain.Author;
import dev.strongroom.protocol.chain.Groups;
import dev.strongroom.protocol.chain.Order;
import dev.strongroom.protocol.chain.Role;
import dev.strongroom.protocol.chain.RoomState;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.history.MerkleLog;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.node.ChangeRecord;
import dev.strongroom.protocol.node.DepositMark;
import dev.strongroom.protocol.node.RoomFolders;
import dev.strongroom.protocol.node.TreeKey;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.Listing;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreePurpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks a commit's author, and that a history continues the one that was known. */
public final class CommitCheck {
  private final OrganisationId organisation;
  private final ChainId room;
  private final Checkpoints checkpoints;

  public CommitCheck(OrganisationId organisation, ChainId room, Checkpoints checkpoints) {
    this.organisation = organisation;
    this.room = room;
    this.checkpoints = checkpoints;
  }

  /**
   * Requires that an editor signed {@code commit} under the link that it cites, with a key that is
   * still his.
   *
   * @param cited the room as that link leaves it
   * @throws AuthenticationException as {@link #requireInFull}, and {@link ErrorCode#COMMIT_ROLE}
   *     for a key that its author has replaced
   */
  public void requireAuthor(
      Signed<Commit> commit, RoomState cited, Identities identities, Groups groups) {
    IdentityChain author = requireInFull(commit, cited, identities, groups);
    if (!author.isNewestBefore(commit.body().author().identity(), Order.NOW)) {
      throw role("a commit under a key that its author has replaced");
    }
  }

  /**
   * Requires that an editor signed {@code commit} under the link that it cites, as whoever builds
   * on it verifies each commit since the last that counts: whoever its author is today. Whether it
   * counts as head is {@link HeadCheck}'s to say.
   *
   * @param cited the room as that link leaves it
   * @return the author
   * @throws AuthenticationException {@link ErrorCode#STATEMENT}, {@link ErrorCode#COMMIT_ROLE}
   * @throws StaleException {@link ErrorCode#EPOCH_STALE} under another epoch or index key than the
   *     link's, or where the link asks for a rekey first
   */
  public IdentityChain requireInFull(
      Signed<Commit> commit, RoomState cited, Identities identities, Groups groups) {
    Commit body = commit.body();
    body.header().requireOrganisation(organisation);
    checkpoints.accept(body.directory());
    if (!body.room().equals(room)) {
      throw new AuthenticationException(ErrorCode.STATEMENT, "a commit of another room");
    }
    if (!body.link().equals(cited.head()) || body.linkSequence() != cited.sequence()) {
      throw role("a commit cites a link that the room does not have");
    }
    IdentityChain author = body.author().requireSigned(commit, body.header(), identities);
    if (!author.isNewestBefore(body.author().identity(), known(body, cited))) {
      throw role("a commit under a key that was not its author's when he signed");
    }
    Optional<Role> role =
        body.via().isPresent()
            ? cited.roleThrough(body.via().get(), author, body.author().identity(), groups)
            : cited.personalRole(author, body.author().identity());
    if (role.filter(Role::writes).isEmpty()) {
      throw role("a commit by somebody who may not write to the room");
    }
    if (body.epoch() != cited.epoch().number() || body.indexKey() != cited.indexKey()) {
      throw stale("a commit under another epoch than its link's");
    }
    if (cited.left() || body.via().filter(head -> groups.at(head).left()).isPresent()) {
      throw stale("a commit under keys that somebody took along when he left");
    }
    return author;
  }

  /**
   * How far the author knew the log: as his checkpoint says, and no less than the link he cites.
   */
  private static long known(Commit body, RoomState cited) {
    long size = Checkpoints.sizeOf(body.directory());
    return cited.index() == Order.NOW ? Order.NOW : Math.max(size, cited.index() + 1);
  }

  private static AuthenticationException role(String what) {
    return new AuthenticationException(ErrorCode.COMMIT_ROLE, what);
  }

  private static StaleException stale(String what) {
    return new StaleException(ErrorCode.EPOCH_STALE, what);
  }

  /**
   * Requires that {@code head} continues the history that was pinned: its earlier commits contain
   * the pinned one in its place, and all that came before it.
   *
   * @param pinned the newest commit that this client has verified
   * @param consistency from the pinned history's size to the head's
   * @param inclusion of the pinned commit in the head's history
   * @throws AuthenticationException {@link ErrorCode#ROOM_FORK}; {@link ErrorCode#COMMIT_ROLE} as
   *     {@link #requireNoOlderLink}
   */
  public static void requireContinues(
      Signed<Commit> pinned, Signed<Commit> head, List<Hash> consistency, List<Hash> inclusion) {
    long from = pinned.body().header().sequence();
    long to = head.body().header().sequence();
    boolean continues;
    if (to <= from) {
      continues = to == from && head.hash().equals(pinned.hash());
    } else {
      Hash leaf = MerkleLog.leaf(pinned.hash().value());
      Hash history = head.body().history();
      continues =
          MerkleLog.verifyInclusion(leaf, from, to, history, inclusion)
              && MerkleLog.verifyConsistency(
                  from, pinned.body().history(), to, history, consistency);
    }
    if (!continues) {
      throw fork();
    }
    requireNoOlderLink(pinned, head);
  }

  /**
   * Requires that {@code next} follows directly on {@code before}, as who could know what that
   * one's author knew: it cites no older link, and is under no key that was replaced by then. So
   * nothing can be dated back behind a commit by somebody who knew that its author's writing had
   * ended, however late it is signed (T71).
   *
   * @param before accepted already
   * @throws AuthenticationException {@link ErrorCode#ROOM_FORK} if it does not follow, {@link
   *     ErrorCode#COMMIT_ROLE}
   */
  public static void requireFollows(
      Signed<Commit> before, Signed<Commit> next, Identities identities) {
    if (!next.body().header().follows(before.body().header().sequence(), before.hash())) {
      throw fork();
    }
    requireNoOlderLink(before, next);
    Author author = next.body().author();
    long known = Checkpoints.sizeOf(before.body().directory());
    if (!identities.of(author.user()).isNewestBefore(author.identity(), known)) {
      throw role("a commit under a key that was replaced before the one that it follows on");
    }
  }

  /**
   * Requires that {@code later}, somewhere behind {@code earlier} in one history, cites no older
   * link than that one.
   *
   * @throws AuthenticationException {@link ErrorCode#COMMIT_ROLE}
   */
  public static void requireNoOlderLink(Signed<Commit> earlier, Signed<Commit> later) {
    if (later.body().linkSequence() < earlier.body().linkSequence()) {
      throw role("a commit cites an older link than one that it follows on");
    }
  }

  /** The same for a commit that is only known by its hash, as a room link names it. */
  public static void requireContains(
      long sequence, Hash commit, Signed<Commit> head, List<Hash> inclusion) {
    long to = head.body().header().sequence();
    boolean contains =
        to == sequence
            ? head.hash().equals(commit)
            : MerkleLog.verifyInclusion(
                MerkleLog.leaf(commit.value()), sequence, to, head.body().history(), inclusion);
    if (!contains) {
      throw fork();
    }
  }

  private static AuthenticationException fork() {
    return new AuthenticationException(
        ErrorCode.ROOM_FORK,
        "the room's history does not continue the one that this client has verified");
  }

  /**
   * Requires of the first commit under another index key that it rebuilds the whole tree: beside
   * the marks of deposits, which lie under no name, nothing is left that lies under the old key.
   *
   * @param after the state that the commit leads to
   * @throws AuthenticationException {@link ErrorCode#STATE_ROOT}
   */
  public static void requireRebuilt(
      RoomFolders folders, List<ChangeRecord> records, SparseTree after) {
    Map<Bytes, Optional<Bytes>> leaves = new LinkedHashMap<>();
    Listing.of(after, TreeKey.prefix(folders.inbox()))
        .leaves(Optional.empty(), Integer.MAX_VALUE)
        .forEach(mark -> leaves.put(mark.key(), Optional.of(mark.value())));
    records.forEach(r -> leaves.put(r.treeKey(), Optional.of(r.treeValue())));
    Hash rebuilt = SparseTree.empty(TreePurpose.STATE).apply(leaves).rootHash();
    if (!rebuilt.equals(after.rootHash())) {
      throw new AuthenticationException(
          ErrorCode.STATE_ROOT, "the first commit under an index key does not rebuild the tree");
    }
  }

  /**
   * Requires that {@code records} are exactly those that the commit covers, and that they mark
   * exactly the deposits that it adopts, in its order.
   *
   * @throws AuthenticationException {@link ErrorCode#STATE_ROOT}
   */
  public static void requireChanges(Commit commit, List<ChangeRecord> records) {
    RoomFolders folders = RoomFolders.of(commit.header().organisation(), commit.room());
    Hash root = MerkleLog.root(records.stream().map(ChangeRecord::changesLeaf).toList());
    boolean fits =
        records.size() == commit.changeCount()
            && root.equals(commit.changes())
            && DepositMark.deposits(folders, records).equals(commit.deposits())
            && records.stream().allMatch(r -> r.epoch() == commit.epoch());
    if (!fits) {
      throw new AuthenticationException(
          ErrorCode.STATE_ROOT, "a commit's records are not those that were signed");
    }
  }
}
