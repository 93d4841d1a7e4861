package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreePurpose;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Checks a group's links one by one (section 3, rule 1, and section 5). */
public final class GroupChain {
  private final OrganisationId organisation;
  private final Identities identities;
  private final Checkpoints checkpoints;

  public GroupChain(OrganisationId organisation, Identities identities, Checkpoints checkpoints) {
    this.organisation = organisation;
    this.identities = identities;
    this.checkpoints = checkpoints;
  }

  /**
   * The state after the first link.
   *
   * @param at the link's place in the directory log; {@link Order#NOW} if it has none yet
   * @throws dev.strongroom.protocol.ProtocolException {@link ErrorCode#GROUP_CHAIN}, {@link
   *     ErrorCode#GROUP_ROLE}, {@link ErrorCode#STATEMENT}
   */
  public GroupState first(Signed<GroupLink> link, long at) {
    GroupLink body = link.body();
    IdentityChain author = requireAuthor(link, at);
    if (body.cause() != Cause.CREATE) {
      throw LinkException.chain("a chain begins with its creation");
    }
    if (body.epoch().number() != 1) {
      throw LinkException.chain("a chain begins with epoch 1");
    }
    GroupState empty =
        new GroupState(
            new ChainId(link.hash().value()),
            0,
            link.hash(),
            at,
            Map.of(),
            SparseTree.empty(TreePurpose.MEMBERS),
            body.epoch(),
            new TreeMap<>(),
            Optional.empty());
    GroupState state = changed(empty, link, at);
    if (!state.roleOf(author, body.author().identity()).equals(Optional.of(GroupRole.MANAGER))) {
      throw LinkException.role("a group's creator is its first manager");
    }
    return state;
  }

  /**
   * The state after one more link. Nothing of {@code before} is lost if it throws.
   *
   * @param at the link's place in the directory log; {@link Order#NOW} if it has none yet
   * @throws dev.strongroom.protocol.ProtocolException as {@link #first}, and {@link
   *     ErrorCode#CHAIN_ID}, {@link ErrorCode#REKEY}, {@link ErrorCode#LINK_ORDER}
   */
  public GroupState next(GroupState before, Signed<GroupLink> link, long at) {
    GroupLink body = link.body();
    IdentityChain author = requireAuthor(link, at);
    requireFollows(before, link);
    Optional<GroupRole> role = before.roleOf(author, body.author().identity());
    if (body.cause() == Cause.REKEY) {
      throw LinkException.rekey("nothing calls for a rekey of this group");
    }
    if (!role.equals(Optional.of(GroupRole.MANAGER))) {
      throw LinkException.role("signed by somebody who does not manage the group");
    }
    GroupState after = changed(before, link, at);
    requireEpoch(before, body, after);
    return after;
  }

  private IdentityChain requireAuthor(Signed<GroupLink> link, long at) {
    LinkRules.requireOrganisation(link.body().header(), organisation);
    IdentityChain author =
        link.body().author().requireLink(link, link.body().header(), identities, at);
    LinkRules.requireCheckpoint(link.body().directory(), checkpoints);
    return author;
  }

  private static void requireFollows(GroupState before, Signed<GroupLink> link) {
    GroupLink body = link.body();
    if (!body.group().equals(Optional.of(before.id()))) {
      throw LinkException.id("a link of another group");
    }
    LinkRules.requirePlace(body.header(), before.sequence(), before.head());
  }

  private static void requireEpoch(GroupState before, GroupLink link, GroupState after) {
    boolean removes =
        before.members().keySet().stream().anyMatch(user -> !after.members().containsKey(user));
    if (link.epoch().equals(before.epoch())) {
      if (removes) {
        throw LinkException.chain("somebody was removed, and the keys stayed");
      }
    } else {
      EpochRules.requireNext(before.epoch(), before.epochs(), link.epoch());
    }
    if (!link.epoch().commitment().equals(before.epoch().commitment())) {
      throw LinkException.chain("a link changes the group's name");
    }
  }

  private static GroupState changed(GroupState before, Signed<GroupLink> link, long at) {
    GroupLink body = link.body();
    Map<UserId, GroupState.Member> members = new HashMap<>(before.members());
    SparseTree list = before.list();
    for (GroupLink.Change change : body.changes()) {
      switch (change) {
        case GroupLink.Change.Put(UserId user, Hash identity, GroupRole role) -> {
          GroupState.Member member = new GroupState.Member(identity, role);
          members.put(user, member);
          list = list.put(MemberList.key(user.value()), MemberList.member(user, member));
        }
        case GroupLink.Change.Remove(UserId user) -> {
          if (members.remove(user) == null) {
            throw LinkException.chain("a link removes somebody who is no member");
          }
          list = list.remove(MemberList.key(user.value()));
        }
      }
    }
    if (!list.rootHash().equals(body.members()) || members.size() != body.memberCount()) {
      throw LinkException.chain("the member list is not the one that was signed");
    }
    if (members.values().stream().noneMatch(m -> m.role() == GroupRole.MANAGER)) {
      throw LinkException.chain("a link leaves the group without a manager");
    }
    SortedMap<Long, KemPublicKey> epochs = new TreeMap<>(before.epochs());
    epochs.put(body.epoch().number(), body.epoch().key());
    return new GroupState(
        before.id(),
        body.header().sequence(),
        link.hash(),
        at,
        Collections.unmodifiableMap(members),
        list,
        body.epoch(),
        Collections.unmodifiableSortedMap(epochs),
        body.label());
  }
}
