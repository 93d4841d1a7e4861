package dev.strongroom.protocol.chain;

import dev.strongroom.protocol.Bytes;
import dev.strongroom.protocol.Hash;
import dev.strongroom.protocol.UserId;
import dev.strongroom.protocol.tree.SparseTree;
import dev.strongroom.protocol.tree.TreePurpose;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Roots of member and grant lists, for who signs a link. */
public final class Lists {
  private Lists() {}

  /** What a link states of its list. */
  public record Root(Hash hash, long count) {}

  /** The member list after {@code changes}. */
  public static Root ofMembers(
      Map<UserId, GroupState.Member> before, List<GroupLink.Change> changes) {
    Map<UserId, GroupState.Member> after = new HashMap<>(before);
    for (GroupLink.Change change : changes) {
      switch (change) {
        case GroupLink.Change.Put(UserId user, Hash identity, GroupRole role) ->
            after.put(user, new GroupState.Member(identity, role));
        case GroupLink.Change.Remove(UserId user) -> after.remove(user);
      }
    }
    Map<Bytes, Optional<Bytes>> leaves = new LinkedHashMap<>();
    after.forEach((user, member) ->
        leaves.put(MemberList.key(user.value()), Optional.of(MemberList.member(user, member))));
    return root(TreePurpose.MEMBERS, leaves);
  }

  /** The list of grants after {@code changes}. */
  public static Root ofGrants(Map<Grantee, Grant> before, List<RoomLink.Change> changes) {
    Map<Grantee, Grant> after = new HashMap<>(before);
    for (RoomLink.Change change : changes) {
      switch (change) {
        case RoomLink.Change.Put(Grant grant) -> after.put(grant.grantee(), grant);
        case RoomLink.Change.Remove(Grantee grantee) -> after.remove(grantee);
      }
    }
    Map<Bytes, Optional<Bytes>> leaves = new LinkedHashMap<>();
    after
        .values()
        .forEach(grant ->
            leaves.put(MemberList.key(grant.grantee().id()), Optional.of(MemberList.grant(grant))));
    return root(TreePurpose.GRANTS, leaves);
  }

  private static Root root(TreePurpose purpose, Map<Bytes, Optional<Bytes>> leaves) {
    return new Root(SparseTree.empty(purpose).apply(leaves).rootHash(), leaves.size());
  }
}
