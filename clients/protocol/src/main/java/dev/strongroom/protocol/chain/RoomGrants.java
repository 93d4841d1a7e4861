package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.ChainId;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.identity.Identities;
import dev.strongroom.protocol.identity.IdentityChain;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The grants after a link.
 *
 * @param heads exactly one for every group granted
 * @param takesAway whether somebody who read the room reads it no longer, or with other keys
 * @param dropsDue whether a grant is gone for which a rekey was due, while its person reads on
 */
record RoomGrants(
    ListMap<Grantee, Grant> list,
    Map<ChainId, GroupHead> heads,
    ListMap<Bytes, Long> removed,
    boolean takesAway,
    boolean dropsDue) {

  static RoomGrants after(
      RoomState before, RoomLink link, LoggedGroups groups, Identities identities) {
    ListMap<Grantee, Grant> list = before.list();
    ListMap<Bytes, Long> removed = before.removed();
    Set<Grantee> touched = new LinkedHashSet<>();
    for (RoomLink.Change change : link.changes()) {
      touched.add(change.grantee());
      switch (change) {
        case RoomLink.Change.Put(Grant grant) -> {
          requireNamed(before, grant, identities, groups.at());
          list = list.with(grant.grantee(), grant);
          // Who comes back with other keys was removed to whoever proposed before.
          if (replacesKeys(before, grant, identities)) {
            removed = removed.with(grant.grantee().id(), link.header().sequence());
          }
        }
        case RoomLink.Change.Remove(Grantee grantee) -> {
          if (!list.containsKey(grantee)) {
            throw LinkException.chain("a link withdraws a grant that is not there");
          }
          list = list.without(grantee);
          removed = removed.with(grantee.id(), link.header().sequence());
        }
      }
    }
    if (!list.rootHash().equals(link.grants()) || list.size() != link.grantCount()) {
      throw link.cause() == Cause.REKEY
          ? LinkException.rekey("a rekey changes a grant")
          : LinkException.chain("the list of grants is not the one that was signed");
    }
    Map<ChainId, GroupHead> heads = heads(before, link, list, touched, groups);
    requireManager(list, groups);
    Reading reading = new Reading(list, heads, groups, identities);
    boolean takesAway =
        touched.stream().anyMatch(grantee -> reading.takenFrom(before.grants().get(grantee)));
    boolean dropsDue = touched.stream().anyMatch(grantee -> reading.wasDueFor(before, grantee));
    return new RoomGrants(list, heads, removed, takesAway, dropsDue);
  }

  /** Who only gets another role stays named as he was. */
  private static void requireNamed(RoomState before, Grant grant, Identities identities, long at) {
    Grant was = before.grants().get(grant.grantee());
    boolean same = was != null && was.identity().equals(grant.identity());
    if (!same && grant.grantee() instanceof Grantee.User(UserId user)) {
      LinkRules.requireNamed(identities, user, grant.identity().orElseThrow(), at);
    }
  }

  private static boolean replacesKeys(RoomState before, Grant grant, Identities identities) {
    Grant was = before.grants().get(grant.grantee());
    return was != null
        && grant.grantee() instanceof Grantee.User(UserId user)
        && !LinkRules.keepsKeys(
            identities, user, was.identity().orElseThrow(), grant.identity().orElseThrow());
  }

  /** Exactly one head for every group granted, each of a chain that verifies, and logged. */
  private static Map<ChainId, GroupHead> heads(
      RoomState before,
      RoomLink link,
      ListMap<Grantee, Grant> list,
      Set<Grantee> touched,
      LoggedGroups groups) {
    Map<ChainId, GroupHead> heads = new LinkedHashMap<>();
    for (GroupHead head : link.heads()) {
      if (!list.containsKey(new Grantee.Group(head.group()))) {
        throw LinkException.chain("a link names the head of a group that is not granted");
      }
      if (!head.equals(before.heads().get(head.group()))) {
        groups.named(head);
      }
      heads.put(head.group(), head);
    }
    Set<ChainId> granted = new HashSet<>(before.heads().keySet());
    for (Grantee grantee : touched) {
      if (grantee instanceof Grantee.Group(ChainId id)) {
        boolean _ = list.containsKey(grantee) ? granted.add(id) : granted.remove(id);
      }
    }
    if (!heads.keySet().equals(granted)) {
      throw LinkException.chain("a link leaves out the head of a group granted");
    }
    return Collections.unmodifiableMap(heads);
  }

  private static void requireManager(ListMap<Grantee, Grant> list, LoggedGroups groups) {
    boolean managed =
        list.values().stream()
            .filter(grant -> grant.role().manages())
            .anyMatch(grant ->
                switch (grant.grantee()) {
                  case Grantee.User _ -> true;
                  case Grantee.Group(ChainId id) -> groups.newest(id).managers() > 0;
                });
    if (!managed) {
      throw LinkException.chain("a link leaves the room without a manager");
    }
  }

  /** Who reads after the link, with which keys. */
  private record Reading(
      ListMap<Grantee, Grant> list,
      Map<ChainId, GroupHead> heads,
      LoggedGroups groups,
      Identities identities) {

    boolean takenFrom(@Nullable Grant was) {
      if (was == null || !was.role().reads()) {
        return false;
      }
      Optional<Grant> is =
          Optional.ofNullable(list.get(was.grantee())).filter(now -> now.role().reads());
      return switch (was.grantee()) {
        case Grantee.Group _ -> is.isEmpty();
        case Grantee.User(UserId user) -> {
          Hash listed = was.identity().orElseThrow();
          boolean keeps =
              is.flatMap(Grant::identity)
                  .filter(now -> LinkRules.keepsKeys(identities, user, listed, now))
                  .isPresent();
          yield !keeps && !readsThroughAGroup(user, listed);
        }
      };
    }

    /** Its keys were given up since the epoch began, and it is no longer listed to tell so. */
    boolean wasDueFor(RoomState before, Grantee grantee) {
      Grant was = before.grants().get(grantee);
      Grant is = list.get(grantee);
      boolean listed =
          was != null && is != null && is.role().reads() && is.identity().equals(was.identity());
      return was != null
          && !listed
          && was.role().reads()
          && before.compromised(was, identities, groups.at());
    }

    /** By another grant that reads: its members hold the epoch, and leave it by a rekey. */
    private boolean readsThroughAGroup(UserId user, Hash listed) {
      return heads.keySet().stream()
          .filter(id -> {
            Grant grant = list.get(new Grantee.Group(id));
            return grant != null && grant.role().reads();
          })
          .map(id -> groups.newest(id).members().get(user))
          .anyMatch(member -> member != null && isSamePerson(user, listed, member.identity()));
    }

    private boolean isSamePerson(UserId user, Hash one, Hash other) {
      IdentityChain chain = identities.of(user);
      return chain.standsFor(one, other) || chain.standsFor(other, one);
    }
  }
}
