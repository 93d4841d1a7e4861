package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.AuthenticationException;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.ErrorCode;
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

  /** The state after the first link. */
  public RoomState first(Signed<RoomLink> link) {
    RoomLink body = link.body();
    IdentityChain author = requireAuthor(link);
    if (body.cause() != Cause.CREATE || body.epoch().number() != 1 || body.indexKey() != 1) {
      throw chain("a chain begins with its creation, epoch 1 and index key 1");
    }
    RoomState empty =
        new RoomState(
            new ChainId(link.hash().value()),
            0,
            link.hash(),
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
    RoomState state = changed(empty, link, true);
    if (!state.roleOf(author, body.author().identity(), groups).equals(Optional.of(Role.MANAGER))) {
      throw role("a room's creator is its first manager");
    }
    return state;
  }

  /** The state after one more link. Nothing of {@code before} is lost if it throws. */
  public RoomState next(RoomState before, Signed<RoomLink> link) {
    RoomLink body = link.body();
    IdentityChain author = requireAuthor(link);
    requireFollows(before, link);
    requireHeadsForward(before, body);
    boolean newEpoch = !body.epoch().equals(before.epoch());
    if (newEpoch) {
      EpochRules.requireNext(before.epoch(), before.epochs(), body.epoch());
    }
    RoomState after = changed(before, link, newEpoch);
    if (body.cause() == Cause.REKEY) {
      requireRekey(before, body, after, author);
    } else {
      requireChange(before, body, after, author, newEpoch);
    }
    return after;
  }

  private IdentityChain requireAuthor(Signed<RoomLink> link) {
    link.body().header().requireOrganisation(organisation);
    checkpoints.accept(link.body().directory());
    return link.body().author().requireSigned(link, link.body().header(), identities);
  }

  private static void requireFollows(RoomState before, Signed<RoomLink> link) {
    RoomLink body = link.body();
    if (!body.room().equals(Optional.of(before.id()))) {
      throw new AuthenticationException(ErrorCode.CHAIN_ID, "a link of another room");
    }
    if (!body.header().follows(before.sequence(), before.head())) {
      throw chain("a link does not follow on the one before it");
    }
    boolean commitBack =
        before
            .commit()
            .filter(c -> body.commit().map(CommitRef::sequence).orElse(-1L) < c.sequence())
            .isPresent();
    if (commitBack || body.oldestEpoch() < before.oldestEpoch()) {
      throw chain("a link goes back to an earlier commit or epoch");
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
            ? rekey("a rekey moves a group's head back")
            : chain("a link moves a group's head back");
      }
    }
  }

  /**
   * What a rekey may change: the epoch, and group heads forward. And something must call for it.
   */
  private void requireRekey(
      RoomState before, RoomLink link, RoomState after, IdentityChain author) {
    boolean onlyEpoch =
        link.changes().isEmpty()
            && link.epoch().commitment().equals(before.epoch().commitment())
            && link.epoch().number() == before.epoch().number() + 1
            && link.indexKey() == before.indexKey()
            && link.oldestEpoch() == before.oldestEpoch()
            && link.padding() == before.padding();
    if (!onlyEpoch) {
      throw rekey("a rekey changes more than the epoch");
    }
    Map<ChainId, GroupState> newest = new HashMap<>();
    after.heads().forEach((id, head) -> newest.put(id, groups.at(head)));
    if (!before.rekeyDue(newest)) {
      throw rekey("nothing calls for a rekey");
    }
    boolean member =
        newest.values().stream()
            .anyMatch(group -> group.roleOf(author, link.author().identity()).isPresent());
    boolean editor =
        before
            .roleOf(author, link.author().identity(), after.heads(), groups)
            .filter(Role::writes)
            .isPresent();
    if (!editor && !member) {
      throw role("a rekey by somebody who neither writes to the room nor is in a group of it");
    }
  }

  private void requireChange(
      RoomState before, RoomLink link, RoomState after, IdentityChain author, boolean newEpoch) {
    Optional<Role> role = before.roleOf(author, link.author().identity(), after.heads(), groups);
    if (role.filter(Role::manages).isEmpty()) {
      throw role("signed by somebody who does not manage the room");
    }
    if (!newEpoch && takesReadingAway(before, after)) {
      throw chain("reading was taken away, and the keys stayed");
    }
    if (!link.epoch().commitment().equals(before.epoch().commitment())
        || link.indexKey() != before.indexKey()) {
      throw chain("a link changes name or index key in a way that this client does not know");
    }
  }

  private static boolean takesReadingAway(RoomState before, RoomState after) {
    return before.grants().values().stream()
        .filter(grant -> grant.role().reads())
        .anyMatch(grant -> {
          Grant now = after.grants().get(grant.grantee());
          return now == null || !now.role().reads();
        });
  }

  private RoomState changed(RoomState before, Signed<RoomLink> link, boolean newEpoch) {
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
            throw chain("a link withdraws a grant that is not there");
          }
          list = list.remove(MemberList.key(grantee.id()));
        }
      }
    }
    if (!list.rootHash().equals(body.grants()) || grants.size() != body.grantCount()) {
      throw body.cause() == Cause.REKEY
          ? rekey("a rekey changes a grant")
          : chain("the list of grants is not the one that was signed");
    }
    Map<ChainId, GroupHead> heads = headsOf(body, grants);
    requireManager(grants, heads);
    SortedMap<Long, KemPublicKey> epochs = new TreeMap<>(before.epochs());
    epochs.put(body.epoch().number(), body.epoch().key());
    return new RoomState(
        before.id(),
        body.header().sequence(),
        link.hash(),
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
  private Map<ChainId, GroupHead> headsOf(RoomLink link, Map<Grantee, Grant> grants) {
    Map<ChainId, GroupHead> heads = new LinkedHashMap<>();
    for (GroupHead head : link.heads()) {
      if (!grants.containsKey(new Grantee.Group(head.group()))) {
        throw chain("a link names the head of a group that is not granted");
      }
      groups.at(head);
      heads.put(head.group(), head);
    }
    long granted = grants.keySet().stream().filter(Grantee.Group.class::isInstance).count();
    if (heads.size() != granted) {
      throw chain("a link leaves out the head of a group granted");
    }
    return Collections.unmodifiableMap(heads);
  }

  private void requireManager(Map<Grantee, Grant> grants, Map<ChainId, GroupHead> heads) {
    boolean managed =
        grants.values().stream()
            .filter(grant -> grant.role().manages())
            .anyMatch(grant ->
                switch (grant.grantee()) {
                  case Grantee.User _ -> true;
                  case Grantee.Group(ChainId id) -> {
                    GroupHead head = heads.get(id);
                    yield head != null && !groups.at(head).members().isEmpty();
                  }
                });
    if (!managed) {
      throw chain("a link leaves the room without a manager");
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

  private static AuthenticationException chain(String what) {
    return new AuthenticationException(ErrorCode.GROUP_CHAIN, what);
  }

  private static AuthenticationException role(String what) {
    return new AuthenticationException(ErrorCode.GROUP_ROLE, what);
  }

  private static AuthenticationException rekey(String what) {
    return new AuthenticationException(ErrorCode.REKEY, what);
  }
}
