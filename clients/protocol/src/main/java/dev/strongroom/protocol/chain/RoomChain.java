package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.OrganisationId;
import dev.strongroom.protocol.crypto.KemPublicKey;
import dev.strongroom.protocol.directory.Checkpoints;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import dev.strongroom.protocol.statement.Signed;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreePurpose;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Checks a room's links one by one (section 3, rule 1, and section 5). */
public final class RoomChain {
  private final OrganisationId organisation;
  private final Identities identities;
  private final Groups groups;
  private final Checkpoints checkpoints;

  public RoomChain(
      OrganisationId organisation, Identities identities, Groups groups, Checkpoints checkpoints) {
    this.organisation = organisation;
    this.identities = identities;
    this.groups = groups;
    this.checkpoints = checkpoints;
  }

  /**
   * The state after the first link.
   *
   * @param at the link's place in the directory log; {@link Order#NOW} if it has none yet
   * @throws dev.strongroom.protocol.ProtocolException {@link ErrorCode#GROUP_CHAIN}, {@link
   *     ErrorCode#GROUP_ROLE}, {@link ErrorCode#STATEMENT}, {@link ErrorCode#LINK_ORDER}
   */
  public RoomState first(Signed<RoomLink> link, long at) {
    RoomLink body = link.body();
    IdentityChain author = requireAuthor(link, at);
    if (body.cause() != Cause.CREATE || body.epoch().number() != 1 || body.indexKey() != 1) {
      throw LinkException.chain("a chain begins with its creation, epoch 1 and index key 1");
    }
    RoomState empty =
        new RoomState(
            new ChainId(link.hash().value()),
            0,
            link.hash(),
            at,
            Map.of(),
            SparseTree.empty(TreePurpose.GRANTS),
            Map.of(),
            Map.of(),
            body.epoch(),
            new TreeMap<>(),
            body.indexKey(),
            body.oldestEpoch(),
            body.padding(),
            Optional.empty(),
            author.user());
    RoomState state = changed(empty, link, true, at);
    requireRole(state, state.heads(), body, author, at, Role::manages);
    return state;
  }

  /**
   * The state after one more link. Nothing of {@code before} is lost if it throws.
   *
   * @param at the link's place in the directory log; {@link Order#NOW} if it has none yet
   * @throws dev.strongroom.protocol.ProtocolException as {@link #first}, and {@link
   *     ErrorCode#CHAIN_ID}, {@link ErrorCode#REKEY}
   */
  public RoomState next(RoomState before, Signed<RoomLink> link, long at) {
    RoomLink body = link.body();
    IdentityChain author = requireAuthor(link, at);
    requireFollows(before, link);
    requireHeadsForward(before, body);
    boolean newEpoch = !body.epoch().equals(before.epoch());
    if (newEpoch) {
      EpochRules.requireNext(before.epoch(), before.epochs(), body.epoch());
    }
    RoomState after = changed(before, link, newEpoch, at);
    if (body.cause() == Cause.REKEY) {
      requireRekey(before, body, after, author, at);
    } else {
      requireChange(before, body, after, author, newEpoch, at);
    }
    return after;
  }

  private IdentityChain requireAuthor(Signed<RoomLink> link, long at) {
    LinkRules.requireOrganisation(link.body().header(), organisation);
    IdentityChain author =
        link.body().author().requireLink(link, link.body().header(), identities, at);
    LinkRules.requireCheckpoint(link.body().directory(), checkpoints);
    return author;
  }

  private static void requireFollows(RoomState before, Signed<RoomLink> link) {
    RoomLink body = link.body();
    if (!body.room().equals(Optional.of(before.id()))) {
      throw LinkException.id("a link of another room");
    }
    LinkRules.requirePlace(body.header(), before.sequence(), before.head());
    boolean commitBack =
        before
            .commit()
            .filter(c -> body.commit().map(CommitRef::sequence).orElse(-1L) < c.sequence())
            .isPresent();
    if (commitBack || body.oldestEpoch() < before.oldestEpoch()) {
      throw LinkException.chain("a link goes back to an earlier commit or epoch");
    }
  }

  private static void requireHeadsForward(RoomState before, RoomLink link) {
    for (GroupHead head : link.heads()) {
      GroupHead known = before.heads().get(head.group());
      boolean back = known != null && head.sequence() < known.sequence();
      boolean other =
          known != null && head.sequence() == known.sequence() && !head.hash().equals(known.hash());
      if (back || other) {
        throw link.cause() == Cause.REKEY
            ? LinkException.rekey("a rekey moves a group's head back")
            : LinkException.chain("a link moves a group's head back");
      }
    }
  }

  /**
   * What a rekey may change: the epoch, and group heads forward. And something must call for it.
   */
  private void requireRekey(
      RoomState before, RoomLink link, RoomState after, IdentityChain author, long at) {
    boolean onlyEpoch =
        link.changes().isEmpty()
            && link.epoch().commitment().equals(before.epoch().commitment())
            && link.epoch().number() == before.epoch().number() + 1
            && link.indexKey() == before.indexKey()
            && link.oldestEpoch() == before.oldestEpoch()
            && link.padding() == before.padding();
    if (!onlyEpoch) {
      throw LinkException.rekey("a rekey changes more than the epoch");
    }
    Map<ChainId, GroupState> newest = new HashMap<>();
    after.heads().forEach((id, head) -> newest.put(id, groups.at(head)));
    if (!before.rekeyDue(newest)) {
      throw LinkException.rekey("nothing calls for a rekey");
    }
    requireRole(before, after.heads(), link, author, at, Role::writes);
  }

  private void requireChange(
      RoomState before,
      RoomLink link,
      RoomState after,
      IdentityChain author,
      boolean newEpoch,
      long at) {
    requireRole(before, after.heads(), link, author, at, Role::manages);
    if (!newEpoch && takesReadingAway(before, after)) {
      throw LinkException.chain("reading was taken away, and the keys stayed");
    }
    if (!link.epoch().commitment().equals(before.epoch().commitment())
        || link.indexKey() != before.indexKey()) {
      throw LinkException.chain(
          "a link changes name or index key in a way that this client does not know");
    }
  }

  /**
   * The author must hold a role in {@code state}, through the group heads that he names, and still
   * at the newest heads that were logged before his link.
   */
  private void requireRole(
      RoomState state,
      Map<ChainId, GroupHead> heads,
      RoomLink link,
      IdentityChain author,
      long at,
      Predicate<Role> enough) {
    Hash acting = link.author().identity();
    if (state.roleIn(author, acting, id -> groups.before(id, at)).filter(enough).isPresent()) {
      return;
    }
    Function<ChainId, GroupState> named =
        id -> {
          GroupHead head = heads.get(id);
          return head == null ? groups.before(id, at) : groups.at(head);
        };
    if (state.roleIn(author, acting, named).filter(enough).isPresent()) {
      throw LinkException.order("signed by somebody whose group had let him go");
    }
    throw LinkException.role("signed by somebody whose role does not reach so far");
  }

  private static boolean takesReadingAway(RoomState before, RoomState after) {
    return before.grants().values().stream()
        .filter(grant -> grant.role().reads())
        .anyMatch(grant -> {
          Grant now = after.grants().get(grant.grantee());
          return now == null || !now.role().reads();
        });
  }

  private RoomState changed(RoomState before, Signed<RoomLink> link, boolean newEpoch, long at) {
    RoomLink body = link.body();
    Map<Grantee, Grant> grants = new LinkedHashMap<>(before.grants());
    SparseTree list = before.list();
    for (RoomLink.Change change : body.changes()) {
      switch (change) {
        case RoomLink.Change.Put(Grant grant) -> {
          grants.put(grant.grantee(), grant);
          list = list.put(MemberList.key(grant.grantee().id()), MemberList.grant(grant));
        }
        case RoomLink.Change.Remove(Grantee grantee) -> {
          if (grants.remove(grantee) == null) {
            throw LinkException.chain("a link withdraws a grant that is not there");
          }
          list = list.remove(MemberList.key(grantee.id()));
        }
      }
    }
    if (!list.rootHash().equals(body.grants()) || grants.size() != body.grantCount()) {
      throw body.cause() == Cause.REKEY
          ? LinkException.rekey("a rekey changes a grant")
          : LinkException.chain("the list of grants is not the one that was signed");
    }
    Map<ChainId, GroupHead> heads = headsOf(body, grants, at);
    requireManager(grants, at);
    SortedMap<Long, KemPublicKey> epochs = new TreeMap<>(before.epochs());
    epochs.put(body.epoch().number(), body.epoch().key());
    return new RoomState(
        before.id(),
        body.header().sequence(),
        link.hash(),
        at,
        Collections.unmodifiableMap(grants),
        list,
        heads,
        epochGroups(before, heads, newEpoch),
        body.epoch(),
        Collections.unmodifiableSortedMap(epochs),
        body.indexKey(),
        body.oldestEpoch(),
        body.padding(),
        body.commit(),
        before.creator());
  }

  /** Exactly one head for every group granted, each the head of a chain that verifies. */
  private Map<ChainId, GroupHead> headsOf(RoomLink link, Map<Grantee, Grant> grants, long at) {
    Map<ChainId, GroupHead> heads = new LinkedHashMap<>();
    for (GroupHead head : link.heads()) {
      if (!grants.containsKey(new Grantee.Group(head.group()))) {
        throw LinkException.chain("a link names the head of a group that is not granted");
      }
      requireLogged(head, at);
      heads.put(head.group(), head);
    }
    long granted = grants.keySet().stream().filter(Grantee.Group.class::isInstance).count();
    if (heads.size() != granted) {
      throw LinkException.chain("a link leaves out the head of a group granted");
    }
    return Collections.unmodifiableMap(heads);
  }

  /** What is not logged yet may never be: a link cannot rest on it. */
  private void requireLogged(GroupHead head, long at) {
    GroupState state;
    try {
      state = groups.at(head);
    } catch (AuthenticationException e) {
      if (e.code() == ErrorCode.GROUP_CHAIN) {
        throw LinkException.chain("a link names a head that the group's chain does not have");
      }
      throw e;
    }
    if (!Order.isBefore(state.index(), at)) {
      throw LinkException.order("a link names a group's head that was logged after it");
    }
  }

  private void requireManager(Map<Grantee, Grant> grants, long at) {
    boolean managed =
        grants.values().stream()
            .filter(grant -> grant.role().manages())
            .anyMatch(grant ->
                switch (grant.grantee()) {
                  case Grantee.User _ -> true;
                  case Grantee.Group(ChainId id) -> !groups.before(id, at).members().isEmpty();
                });
    if (!managed) {
      throw LinkException.chain("a link leaves the room without a manager");
    }
  }

  private Map<ChainId, Long> epochGroups(
      RoomState before, Map<ChainId, GroupHead> heads, boolean newEpoch) {
    Map<ChainId, Long> wrappedTo = new HashMap<>();
    heads.forEach((id, head) -> {
      Long earlier = before.epochGroups().get(id);
      wrappedTo.put(id, newEpoch || earlier == null ? groups.at(head).epoch().number() : earlier);
    });
    return Collections.unmodifiableMap(wrappedTo);
  }
}
